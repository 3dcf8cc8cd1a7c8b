import { listHops } from "../../judge/ids.ts";
import { observe } from "../../judge/index.ts";
import type { Answer } from "../../model/answer.ts";
import type { Finding } from "../../model/finding.ts";
import { groupBy } from "../../model/group-by.ts";
import { oncePer } from "../../model/once.ts";
import type { Probe } from "../../model/probe.ts";
import type { Report, Result } from "../../model/report.ts";
import { findDeployment } from "../../model/target.ts";
import { VERDICTS } from "../../model/verdict.ts";
import { isSameAnswer } from "../../steps/same-answer.ts";
import { digestOf } from "../digest.ts";
import { codeInTable, prose } from "../inert.ts";
import { bestWitnessed, codeOf, statuses } from "../reading.ts";
import { sinceInWords, sinceOf } from "../since.ts";
import { resultsOf, resultsOfProbe, targetNamed } from "../view.ts";
import { COMPONENT_WORDS, counted, outcome } from "../words.ts";
import { explainingDifference } from "./difference.ts";
import { type Section, sectionReference } from "./sections.ts";
import { attemptsWithin } from "./support-form.ts";
import { cellName, cellNames, type Problem, probeOf, type Subject, type Ticket } from "./ticket.ts";

/** What was checked, the control that it was checked with, and the conclusion. */
type Row = [check: string, control: string, conclusion: string];

const NAMED = 4;
/** Cells of a finding for which a control is looked up. */
const COMPARED = 12;
const NO_CONTROL = "—";

/** Findings by severity, then every other check of the failing request: one row each. */
export function checksSection(ticket: Ticket): Section {
  const { problems, others, subject } = ticket;
  const main = subject?.problem ?? null;
  const further = problems.filter((problem) => problem !== main);
  const isGrave = ({ finding }: Problem) => finding.severity === "high" || finding.severity === "medium";
  // What works has its own section.
  const isNews = ({ code }: Finding) => code !== "working-path" || problems.length === 0;
  const table = (rows: Row[]) => rows.map((row) => [`| ${row.join(" | ")} |`]);
  const names = [
    ...further.map(({ label, finding }) => codeInTable(`${label} ${finding.code}`, 80)),
    ...new Set(others.filter(isNews).map(({ code }) => codeInTable(code, 80))),
  ];
  const [first, ...rest] = [
    ...(main === null ? [] : [problemRow(ticket, main)]),
    ...further.filter(isGrave).map((problem) => problemRow(ticket, problem)),
    ...(subject === null ? [] : checkRows(ticket, subject)),
    ...further.filter((problem) => !isGrave(problem)).map((problem) => problemRow(ticket, problem)),
    ...[...groupBy(others.filter(isNews), ({ code }) => code).values()].map((group) => otherRow(ticket, group)),
  ];
  if (first === undefined) return { name: "checks", lines: ["No findings."] };
  return {
    name: "checks",
    lines: ["| finding or check | control | conclusion |", "|---|---|---|", ...table([first]).flat()],
    optional: {
      rows: table(rest),
      leftOut: (n) => `More rows in \`report.json\`, or with \`--finding CODE\`: ${names.slice(-n).join(", ")}.`,
    },
  };
}

/** Findings of one kind: their cells, the control of the same probe, the remedy and the request to support. */
function problemRow(ticket: Ticket, problem: Problem): Row {
  const { label, finding, findings, cells } = problem;
  const titles = [...new Set(findings.map(({ title }) => prose(title)))];
  const more = titles.length > NAMED ? ` and ${titles.length - NAMED} more` : "";
  const named = `**${label}: ${titles.slice(0, NAMED).join(", ")}${more}** · ${finding.severity} · ${COMPONENT_WORDS[finding.component]} · ${codeInTable(finding.code, 80)} · ${cellNames(ticket, cells)}`;
  const asks = [...new Set(findings.flatMap(({ ask }) => ask ?? []))].slice(0, NAMED).map((ask) => prose(ask));
  const isMain = problem === ticket.subject?.problem;
  const why = isMain ? `Explanation: ${sectionReference("evidence")}. ` : `${explanationOf(finding)} `;
  const ask = asks.length === 0 ? "No request to support." : `*Request:* ${isMain ? "above." : asks.join(" ")}`;
  return [named, controlOf(ticket, cells), `${why}*Do:* ${prose(finding.remedy)} ${ask}`];
}

/** A finding of low severity takes one short line. */
function explanationOf({ severity, explanation }: Finding): string {
  const isMinor = severity === "low" || severity === "information";
  return prose(explanation, isMinor ? 700 : 1_200);
}

function otherRow(ticket: Ticket, findings: Finding[]): Row {
  const titles = [...new Set(findings.map(({ title }) => prose(title)))];
  const more = titles.length > NAMED ? ` and ${titles.length - NAMED} more` : "";
  const cells = [...new Set(findings.flatMap(({ cells: own }) => own))];
  const [first] = findings;
  return [
    `${codeInTable(first?.code ?? "", 80)} · ${cellNames(ticket, cells)}`,
    controlOf(ticket, cells),
    `${titles.slice(0, NAMED).join(". ")}${more}`,
  ];
}

/** What the same request returned for a deployment that does not exist. */
function controlOf(ticket: Ticket, cells: string[]): string {
  const own = cells.slice(0, COMPARED).flatMap((id) => ticket.byId.get(id) ?? []);
  const controls = own.flatMap((result) =>
    result.cell.control === null ? (missingDeployment(ticket, result) ?? []) : [],
  );
  const control = controls.find(({ recording }) => recording !== null);
  if (control === undefined || control.recording === null) return NO_CONTROL;
  const chain = control.recording.attempts
    .at(-1)
    ?.steps.flatMap((step) => step.hops.map((hop) => `${hop.method} ${hop.status ?? "no response"}`));
  const said = control.error?.code ?? control.error?.message ?? null;
  return `missing deployment: ${codeInTable([...(chain ?? []), ...(said === null ? [] : [said])].join(" → "), 160)}`;
}

/** The same request for a deployment that does not exist. */
function missingDeployment(ticket: Ticket, { cell }: Result): Result | null {
  const control = resultsOf(ticket.whole, cell.target).find(
    ({ cell: other, verdict }) =>
      other.control === "missing-deployment" &&
      other.probe === cell.probe &&
      other.variant.apiVersion === cell.variant.apiVersion &&
      other.variant.auth === cell.variant.auth &&
      other.id !== cell.id &&
      verdict !== "skipped",
  );
  return control ?? null;
}

function checkRows(ticket: Ticket, subject: Subject): Row[] {
  const { failing } = subject;
  return [
    credentialRow(ticket),
    ...deploymentRows(ticket, failing),
    pathRow(ticket, failing),
    ["Transient failure", attemptsWithin(failing), transience(failing)],
    intermediaryRow(ticket),
    ...purposeRows(ticket, failing),
    ...mintRows(ticket),
    ["This region only", NO_CONTROL, elsewhere(ticket, failing)],
    ...configurationRows(ticket, subject),
    ...(ticket.whole.baseline === undefined
      ? []
      : [["Since when", "earlier run", sinceInWords(ticket.whole, failing)] satisfies Row]),
  ];
}

function credentialRow(ticket: Ticket): Row {
  const own = resultsOf(ticket.whole, ticket.target.name);
  const control = own.find(({ cell }) => cell.control === "no-credential");
  const works = own.find(({ cell, verdict }) => cell.control === null && verdict === "supported");
  const without = control === undefined ? "no request without credential" : `no credential: ${responseOf(control)}`;
  if (works === undefined) return ["Wrong credential or host", without, "Not excluded: no request works with it."];
  return [
    "Wrong credential or host",
    without,
    control?.verdict === "auth"
      ? `Excluded: with the credential, ${cellName(ticket, works)} works.`
      : `The credential is accepted (${cellName(ticket, works)} works). Not shown: whether one is required.`,
  ];
}

/** Whether the deployment exists, and whether its model or the operation is the cause. */
function deploymentRows(ticket: Ticket, failing: Result): Row[] {
  const { deployment } = failing.cell;
  if (deployment === null) return [];
  const name = codeInTable(deployment, 80);
  const check = `Deployment ${name} missing`;
  const finding = (code: string) =>
    ticket.whole.findings.find(
      (f) => f.code === code && f.target === failing.cell.target && f.deployment === deployment,
    );
  const control = missingDeployment(ticket, failing);
  const shown = control === null ? "not run for this endpoint" : `${cellName(ticket, control)}: ${responseOf(control)}`;
  const operation = finding("operation-unsupported-by-model");
  const missing = finding("deployment-missing");
  if (operation !== undefined)
    return [[check, shown, `**Excluded: the operation is not supported.** ${prose(operation.explanation)}`]];
  if (missing !== undefined) return [[check, shown, `**Confirmed.** ${prose(missing.explanation)}`]];
  if (control === null) return [[check, shown, "Not excluded."]];
  const [a, b] = [answerOf(ticket, failing), answerOf(ticket, control)];
  if (a === null || b === null) return [[check, shown, "Not excluded: one of the two got no response."]];
  const isSame = isSameAnswer(a, b, namesOf(ticket));
  return [
    [
      check,
      shown,
      isSame
        ? "**Not excluded: a missing deployment gets the same response.**"
        : "Excluded: a missing deployment gets another response.",
    ],
  ];
}

function pathRow(ticket: Ticket, failing: Result): Row {
  const check = "Wrong path";
  const controls = resultsOf(ticket.whole, failing.cell.target).filter(({ cell }) => cell.control === "missing-path");
  const own = answerOf(ticket, failing);
  const same = controls.find((control) => isAlike(own, answerOf(ticket, control), ticket));
  const shown = same ?? controls[0];
  if (shown === undefined) return [check, "not run", "Not excluded."];
  const hops = (failing.recording?.attempts ?? []).flatMap(listHops);
  const isFollowed = hops.some(({ redirect }) => redirect?.followed === true);
  const conclusion =
    same === undefined
      ? "Excluded: a missing path gets another response."
      : isFollowed
        ? "Excluded: the requested path exists. The service chose the path in Location, which does not exist."
        : "**Confirmed: a missing path gets the same response.**";
  return [check, `${cellName(ticket, shown)}: ${responseOf(shown)}`, conclusion];
}

function transience(failing: Result): string {
  const attempts = failing.recording?.attempts ?? [];
  if (attempts.length < 2) return "Not excluded: one attempt.";
  if (failing.unstable) return "**Not excluded: the attempts disagree.**";
  const span = Date.parse(attempts.at(-1)?.startedAt ?? "") - Date.parse(attempts[0]?.startedAt ?? "");
  return span < LASTING_MS ? "Not excluded: the time between the attempts is short." : "Excluded within this time.";
}

/** Attempts within a shorter time meet the same disturbance. */
const LASTING_MS = 60_000;

function intermediaryRow({ results }: Ticket): Row {
  const digests = results.map(digestOf);
  const answered = digests.reduce((sum, one) => sum + one.answered, 0);
  const marked = digests.reduce((sum, one) => sum + one.marked, 0);
  return [
    "Response of a proxy or portal",
    "headers `apim-request-id`, `x-ms-region`",
    marked === answered && answered > 0
      ? `Excluded: ${marked} of ${counted(answered, "response")} have one.`
      : `Not excluded: ${marked} of ${counted(answered, "response")} have one.`,
  ];
}

/** What else the deployment of a failing socket can do: on the Realtime socket, and in a transcription session. */
function purposeRows(ticket: Ticket, failing: Result): Row[] {
  const { deployment } = failing.cell;
  const own = probeOf(ticket, failing);
  if (deployment === null || own === null || !hasSocket(own)) return [];
  const cells = resultsOf(ticket.whole, failing.cell.target).filter(
    ({ cell, verdict }) => cell.deployment === deployment && cell.control === null && verdict !== "skipped",
  );
  const on = (isMeant: (probe: Probe) => boolean) =>
    cells.filter((result) => {
      const probe = probeOf(ticket, result);
      return probe !== null && isMeant(probe);
    });
  const name = codeInTable(deployment, 80);
  const rows: [string, string, Result[]][] = [
    ["conversation", `Conversation session with ${name}`, on(isConversationSocket)],
    [
      "transcription",
      `Transcription session with ${name}`,
      on((probe) => probe.role === "transcription" && hasSocket(probe)),
    ],
  ];
  // The first screen has a table of the deployment's own role.
  return rows.flatMap(([role, check, results]): Row[] =>
    results.length === 0 || role === failing.cell.role ? [] : [[check, NO_CONTROL, usable(ticket, results)]],
  );
}

function hasSocket({ steps }: Probe): boolean {
  return steps.some((step) => step.websocket !== undefined);
}

/** The socket of a conversation, opened with the resource's own credential. */
function isConversationSocket(probe: Probe): boolean {
  return probe.role === "conversation" && hasSocket(probe) && probe.steps.every((step) => step.stage !== "mint");
}

function usable(ticket: Ticket, cells: Result[]): string {
  const works = bestWitnessed(cells.filter(({ verdict }) => verdict === "supported"));
  const others = [
    ...groupBy(
      cells.filter(({ verdict }) => verdict !== "supported"),
      outcome,
    ),
  ];
  const lead = works.length === 0 ? "**None of them works.**" : `**Works:** ${probeNames(ticket, works)}.`;
  const failed = others.map(
    ([words, own]) => `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${probeNames(ticket, own)}.`,
  );
  return [lead, ...failed].join(" ");
}

/** Cells without their deployment, which the row names. */
function probeNames(ticket: Ticket, cells: Result[]): string {
  const names = cells
    .slice(0, NAMED)
    .map((result) => cellName(ticket, result).replace(`\`${result.cell.deployment}/`, "`"));
  return `${names.join(", ")}${cells.length > NAMED ? ` and ${cells.length - NAMED} more` : ""}`;
}

/** Whether a client secret is a sign of support: what became of those that were issued. */
function mintRows(ticket: Ticket): Row[] {
  const own = resultsOf(ticket.whole, ticket.target.name);
  const minted = own.filter((result) => result.cell.control === null && digestOf(result).minted);
  // The finding says the same with its own control.
  if (minted.length === 0 || ticket.problems.some(({ finding }) => finding.code === "mint-is-not-support")) return [];
  const worked = minted.filter(({ verdict }) => verdict === "supported").length;
  const missing = own.filter((result) => result.cell.control === "missing-deployment" && digestOf(result).minted);
  return [
    [
      "Client secret as a sign of support",
      missing.length === 0
        ? NO_CONTROL
        : `also issued for a missing deployment: ${cellNames(
            ticket,
            missing.map(({ cell }) => cell.id),
            1,
          )}`,
      `${missing.length === 0 && worked === minted.length ? "Not excluded." : "**No.**"} ${counted(minted.length, "cell")} got a secret, ${worked} of them got a result.`,
    ],
  ];
}

/** The same model on the same probe at the other targets of the run, by region. */
function elsewhere({ whole, target }: Ticket, failing: Result): string {
  const model = modelAt(whole, failing);
  const others = resultsOfProbe(whole, failing.cell.probe).filter(
    (r) =>
      r.cell.control === null &&
      r.verdict !== "skipped" &&
      r.cell.target !== target.name &&
      (r.cell.deployment === null ? failing.cell.deployment === null : model !== null && modelAt(whole, r) === model),
  );
  const titles = whole.findings
    .filter(({ code }) => code === "same-in-every-region" || code === "differs-by-region")
    .map(({ title }) => prose(title));
  const regions = others.slice(0, 8).map((r) => `${regionAt(whole, r)}: ${outcome(r)}`);
  if (regions.length === 0) return "**Unknown:** this run tested no other target with this model.";
  return [...regions, ...titles].join(". ");
}

/** Whether the cause is the configuration or a change over time: another model, and the same request earlier. */
function configurationRows(ticket: Ticket, subject: Subject): Row[] {
  const { failing, paired } = subject;
  const isWorse = sinceOf(ticket.whole, failing)?.trend === "worse";
  if (VERDICTS[failing.verdict] !== "fault" && !isWorse) return [];
  const difference = explainingDifference(subject);
  const control =
    difference === null || paired === null
      ? "no working request is near enough"
      : `${cellName(ticket, paired)} works with ${difference}`;
  return [
    [
      "Configuration of the client",
      control,
      isWorse
        ? "**Excluded: the same request had its result in the earlier run.** The service or the resource's settings changed."
        : "Not excluded: there is no earlier run to compare with. Pass `--baseline EARLIER.json`.",
    ],
  ];
}

function modelAt(report: Report, { cell }: Result): string | null {
  const target = targetNamed(report, cell.target);
  return target === null ? null : (findDeployment(target, cell.deployment)?.model ?? null);
}

function regionAt(report: Report, { cell }: Result): string {
  const target = targetNamed(report, cell.target);
  return prose(target?.region ?? target?.answeredRegions[0] ?? "unknown region", 60);
}

function responseOf(control: Result): string {
  const text = [statuses(control), codeOf(control) ?? ""].filter((part) => part !== "").join(" ");
  return `${text === "" ? "" : `${codeInTable(text, 120)}, `}${outcome(control)}`;
}

function isAlike(a: Answer | null, b: Answer | null, ticket: Ticket): boolean {
  return a !== null && b !== null && isSameAnswer({ ...b, stage: a.stage }, a, namesOf(ticket));
}

/** The deciding answer, as the judge reads it. */
function answerOf(ticket: Ticket, result: Result): Answer | null {
  const probe = probeOf(ticket, result);
  return probe === null ? null : (observe(result.cell, probe, result.recording, null).last?.answer ?? null);
}

const namesOf = oncePer(({ results }: Ticket) => [
  ...new Set(results.flatMap(({ cell }) => [cell.deployment ?? "", cell.companion ?? ""])),
]);
