import { listHops } from "../../judge/ids.ts";
import { observe } from "../../judge/index.ts";
import type { Answer } from "../../model/answer.ts";
import { oncePer } from "../../model/once.ts";
import type { Result } from "../../model/report.ts";
import { isSameAnswer } from "../../steps/same-answer.ts";
import { digestOf } from "../digest.ts";
import { codeInTable } from "../inert.ts";
import { attemptsInWords, codeOf, statuses } from "../reading.ts";
import { outcome } from "../words.ts";
import type { Section } from "./budget.ts";
import { cellName, type Ticket } from "./ticket.ts";

type Row = [suspicion: string, control: string, cameBack: string, so: string];

/** What else it could have been, the control that was asked, and what it says. */
export function ruledOutSection(ticket: Ticket): Section {
  const failing = ticket.principal?.failing ?? null;
  const rows = failing === null ? [] : rowsOf(ticket, failing);
  return {
    heading: "What was ruled out, and by what",
    lead: [],
    blockHead: ["| suspicion | control | came back | so |", "|---|---|---|---|"],
    blocks: rows.map((row) => () => [`| ${row.join(" | ")} |`]),
    tail: [],
    rank: 2,
    share: 10,
    leftOut: () => "",
  };
}

function rowsOf(ticket: Ticket, failing: Result): Row[] {
  return [
    keyRow(ticket),
    deploymentRow(ticket, failing),
    ...pathRows(ticket, failing),
    [
      "a client that follows badly",
      "requests as they left, no client library between",
      "section 4",
      "reproducible with curl, section 7",
    ],
    passingRow(failing),
    speakerRow(ticket),
  ];
}

function keyRow(ticket: Ticket): Row {
  const control = ticket.results.find(({ cell }) => cell.control === "no-credential");
  const works = ticket.results.find(({ cell, verdict }) => cell.control === null && verdict === "supported");
  const refused = control?.verdict === "auth";
  return [
    "wrong key, wrong host",
    control === undefined ? "no request without credential was asked" : cellName(ticket, control),
    `${control === undefined ? "" : cameBack(control)}${works === undefined ? "; nothing worked with it" : `; with it, ${cellName(ticket, works)} works`}`,
    works !== undefined && refused
      ? "the key is good here"
      : works !== undefined
        ? "the key is accepted; whether one is demanded is not shown"
        : "not ruled out",
  ];
}

function deploymentRow(ticket: Ticket, failing: Result): Row {
  const suspicion = "deployment missing or too new";
  const { cell } = failing;
  if (cell.deployment === null) return [suspicion, "the request names none", "—", "does not apply"];
  const control = ticket.results.find(
    ({ cell: other }) =>
      other.control === "missing-deployment" &&
      other.probe === cell.probe &&
      other.variant.apiVersion === cell.variant.apiVersion &&
      other.variant.auth === cell.variant.auth,
  );
  if (control === undefined || control.verdict === "skipped")
    return [suspicion, "none was asked on this path", "—", "not ruled out"];
  const [a, b] = [answerOf(ticket, failing), answerOf(ticket, control)];
  if (a === null || b === null)
    return [suspicion, cellName(ticket, control), cameBack(control), "not ruled out: one of the two gave no answer"];
  const same = isSameAnswer(a, b, names(ticket));
  return [
    suspicion,
    cellName(ticket, control),
    cameBack(control),
    same ? "**the same answer: by this path the two cannot be told apart**" : "another answer: the deployment resolves",
  ];
}

function pathRows(ticket: Ticket, failing: Result): Row[] {
  const controls = ticket.results.filter(({ cell }) => cell.control === "missing-path");
  const mine = answerOf(ticket, failing);
  const same = controls.find((control) => alike(mine, answerOf(ticket, control), ticket));
  const shown = same ?? controls[0];
  if (shown === undefined)
    return [["path typed wrongly by us", "no path that cannot exist was asked", "—", "not ruled out"]];
  const redirected = (failing.recording?.attempts ?? []).some((attempt) =>
    listHops(attempt).some((hop) => hop.redirect !== null),
  );
  const so =
    same === undefined
      ? "another answer: the path is served"
      : redirected
        ? "the same as our last hop, unlike the first: we asked a served path, and were sent to one that is not"
        : "**the same answer: this path is not served**";
  return [["path typed wrongly by us", cellName(ticket, shown), cameBack(shown), so]];
}

function passingRow(failing: Result): Row {
  const attempts = failing.recording?.attempts ?? [];
  const [first, last] = [attempts[0], attempts.at(-1)];
  if (first === undefined || last === undefined || attempts.length < 2)
    return ["passing trouble", "one attempt was made", attemptsInWords(failing), "not ruled out"];
  const seconds = Math.round((Date.parse(last.startedAt) - Date.parse(first.startedAt)) / 1000);
  return [
    "passing trouble",
    `${attempts.length} attempts in ${seconds} s`,
    failing.unstable ? "they disagree" : "the same each time",
    failing.unstable ? "**not ruled out**" : "not passing within that time",
  ];
}

function speakerRow({ results }: Ticket): Row {
  const digests = results.map(digestOf);
  const answered = digests.reduce((sum, one) => sum + one.answered, 0);
  const marked = digests.reduce((sum, one) => sum + one.marked, 0);
  return [
    "a proxy or portal answered",
    "`apim-request-id` or `x-ms-region` on the answers",
    `${marked} of ${answered} bear one`,
    marked === answered && answered > 0 ? "the service spoke" : "not ruled out for the others",
  ];
}

function cameBack(control: Result): string {
  const text = [statuses(control), codeOf(control) ?? ""].filter((part) => part !== "").join(" ");
  return `${text === "" ? "" : `${codeInTable(text, 120)}, `}${outcome(control)}`;
}

function alike(a: Answer | null, b: Answer | null, ticket: Ticket): boolean {
  return a !== null && b !== null && isSameAnswer({ ...b, stage: a.stage }, a, names(ticket));
}

/** The deciding answer, as the judge reads it. */
function answerOf({ report }: Ticket, result: Result): Answer | null {
  const probe = report.probes.find(({ id }) => id === result.cell.probe);
  return probe === undefined ? null : (observe(result.cell, probe, result.recording, null).last?.answer ?? null);
}

const names = oncePer(({ results }: Ticket) => [
  ...new Set(results.flatMap(({ cell }) => [cell.deployment ?? "", cell.companion ?? ""])),
]);
