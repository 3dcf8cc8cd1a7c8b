import { isJsonObject, type Json } from "../../model/json.ts";
import { findJsonDifferences } from "../../model/json-difference.ts";
import type { Report } from "../../model/report.ts";
import type { Deployment } from "../../model/target.ts";
import { plain } from "../../render/inert.ts";
import { ReportError } from "../saved-report.ts";

/** A report of a part, and its file. */
export interface Part {
  file: string;
  report: Report;
}

/**
 * Refuses parts that are not of one plan.
 * @throws ReportError naming both files and the key
 */
export function refuseOtherPlans(parts: Part[]): void {
  const [first, ...others] = parts;
  if (first === undefined) return;
  for (const other of others) refuseDifference(first, other, "", common(first.report), common(other.report));
  for (const [index, part] of parts.entries()) {
    const same = parts.slice(0, index).find(({ report }) => isSameShard(report, part.report));
    if (same !== undefined) {
      throw new ReportError(`${same.file} and ${part.file} overlap: 'run.part' is the same. Name each part once.`);
    }
  }
}

/** What all parts of a plan have in common. */
function common({ tool, run, errorTexts, knownModels, modelNames, expect }: Report): Json {
  const part = run.part === undefined ? null : { of: run.part.of, plan: run.part.plan };
  return jsonOf({
    tool: { version: tool.version, catalog: tool.catalog },
    run: { part },
    errorTexts,
    knownModels,
    modelNames,
    expect,
  });
}

function isSameShard({ run: a }: Report, { run: b }: Report): boolean {
  return a.part !== undefined && a.part.index === b.part?.index;
}

/**
 * The targets of all parts, each once, as they were configured.
 * @throws ReportError naming both files and the key, if two parts have different targets of one name
 */
export function mergeTargets(parts: Part[]): Report["targets"] {
  const merged = new Map<string, { part: Part; target: Report["targets"][number] }>();
  for (const part of parts) {
    for (const target of part.report.targets.map(asConfigured)) {
      const known = merged.get(target.name);
      if (known === undefined) {
        merged.set(target.name, { part, target });
        continue;
      }
      const isEmulated = known.part.report.run.emulated !== undefined && part.report.run.emulated !== undefined;
      const [before, after] = [known.target, target].map((one) => comparable(one, isEmulated));
      refuseDifference(known.part, part, `targets.${target.name}`, before, after);
      merged.set(target.name, { part: known.part, target: withDeployments(known, { part, target }) });
    }
  }
  return [...merged.values()].map(({ target }) => target);
}

/** Without what the answers said, because all parts together decide about it. */
function asConfigured(target: Report["targets"][number]): Report["targets"][number] {
  const deployments = target.deployments.map(
    (one): Deployment => (one.source === "response" ? { ...one, model: null, version: null, source: "guessed" } : one),
  );
  return { ...target, deployments, answeredRegions: [] };
}

/** An emulator has another port in each process. */
function comparable(
  { deployments: _, endpoint, hosts, ...target }: Report["targets"][number],
  isEmulated: boolean,
): Json {
  return jsonOf(isEmulated ? target : { ...target, endpoint, hosts });
}

interface Placed {
  part: Part;
  target: Report["targets"][number];
}

/** The deployments of both, each once. A model that only one part knows comes from the answers of its cells. */
function withDeployments(known: Placed, other: Placed): Report["targets"][number] {
  const deployments = new Map(known.target.deployments.map((one) => [one.name, one]));
  for (const deployment of other.target.deployments) {
    const before = deployments.get(deployment.name);
    const isUnknown = before === undefined || before.model === null || deployment.model === null;
    if (before !== undefined) {
      const ignored = isUnknown ? { model: null, version: null } : {};
      const place = `targets.${other.target.name}.deployments.${deployment.name}`;
      const [left, right] = [before, deployment].map((one) => jsonOf({ ...one, ...ignored }));
      refuseDifference(known.part, other.part, place, left, right);
    }
    deployments.set(deployment.name, before === undefined || before.model === null ? deployment : before);
  }
  return { ...known.target, deployments: [...deployments.values()] };
}

/**
 * The probes of all parts, each once. Those of the settle pass are left out, because each part counts its own.
 * @throws ReportError naming both files and the key
 */
export function mergeProbes(parts: Part[], isExtra: (part: Part, probe: string) => boolean): Report["probes"] {
  const merged = new Map<string, { part: Part; probe: Report["probes"][number] }>();
  for (const part of parts) {
    for (const probe of part.report.probes.filter(({ id }) => !isExtra(part, id))) {
      const known = merged.get(probe.id);
      if (known === undefined) merged.set(probe.id, { part, probe });
      else refuseDifference(known.part, part, `probes.${probe.id}`, jsonOf(known.probe), jsonOf(probe));
    }
  }
  return [...merged.values()].map(({ probe }) => probe);
}

function refuseDifference(a: Part, b: Part, place: string, before: Json | undefined, after: Json | undefined): void {
  const [difference] = findJsonDifferences(before, after, place);
  if (difference === undefined) return;
  throw new ReportError(
    `${a.file} and ${b.file} are not parts of one plan: '${plain(difference.path, 200)}' differs. Run all parts with the same version and configuration.`,
  );
}

function jsonOf(value: object): Json {
  const json: unknown = JSON.parse(JSON.stringify(value));
  return isJsonObject(json) ? json : null;
}
