import { listHops, listMessages } from "../../judge/ids.ts";
import type { Report, Result } from "../../model/report.ts";
import { findDeployment } from "../../model/target.ts";
import { VERDICTS } from "../../model/verdict.ts";
import { codeInTable, prose } from "../inert.ts";
import { sinceInWords, sinceOf } from "../since.ts";
import { resultsOf, resultsOfProbe, targetNamed } from "../view.ts";
import { datedOutcome, outcome } from "../words.ts";
import type { Section } from "./budget.ts";
import { deploymentRows, mintRow } from "./deployment-questions.ts";
import { explaining } from "./difference.ts";
import { provenFor } from "./headline.ts";
import { cellName, requestOf, type Ticket } from "./ticket.ts";

/** What a ticket is usually asked, with the answer of this run; what a run cannot answer says so. */
export function questionsSection(ticket: Ticket): Section {
  const failing = ticket.principal?.failing ?? null;
  const rows = [...(failing === null ? [] : rowsOf(ticket, failing)), ...mintRow(ticket), ...deploymentRows(ticket)];
  return {
    heading: "Questions, and what this run answers",
    lead: [],
    blockHead: ["| question | answer of this run |", "|---|---|"],
    blocks: rows.map(([question, answer]) => () => [`| ${question} | ${answer} |`]),
    tail: [],
    rank: 2,
    share: 20,
    leftOut: () => "",
  };
}

function rowsOf(ticket: Ticket, failing: Result): [string, string][] {
  const works = provenFor(ticket, failing);
  const asked = resultsOf(ticket.whole, failing.cell.target).filter(
    ({ cell, verdict }) =>
      cell.control === null && cell.deployment === failing.cell.deployment && verdict !== "skipped",
  );
  const refused = asked.filter(
    ({ cell, verdict }) => cell.id !== failing.cell.id && (verdict === "unsupported" || verdict === "not-deployed"),
  );
  const name = failing.cell.deployment === null ? "this" : codeInTable(failing.cell.deployment, 80);
  return [
    [`Is ${name} served on this path?`, `${outcome(failing)}: ${cellName(ticket, failing)}`],
    [
      "Which way of asking works?",
      works.length === 0
        ? "None was proven in this run."
        : works
            .slice(0, 3)
            .map((r) => `${cellName(ticket, r)} ${datedOutcome(r)}`)
            .join("; "),
    ],
    [
      "Where else is it refused?",
      refused.length === 0
        ? "Nowhere that was asked."
        : refused
            .slice(0, 4)
            .map((r) => cellName(ticket, r))
            .join(", ") + (refused.length > 4 ? ` and ${refused.length - 4} more` : ""),
    ],
    ...redirectRow(ticket, failing),
    ...exampleRow(works[0]),
    ["Is it this region only?", `${elsewhere(ticket, failing)}${compared(ticket)}`],
    [
      "Is the behaviour intended?",
      "**Not for a probe to say.** It shows what was answered; the questions to the vendor stand above.",
    ],
    ["Since when is it so?", sinceInWords(ticket.whole, failing)],
    ...configurationRow(ticket, failing),
  ];
}

/**
 * What stands against a fault of our own: another model in the same request, and the same request at another time. A
 * refusal is no fault; it is asked only of what fails, or has been seen to work.
 */
function configurationRow(ticket: Ticket, failing: Result): [string, string][] {
  const worse = sinceOf(ticket.whole, failing)?.trend === "worse";
  if (VERDICTS[failing.verdict] !== "fault" && !worse) return [];
  const passing = ticket.principal?.passing ?? null;
  const difference = ticket.principal === null ? null : explaining(ticket.principal);
  const beside =
    difference === null || passing === null
      ? "No cell of this run that works is near enough to be compared"
      : `In the same run ${cellName(ticket, passing)} works, which differs in ${prose(difference)}`;
  const before = worse
    ? "the very same request to the same model had its result in the earlier run: what changed lies behind the endpoint, in the service or in the resource's own settings, and not in what is sent"
    : "whether the same request worked before, no earlier run tells";
  return [
    [
      "Is it our configuration, or did it break between two times?",
      `${worse ? "**It broke between two times.** " : ""}${beside}; ${before}.`,
    ],
  ];
}

function redirectRow(ticket: Ticket, failing: Result): [string, string][] {
  const followed = (failing.recording?.attempts ?? [])
    .flatMap(listHops)
    .some((hop) => hop.redirect !== null && hop.status !== null);
  if (!followed) return [];
  const label = ticket.principal?.label ?? "";
  return [
    [
      "Is the redirect a fault of the platform or of the client?",
      `The service chose where its Location leads, and answers there as shown under ${label}; the client followed as told. Whether it is meant so: not for a probe to say.`,
    ],
  ];
}

/** The best witnessed way that works, as exact first words: address, credential, first event. */
function exampleRow(works: Result | undefined): [string, string][] {
  const attempt = works?.recording?.attempts.at(-1);
  const opened = attempt?.steps.flatMap(({ hops }) => hops).findLast(({ status }) => status === 101);
  if (attempt === undefined || opened === undefined) return [];
  const credential = opened.requestHeaders.find(([name]) => /^(api-key|authorization)$/i.test(name))?.[0];
  const first = listMessages(attempt).find(({ direction }) => direction === "sent")?.event ?? null;
  return [
    [
      "Which address, credential and first event?",
      `${requestOf(opened, (text) => codeInTable(text, 300))}${credential === undefined ? "" : ` with ${codeInTable(credential)}`}${first === null ? "" : `, then ${codeInTable(JSON.stringify(first), 400)}`}`,
    ],
  ];
}

/** The same model on the same probe at the other targets of the run, by region: a ticket need not name them. */
function elsewhere({ whole, target }: Ticket, failing: Result): string {
  const model = modelAt(whole, failing);
  const others = resultsOfProbe(whole, failing.cell.probe).filter(
    (r) =>
      r.cell.control === null &&
      r.verdict !== "skipped" &&
      r.cell.target !== target.name &&
      (r.cell.deployment === null ? failing.cell.deployment === null : model !== null && modelAt(whole, r) === model),
  );
  if (others.length === 0) return "**Not answered:** no other resource was asked the same in this run.";
  return others
    .slice(0, 8)
    .map((r) => `${regionAt(whole, r)}: ${outcome(r)}`)
    .join("; ");
}

/** What the comparison of regions found, for every model and not only the failing cell's. */
function compared({ whole }: Ticket): string {
  const titles = whole.findings
    .filter(({ code }) => code === "same-in-every-region" || code === "differs-by-region")
    .map(({ title }) => prose(title));
  return titles.length === 0 ? "" : `. All in all: ${titles.join("; ")}.`;
}

function modelAt(report: Report, { cell }: Result): string | null {
  const target = targetNamed(report, cell.target);
  return target === null ? null : (findDeployment(target, cell.deployment)?.model ?? null);
}

function regionAt(report: Report, { cell }: Result): string {
  const target = targetNamed(report, cell.target);
  return prose(target?.region ?? target?.answeredRegions[0] ?? "a region not known", 60);
}
