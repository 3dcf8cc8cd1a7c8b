import type { Finding } from "../model/finding.ts";

/** Findings that say the same, with the first of them. A finding of several targets is then shown once. */
export function groupFindings(findings: Finding[]): [first: Finding, all: Finding[]][] {
  const groups = new Map<string, [Finding, Finding[]]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.severity, finding.code, finding.title, finding.remedy]);
    const group = groups.get(key) ?? [finding, []];
    group[1].push(finding);
    groups.set(key, group);
  }
  return [...groups.values()];
}
