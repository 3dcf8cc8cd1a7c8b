import { regionOf } from "../model/answered-region.ts";
import type { Probe, Step } from "../model/probe.ts";
import type { Hop, StepRecord } from "../model/recording.ts";
import type { Report, Result } from "../model/report.ts";
import { busyInWords, elidedInWords } from "./busy.ts";
import { rateInWords } from "./changes.ts";
import { utc } from "./clock.ts";
import { describeFailingStage } from "./failing-stage.ts";
import { plain } from "./inert.ts";
import { notesOf } from "./irregular.ts";
import { pathDiff } from "./markdown/path-diff.ts";
import { attemptsInWords, placeOf, provenance, requestIdOf, seenAt } from "./reading.ts";
import { serviceWords } from "./service-words.ts";
import { settledInWords } from "./settled.ts";
import { repeatLines } from "./story/command.ts";
import { relatedLines, workingLines } from "./story/related.ts";
import { emulatedWarning, IMPORTED } from "./tally.ts";
import { isProblem } from "./view.ts";
import { outcome } from "./words.ts";

/** One result explained: its steps, related results, findings, and the command to repeat it. */
export function storyOf(report: Report, result: Result): string {
  const probe = report.probes.find(({ id }) => id === result.cell.probe) ?? null;
  const emulated = emulatedWarning(report, (name) => name);
  const warnings = [...(report.run.imported === undefined ? [] : [IMPORTED]), ...(emulated === null ? [] : [emulated])];
  const sections: [heading: string, lines: string[]][] = [
    ["", opening(report, result, probe)],
    ["What the service said", words(result, probe)],
    ["Steps", probe === null ? [] : stepLines(probe, result)],
    ["Redirect", redirects(result, report)],
    ["Related results", relatedLines(report, result)],
    ["Findings", findings(report, result)],
    ["Working results", workingLines(report, result)],
    ["Repeat", repeatLines(report, result)],
  ];
  const text = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([heading, lines]) => [...(heading === "" ? [] : [heading]), ...lines].join("\n"));
  return `${[...warnings.map((warning) => plain(warning, 600)), ...text].join("\n\n")}\n`;
}

function opening(report: Report, result: Result, probe: Probe | null): string[] {
  const { cell } = result;
  const target = report.targets.find(({ name }) => name === cell.target);
  const deployment = target?.deployments.find(({ name }) => name === cell.deployment);
  const model = deployment?.model ?? null;
  const when = seenAt(result);
  const stage = describeFailingStage(result, probe);
  const settled = settledInWords(report, result);
  const what = cell.control === null ? "" : `, control: ${cell.control}`;
  return [
    plain(cell.id, 300),
    `  probe: “${plain(probe?.title ?? cell.probe)}”${what}`,
    `  deployment: ${plain(cell.deployment ?? "none")}${model === null ? "" : ` (${plain(`${model} ${deployment?.version ?? ""}`)})`}, ${plain((target === undefined ? null : regionOf(target)) ?? "region unknown")}`,
    `  result: ${plain(outcome(result))}${when === null ? "" : `, seen at ${utc(when)}`}${sourcesOf(result)}`,
    ...(stage === null ? [] : [`  the probe failed ${stage}`]),
    ...((result.recording?.attempts.length ?? 0) > 1 ? [`  ${attemptsInWords(result)}`] : []),
    ...(settled === null ? [] : [`  ${plain(settled, 400)}`]),
    ...(result.rate === undefined ? [] : [`  ${rateInWords(result.rate)}`]),
    ...(result.recording?.attempts ?? []).flatMap((attempt) => busyInWords(attempt) ?? []).map((text) => `  ${text}`),
    ...notesOf(result).map((note) => `  ${note}`),
  ];
}

function sourcesOf(result: Result): string {
  const marks = provenance(result);
  return marks.length === 0 ? "" : ` ${plain(marks.join(" "))}`;
}

/** Each thing that the service said about a result that did not come. */
function words(result: Result, probe: Probe | null): string[] {
  if (result.verdict === "supported") return [];
  return serviceWords(result, probe).map((word) => `  “${plain(word, 600)}”`);
}

/** Every step of the probe: its outcome, its duration, and what was sent and received. */
function stepLines(probe: Probe, result: Result): string[] {
  const place = placeOf(result);
  const records = place?.attempt.steps ?? [];
  const width = Math.max(...probe.steps.map(({ stage }) => stage.length));
  return probe.steps.flatMap((step, index) => {
    if (step.finally) return [];
    const record = records.find((one) => one.index === index);
    const name = `  ${step.stage.padEnd(width)}  `;
    if (record === undefined) return [`${name}not reached`];
    const took = place?.attempt.startedAt === null ? " ".repeat(8) : duration(record);
    const isDeciding = records.indexOf(record) === place?.step && result.stage.failedAt === step.stage;
    return [`${name}${wordFor(record, isDeciding)}  ${took}  ${happened(step, record, result, isDeciding)}`];
  });
}

/** `failed` if a response ended it, `no response` if none was received, else `passed`. */
function wordFor(record: StepRecord, isDeciding: boolean): string {
  const failed = record.failure !== null || record.hops.at(-1)?.failure != null;
  return (failed ? "no response" : isDeciding ? "failed" : "passed").padEnd(11);
}

function duration(record: StepRecord): string {
  const starts = [...record.hops.map(({ at }) => at), ...record.frames.map(({ at }) => at)];
  const ends = [...record.hops.map(endOf), ...record.frames.map(({ at }) => at)];
  if (starts.length === 0) return "        ";
  return `${Math.max(0, Math.round(Math.max(...ends) - Math.min(...starts)))} ms`.padStart(8);
}

function endOf(hop: Hop): number {
  return hop.at + (hop.phases.end ?? hop.phases.firstByte ?? hop.phases.sent ?? 0);
}

function happened(step: Step, record: StepRecord, result: Result, isDeciding: boolean): string {
  const asked = record.hops.map((hop) => {
    const id = requestIdOf(hop);
    return `${hop.method} ${pathOf(hop.url)} → ${hop.status ?? hop.failure?.text ?? "no response"}${id === null ? "" : ` (${id})`}`;
  });
  const received = record.frames.flatMap((frame) =>
    frame.kind === "message" && frame.direction === "received" && typeof frame.event?.type === "string"
      ? [frame.event.type]
      : frame.kind === "close" && frame.by === "peer"
        ? [`closed ${frame.code ?? "without a close frame"}`]
        : [],
  );
  const sent = step.send === undefined ? (step.audio === undefined ? [] : ["spoken sample"]) : [String(step.send.type)];
  const talk = [...sent.map((type) => `→ ${type}`), ...(received.length === 0 ? [] : [`← ${received.at(-1)}`])];
  const said = isDeciding
    ? [result.error?.code, result.error?.message].flatMap((part) => (part == null ? [] : [`“${part}”`]))
    : [];
  const failure = record.failure === null ? [] : [`“${record.failure.text}”`];
  const gap = record.elided === undefined ? [] : [elidedInWords(record.elided)];
  return plain([...asked, ...talk, ...said, ...failure, ...gap].join(" · "), 600);
}

function pathOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
}

function redirects(result: Result, report: Report): string[] {
  const hops = placeOf(result)?.attempt.steps.flatMap((step) => step.hops) ?? [];
  return pathDiff(
    hops,
    report.results.filter(({ cell }) => cell.target === result.cell.target),
  );
}

function findings(report: Report, result: Result): string[] {
  return report.findings
    .filter(({ cells }) => cells.includes(result.cell.id))
    .flatMap((finding) => [
      `  ${finding.code} (${finding.severity}): ${plain(finding.title)}`,
      ...(isProblem(finding) && finding.passing.includes(result.cell.id)
        ? ["    This result is among the passing ones, for comparison."]
        : []),
      `    ${plain(finding.explanation, 900)}`,
      `    ${plain(finding.remedy, 500)}`,
    ]);
}
