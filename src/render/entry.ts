import { CAUSES, type Cause } from "../model/cause.ts";
import { CONTROLS } from "../model/cell.ts";
import { formatClaim } from "../model/claim.ts";
import type { Finding } from "../model/finding.ts";
import type { Report, Result } from "../model/report.ts";
import { plain } from "./inert.ts";
import { problemsOfTarget } from "./problems.ts";
import { storyOf } from "./story.ts";
import { counted, datedOutcome } from "./words.ts";

/*
 * What a report prints under an id that is no cell. It names a finding, a claim, a field report, a cause or a run. It may
 * also name several cells, by their probe, deployment, target or kind of control, or be an id of the service.
 */

/** The most cells that one text lists. */
const MOST_CELLS = 40;
/** A shorter text than an id of the service may occur anywhere. */
const SHORTEST_ID = 6;

type Explain = (report: Report, id: string) => string[] | null;

/** In the order in which they are tried. */
const KINDS: Explain[] = [
  explainFinding,
  explainLabel,
  explainClaim,
  explainFieldReport,
  explainCause,
  explainRun,
  explainCells,
  explainServiceId,
];

/** Explains an entry of the report by its id. Null if the report has none. */
export function entryOf(report: Report, id: string): string | null {
  for (const explain of KINDS) {
    const lines = explain(report, id);
    if (lines !== null) return `${lines.join("\n")}\n`;
  }
  return null;
}

function explainFinding({ findings }: Report, id: string): string[] | null {
  const found = findings.filter(({ code }) => code === id);
  return found.length === 0 ? null : found.flatMap(findingLines);
}

/** `F1` numbers the problems of each target. */
function explainLabel(report: Report, id: string): string[] | null {
  if (!/^F\d+$/.test(id)) return null;
  const found = report.targets.flatMap(({ name }) =>
    problemsOfTarget(report, name).flatMap(({ label, findings }) => (label === id ? findings : [])),
  );
  return found.length === 0 ? null : [...new Set(found)].flatMap(findingLines);
}

function findingLines({ code, severity, title, explanation, remedy, ask, failing, passing }: Finding): string[] {
  return [
    plain(`${code} (${severity}): ${title}`, 400),
    `  ${plain(explanation, 2000)}`,
    `  Do: ${plain(remedy, 1200)}`,
    ...(ask === null ? [] : [`  Request to support: ${plain(ask, 1200)}`]),
    ...nameLines("Failing", failing),
    ...nameLines("Passing", passing),
    `  The page docs/findings/${plain(code, 80)}.md of the package describes it.`,
  ];
}

function explainClaim({ claims }: Report, id: string): string[] | null {
  const claim = claims.find((one) => one.id === id);
  if (claim === undefined) return null;
  const { standing, untested, confirming, contradicting } = claim;
  return [
    `${plain(id)}: ${plain(formatClaim(claim), 1200)}`,
    `  ${standing}${untested === null ? "" : `: ${plain(untested, 300)}`}`,
    ...nameLines("Confirmed by", confirming),
    ...nameLines("Contradicted by", contradicting),
  ];
}

function explainFieldReport({ results }: Report, id: string): string[] | null {
  const found = results.filter(({ sources }) => sources.some((source) => source.split(";")[0] === id));
  if (found.length === 0) return null;
  return [
    `${plain(id)}: a field report, which the emulator replays in ${counted(found.length, "cell")}.`,
    ...cellLines(found),
  ];
}

function explainCause({ results }: Report, id: string): string[] | null {
  if (!isCause(id)) return null;
  const found = results.filter(({ cause }) => cause === id);
  return [
    `${id} (${CAUSES[id].verdict}): ${CAUSES[id].why}. It applies to ${counted(found.length, "cell")}.`,
    ...cellLines(found),
  ];
}

function isCause(id: string): id is Cause {
  return Object.hasOwn(CAUSES, id);
}

function explainRun({ run, results, tool }: Report, id: string): string[] | null {
  if (run.id !== id) return null;
  const when = `${run.startedAt ?? "an unknown time"} to ${run.finishedAt ?? "an unknown time"}`;
  return [
    `${plain(id)}: the run of this report, ${when}, by ${plain(tool.name)} ${plain(tool.version)}.`,
    `  ${counted(results.length, "cell")}, controls included.`,
  ];
}

/** The cells of a probe, deployment, target or kind of control, or of an ID without its target. */
function explainCells(report: Report, id: string): string[] | null {
  const { results } = report;
  const named = id.replace(/:$/, "").replaceAll(" ", "-");
  const control = CONTROLS.find((kind) => kind === named);
  const found = results.filter(({ cell }) =>
    control === undefined
      ? [cell.probe, cell.deployment, cell.target, cell.id.slice(cell.target.length + 1)].includes(id)
      : cell.control === control,
  );
  const [only] = found;
  if (only === undefined) return null;
  if (found.length === 1) return [storyOf(report, only).trimEnd()];
  const title = report.probes.find((probe) => probe.id === id)?.title;
  return [
    `${plain(id)}: ${title === undefined ? "" : `“${plain(title)}”, `}${counted(found.length, "cell")}, controls included.`,
    ...cellLines(found),
  ];
}

/** An id that a request or an event of a recording has. */
function explainServiceId(report: Report, id: string): string[] | null {
  if (id.length < SHORTEST_ID) return null;
  const quoted = JSON.stringify(id);
  const found = report.results.filter(({ ids, recording }) => JSON.stringify([ids, recording]).includes(quoted));
  const [only] = found;
  if (only === undefined) return null;
  if (found.length === 1) return [`${plain(id)} is an id of this cell.`, "", storyOf(report, only).trimEnd()];
  return [`${plain(id)} occurs in ${counted(found.length, "cell")}.`, ...cellLines(found)];
}

function cellLines(results: Result[]): string[] {
  return listed(results.map((result) => `${plain(result.cell.id)}: ${plain(datedOutcome(result))}`));
}

function nameLines(heading: string, ids: string[]): string[] {
  return ids.length === 0 ? [] : [`  ${heading}:`, ...listed(ids.map((id) => plain(id))).map((line) => `  ${line}`)];
}

function listed(lines: string[]): string[] {
  const rest = lines.length - MOST_CELLS;
  return [...lines.slice(0, MOST_CELLS), ...(rest > 0 ? [`and ${rest} more`] : [])].map((line) => `  ${line}`);
}
