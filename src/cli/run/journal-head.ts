import type { JournalHead } from "../../conclusion/saved-journal.ts";
import type { JsonObject } from "../../model/json.ts";
import { findJsonDifferences, type JsonDifference } from "../../model/json-difference.ts";
import { plain } from "../../render/inert.ts";
import type { PlannedRun } from "../plan/planned-run.ts";
import { TOOL_NAME, toolVersion } from "../version.ts";

type Planned = Pick<PlannedRun, "catalog" | "plan" | "targets" | "settings" | "expect">;

/** Flags that a journal only names: it must not decide who gets a credential, or which other files are read and written. */
export const NOT_FROM_JOURNAL: readonly string[] = [
  "config",
  "endpoint",
  "trust-origin",
  "dotenv",
  "proxy",
  "noproxy",
  "cacert",
  "cert",
  "cert-key",
  "resolve",
  "probes",
  "baseline",
  "update-baseline",
];

/** What the journal of a run says before its first cell. */
export function journalHead(
  { catalog, plan, targets, settings, expect }: Planned,
  run: { id: string; startedAt: string; flags: Record<string, unknown> },
): JournalHead {
  const used = new Set(plan.cells.map(({ cell }) => cell.probe));
  const probes = catalog.probes.filter(({ id }) => used.has(id));
  return {
    run: run.id,
    startedAt: run.startedAt,
    tool: { name: TOOL_NAME, version: toolVersion(), node: process.version, catalog: catalog.hash },
    timezone: {
      offsetMinutes: -new Date().getTimezoneOffset(),
      name: Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
    flags: jsonOf(nameFlags(run.flags)),
    settings: jsonOf(settings),
    targets,
    cells: plan.cells,
    probes,
    errorTexts: catalog.errorTexts,
    claims: catalog.claims,
    models: catalog.models,
    ...(probes.some(({ group }) => group === "versions") ? { apiVersions: catalog.apiVersions } : {}),
    ...(catalog.replaced.length === 0 ? {} : { replaced: catalog.replaced }),
    expect,
    ...(plan.part === undefined ? {} : { part: { index: plan.part.index, of: plan.part.of, plan: plan.part.plan } }),
  };
}

function nameFlags(flags: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(flags).map(([name, value]) => {
      const isNamed =
        NOT_FROM_JOURNAL.includes(name) && value !== undefined && ![value].flat().every((one) => one === false);
      return [name, isNamed ? true : value];
    }),
  );
}

function jsonOf(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value));
}

/** Settings that change what a cell records. All others change which cells there are, or nothing that was recorded. */
const RECORDED = ["timeout", "max-wait"];
/** A longer list of changes does not help. */
const MOST_SHOWN = 10;
const LONGEST_VALUE = 60;

/**
 * Returns how a plan differs from the one that a journal began with, one line each. Empty if the run can be resumed.
 * @param isEmulated the origins of emulators are new in each process
 */
export function planChanges(before: JournalHead, after: JournalHead, isEmulated: boolean): string[] {
  const differences = findJsonDifferences(comparable(before, isEmulated), comparable(after, isEmulated));
  const shown = differences.slice(0, MOST_SHOWN).map(changeInWords);
  const rest = differences.length - shown.length;
  return rest === 0 ? shown : [...shown, `and ${rest} more`];
}

function comparable({ tool, settings, targets, probes, cells }: JournalHead, isEmulated: boolean): JsonObject {
  return jsonOf({
    version: tool.version,
    settings: Object.fromEntries(RECORDED.map((name) => [name, settings[name]])),
    targets: isEmulated ? targets.map(({ endpoint: _, hosts: __, ...target }) => target) : targets,
    probes,
    cells: Object.fromEntries(cells.map(({ cell, skip }) => [cell.id, { ...cell, skip }])),
    catalog: tool.catalog,
  });
}

function changeInWords({ path, before, after }: JsonDifference): string {
  const name = plain(path, 200);
  if (before === undefined) return `${name} is new`;
  if (after === undefined) return `${name} is gone`;
  return `${name} was ${valueInWords(before)} and is ${valueInWords(after)}`;
}

function valueInWords(value: unknown): string {
  return plain(JSON.stringify(value), LONGEST_VALUE);
}
