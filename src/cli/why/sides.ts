import { isDeepStrictEqual } from "node:util";
import type { Cell } from "../../model/cell.ts";
import type { Probe, Step } from "../../model/probe.ts";
import type { Report } from "../../model/report.ts";
import type { Target } from "../../model/target.ts";
import { valuesOf } from "../../plan/index.ts";
import { plain } from "../../render/inert.ts";
import { placeholdersIn } from "../../steps/placeholder.ts";
import { isRequest, originOf, pathOf } from "../../steps/request.ts";
import type { Side } from "../../why/index.ts";
import { DEPLOYMENT_NAME } from "../configuration/deployment-text.ts";
import { API_VERSION } from "../configuration/form.ts";
import type { PlannedRun } from "../plan/planned-run.ts";
import { probeInFull } from "../plan/probe-in-full.ts";
import { cellChosen } from "../saved/cell-choice.ts";
import { readReport } from "../saved/saved-report.ts";
import { confirm } from "../text/terminal-question.ts";
import { UsageError } from "../usage-error.ts";

/*
 * The two cells that `why` compares. The report may come from a stranger, so only its cell names are trusted. Targets,
 * endpoints and credentials come from the configuration here, and a built-in probe from the catalogue. A probe that only
 * the report has is shown in full before it is sent.
 */

/** The two cells as the operator named them, and the report that has them; absent: the plan has them. */
export interface CellNames {
  passing: string;
  failing: string;
  report?: string | undefined;
}

/** What the two cells are made of. */
interface Sides {
  passing: Side;
  failing: Side;
  /** Sides whose probe only the report knows. */
  unknown: Side[];
  /** Sentences for the operator. */
  notes: string[];
}

/**
 * The two cells: of the saved report if one is named, else of the plan.
 * @throws UsageError if a cell cannot be chosen, or cannot be sent with what is configured here
 */
export function sidesOf({ passing: first, failing: second, report: file }: CellNames, planned: PlannedRun): Sides {
  const saved = file === undefined ? null : readReport(file);
  const cells = saved?.results.map(({ cell }) => cell) ?? planned.plan.cells.map(({ cell }) => cell);
  const side = (text: string) => sideOf(cellChosen(text, cells), saved, planned);
  const [passing, failing] = [side(first), side(second)];
  const known = new Map(planned.catalog.probes.map((probe) => [probe.id, probe]));
  const used = [...new Set([passing.probe.id, failing.probe.id])];
  return {
    passing,
    failing,
    unknown: [passing, failing].filter(({ probe }) => !known.has(probe.id)),
    notes: used.flatMap((id) => {
      const reported = saved?.probes.find((probe) => probe.id === id);
      if (reported === undefined || !known.has(id) || isDeepStrictEqual(reported, known.get(id))) return [];
      return [`${id}: the report has another definition of this probe. The one of this version is used.`];
    }),
  };
}

/**
 * Shows probes that only a report knows, and goes on with --yes or with a yes on a terminal.
 * @throws UsageError if there is neither
 */
export async function agreeToProbes(unknown: Side[], yes: boolean): Promise<void> {
  if (unknown.length === 0) return;
  const ids = [...new Set(unknown.map(({ probe }) => plain(probe.id)))].join(", ");
  for (const { cell, probe, target } of unknown) {
    process.stderr.write(`${plain(probe.id)}: only the report has this probe. It would send:\n`);
    for (const line of probeInFull(probe, cell, target)) process.stderr.write(`  ${line}\n`);
  }
  if (yes) return;
  const answer = await confirm(`Send these requests of ${ids}? [y/N] `);
  if (answer === "yes") return;
  if (answer === "no") throw new UsageError("Nothing was sent.");
  throw new UsageError(
    `${ids}: only the report has this probe, so the requests above need your consent: add --yes. Nothing was sent.`,
  );
}

function sideOf(cell: Cell, saved: Report | null, planned: PlannedRun): Side {
  const target = planned.targets.find(({ name }) => name === cell.target);
  if (target === undefined) {
    throw new UsageError(
      `${plain(cell.id)}: the target \`${plain(cell.target)}\` is not configured here: add it to the configuration, or use --emulate.`,
    );
  }
  const known = planned.catalog.probes.find(({ id }) => id === cell.probe);
  const reported = saved?.probes.find(({ id }) => id === cell.probe);
  const probe = known ?? (reported === undefined ? undefined : withOwnPaid(reported));
  if (probe === undefined)
    throw new UsageError(
      `${plain(cell.id)}: no such probe \`${plain(cell.probe)}\`: name its directory with --probes.`,
    );
  const why = problemOf(cell, probe, target, planned);
  if (why !== null) throw new UsageError(`${plain(cell.id)}: ${why}`);
  return { cell, probe, target };
}

/** Whether a step may be billed follows from what it sends. A report may say anything of it. */
function withOwnPaid(probe: Probe): Probe {
  const mayBeBilled = ({ post, send, audio }: Step) => post !== undefined || send !== undefined || audio !== undefined;
  return { ...probe, steps: probe.steps.map((step) => ({ ...step, paid: mayBeBilled(step) })) };
}

/** Why a cell cannot be sent here, as the rest of a sentence; null if it can. */
function problemOf(cell: Cell, probe: Probe, target: Target, planned: PlannedRun): string | null {
  const { deployment, companion, variant } = cell;
  for (const name of [deployment, companion]) {
    if (name !== null && !DEPLOYMENT_NAME.test(name))
      return `\`${plain(name)}\` is not a valid deployment name: choose another cell.`;
  }
  if (variant.apiVersion !== null && !API_VERSION.test(variant.apiVersion)) {
    return `\`${plain(variant.apiVersion)}\` is not an api-version: choose another cell.`;
  }
  if (!target.auth.includes(variant.auth) || !planned.credentials.has(target.name)) {
    return `the target has no credential for ${variant.auth} here: add --auth ${variant.auth}.`;
  }
  if (variant.scope !== undefined && target.entra?.scopes?.includes(variant.scope) !== true) {
    return "it needs a token for a scope that the target does not use here: add --entra-scope.";
  }
  if (variant.redirectCredential === "as-given" && planned.settings["redirect-credential"] !== "both") {
    return "it sends a credential in a URL: add --redirect-credential both to allow this.";
  }
  const open = probe.steps.map(({ keep: _, ...step }) => step);
  const kept = probe.steps.flatMap((step) => Object.keys(step.keep ?? {}));
  const missing = placeholdersIn(open).find((name) => !Object.hasOwn(valuesOf(cell), name) && !kept.includes(name));
  if (missing !== undefined)
    return `the probe needs a value for {${plain(missing)}}, and the cell has none: choose another cell.`;
  const unnamed = probe.steps.find((step) => isRequest(step) && originOf(step, target) === null);
  if (unnamed !== undefined) return `the target names no \`${unnamed.host}\` host: add it under \`hosts:\`.`;
  const absent = probe.steps.some((step) => isRequest(step) && pathOf(step, target) === null);
  return absent ? "the provider of the target does not have the path of this probe: choose another cell." : null;
}
