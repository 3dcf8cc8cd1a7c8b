import type { RequestMatch, Rule, Scenario } from "../../src/emulator/scenario.ts";
import { scenarioNames } from "../../src/emulator/scenario-folder.ts";
import { parseScenario } from "../../src/emulator/scenario-parser.ts";

/** Reports that no scenario serves, each with the reason. */
export const UNSERVED: Record<string, string> = {
  "FR-004": "says that it does not work, without a status, code or text",
  "FR-044": "a playground's own message, which hides what the service answered",
  "FR-070": "what client libraries do with a redirect, not what a service answered",
  "FR-071": "a client that refused the scheme of its address and sent nothing",
  "FR-074": "a paraphrase in three words, without status or code",
  "FR-075": "a gateway that builds the wrong address, without the service's answer",
  "FR-096": "documentation of a gateway, without a quoted answer",
  "FR-098": "a claim of documentation that FR-023 contradicts, without an answer",
  "FR-100": "says only that it does not connect",
  "FR-101": "a question whose outcome is not recorded",
};

/** One report: where its answer is served, and what of it was inferred; or why it is not. */
export interface Coverage {
  report: string;
  served: { scenario: string; date: string | null; what: string[]; inferred: string[] }[];
  reason: string | null;
}

/** Every report that a scenario serves at its own place and date, and every one that none does; in order. */
export function coverage(): Coverage[] {
  const scenarios = scenarioNames().map(parseScenario);
  const reports = new Set<string>(scenarios.flatMap(reportsOf));
  for (const report of Object.keys(UNSERVED)) reports.add(report);
  return [...reports].sort().map((report) => ({
    report,
    served: scenarios.flatMap((scenario) => servedBy(scenario, report)),
    reason: UNSERVED[report] ?? null,
  }));
}

function reportsOf({ rules, also = [] }: Scenario): string[] {
  return [...rules.map(({ source }) => source).filter(isReport), ...also.map(({ report }) => report)];
}

function servedBy({ name, date, rules, also = [] }: Scenario, report: string): Coverage["served"] {
  const own = rules.filter(({ source }) => source === report);
  const others = also.filter((each) => each.report === report);
  if (own.length + others.length === 0) return [];
  const what = [...new Set([...own.map(subjectOf), ...others.map(({ how }) => how)])];
  const inferred = [...new Set(own.flatMap((rule) => rule.inferred ?? []))];
  return [{ scenario: name, date, what, inferred }];
}

function isReport(text: string): boolean {
  return /^FR-\d+$/.test(text);
}

/** What a rule speaks of, in the protocol's words. */
function subjectOf(rule: Rule): string {
  if ("event" in rule) return `event ${rule.event}`;
  if ("client" in rule) return `client event ${rule.client}`;
  return requestOf(rule.ask);
}

function requestOf({ transport, method, path, query = {}, refused }: RequestMatch): string {
  const how = transport === "websocket" ? "WS" : (method ?? "any");
  const pairs = Object.entries(query).flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]));
  const where = `${path ?? "request"}${pairs.length === 0 ? "" : `?${pairs.join("&")}`}`;
  return `${how} ${where}${refused === undefined ? "" : ` (${refused})`}`;
}
