import { valueAt } from "../../model/dotted.ts";
import type { Hop } from "../../model/recording.ts";
import type { Result } from "../../model/report.ts";
import { VERDICTS } from "../../model/verdict.ts";
import { describeFailingStage } from "../failing-stage.ts";
import { code, codeInTable, prose } from "../inert.ts";
import { attemptsInWords, codeOf, placeOf, requestId, statuses, wasAsked } from "../reading.ts";
import { isKeyOnly, redirectInWords } from "../redirect-words.ts";
import { serviceWords } from "../service-words.ts";
import { changesInWords } from "../since.ts";
import { countedOf, tally } from "../tally.ts";
import { resultsOf } from "../view.ts";
import { COMPONENT_WORDS, counted, datedOutcome, known, outcome } from "../words.ts";
import { differenceInWords } from "./difference.ts";
import { requestToSupport } from "./request-to-support.ts";
import { sectionReference } from "./sections.ts";
import {
  cellName,
  pathAndQuery,
  probeOf,
  requestOf,
  type Subject,
  shortId,
  type Ticket,
  workingWays,
} from "./ticket.ts";

/** Deployments named in a title. */
const DEPLOYMENTS_NAMED = 2;
/** Rows of the table of ways. */
const WAYS = 6;

/** Model, region, deciding request with its status, and outcome. */
export function title(ticket: Ticket): string {
  const { subject, target } = ticket;
  if (subject === null) return `${prose(target.name, 80)}, ${regionOf(ticket)}: ${healthyTitle(ticket)}`;
  const { failing } = subject;
  const hops = decidingHops(failing);
  const [first] = hops;
  const path = first === undefined ? failing.cell.probe : `${first.method} ${pathAndQuery(first.url).split("?")[0]}`;
  const chain = failing.unstable ? [path] : [path, ...hops.map(statusOf)];
  return `${modelOf(ticket, failing)}, ${regionOf(ticket)}: ${code(chain.join(" → "), 160)}, ${outcome(failing)}`;
}

/**
 * What a reader needs first. All of it is about one failing cell and its finding.
 * @param hasChanges whether to add what changed since the earlier run
 */
export function firstScreen(ticket: Ticket, hasChanges: boolean): string[] {
  const { subject } = ticket;
  const changes = changesInWords(ticket.whole, ticket.target.name, (id) => codeInTable(shortId(ticket, id), 120));
  const lines = [
    ...(subject === null ? [`**Symptom.** ${noSymptom(ticket)}`] : storyOf(ticket, subject)),
    ...(changes === null || !hasChanges
      ? []
      : [`**Since the run of ${prose(ticket.whole.baseline?.run.startedAt ?? "", 40)}.** Results: ${changes}.`]),
    `**Request to support.** ${requestToSupport(ticket)}`,
  ];
  // Two blanks at the end of a line break it without an empty line.
  const broken = lines.map((line, n) => (n === lines.length - 1 ? line : `${line}  `));
  return subject === null ? broken : [...broken, ...waysTable(ticket, subject)];
}

function storyOf(ticket: Ticket, subject: Subject): string[] {
  const { failing } = subject;
  return [
    `**Symptom.** ${symptom(ticket, failing)} ${sentence(attemptsInWords(failing))}`,
    `**Likely component.** ${component(ticket, subject)}`,
    `**Workaround.** ${workaround(ticket, failing)}`,
    differenceInWords(ticket, subject),
  ];
}

/** The deciding request, what the service said, and the outcome. */
function symptom(ticket: Ticket, result: Result): string {
  const hops = decidingHops(result).slice(-4);
  const chain = hops.flatMap((hop) => [requestOf(hop, (text) => code(text, 300)), code(statusOf(hop))]);
  const words = serviceWords(result, probeOf(ticket, result)).filter((word) => word !== statuses(result));
  const said =
    words.length === 0
      ? ""
      : ` ${words
          .slice(0, 6)
          .map((word) => code(word, 400))
          .join(", ")}`;
  const redirects = hops.flatMap((hop, n) =>
    isOrdinary(hop, hops[n + 1]) ? [] : redirectInWords(hop, hops[n + 1] ?? null),
  );
  const end = [sentence(outcome(result)), ...redirects.map((text) => prose(text))].join(" ");
  return chain.length === 0 ? end : `${chain.join(" → ")}${said}: ${end}`;
}

/** Whether a redirect needs no words: it was followed, and the method stayed the same. */
function isOrdinary({ redirect, method }: Hop, next: Hop | undefined): boolean {
  return redirect === null || (redirect.followed && method === next?.method && !isKeyOnly(redirect));
}

/** The text with a full stop. */
function sentence(text: string): string {
  return `${text}${text.endsWith(".") ? "" : "."}`;
}

/** Requests of the deciding step: earlier steps and clean-up are not among them. */
export function decidingHops(result: Result): Hop[] {
  const place = placeOf(result);
  if (place === null) return [];
  const own = place.attempt.steps[place.step]?.hops ?? [];
  return own.length > 0 ? own : place.hop === null ? [] : [place.hop];
}

function statusOf(hop: Hop): string {
  return String(hop.status ?? "no response");
}

function component(ticket: Ticket, { finding, failing }: Subject): string {
  const stage = describeFailingStage(failing, probeOf(ticket, failing));
  if (finding === null)
    return `Unknown. Not explained by any finding${stage === null ? "" : ` (the probe failed ${stage})`}.`;
  const words = COMPONENT_WORDS[finding.component];
  const named = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return `${named}${stage === null ? "" : ` (the probe failed ${stage})`}. Excluded causes: ${sectionReference("checks")}.`;
}

function workaround(ticket: Ticket, failing: Result): string {
  const [first, ...more] = workingWays(ticket, failing);
  if (first === undefined)
    return failing.cell.deployment === null
      ? "None known from this run."
      : `None: no request for ${codeInTable(failing.cell.deployment, 80)} worked in this run.`;
  const [hop] = decidingHops(first);
  const event = placeOf(first)?.frame;
  const transcript = event?.kind === "message" ? valueAt(event.event, "transcript") : null;
  const result = typeof transcript === "string" ? "The transcript was received" : "The result was received";
  const request =
    hop === undefined ? "" : `Use ${requestOf(hop, (text) => code(text, 300))}${firstWords(first, hop)}. ${result}. `;
  const others =
    more.length === 0 ? "" : ` ${counted(more.length, "other way")} also ${more.length === 1 ? "works" : "work"}.`;
  return `${request}${cellName(ticket, first)} ${datedOutcome(first)}.${others}`;
}

/** The credential's header, and the first event: what a client needs besides the address. */
function firstWords(result: Result, hop: Hop): string {
  const credential = hop.requestHeaders.find(([name]) => /^(api-key|authorization)$/i.test(name))?.[0];
  const event = placeOf(result)
    ?.attempt.steps.flatMap(({ frames }) => frames)
    .find((frame) => frame.kind === "message" && frame.direction === "sent");
  const first = event?.kind === "message" ? event.event : null;
  return `${credential === undefined ? "" : ` with ${code(credential)}`}${first === null || first === undefined ? "" : `, then send ${code(JSON.stringify(first), 300)}`}`;
}

/** One row per way to use the deployment for its purpose: result, response and id. */
function waysTable(ticket: Ticket, { failing }: Subject): string[] {
  const { deployment } = failing.cell;
  if (deployment === null) return [];
  const ways = resultsOf(ticket.whole, failing.cell.target).filter(
    (r) =>
      r.cell.deployment === deployment && r.cell.control === null && r.verdict !== "skipped" && ticket.isOfPurpose(r),
  );
  const rows = ways.includes(failing) ? ways : [failing, ...ways];
  if (rows.length < 2) return [];
  const weight = (r: Result) => (r === failing ? 0 : r.verdict === "supported" ? 1 : 2);
  const shown = [...rows].sort((a, b) => weight(a) - weight(b)).slice(0, WAYS);
  return [
    "",
    `| ${codeInTable(deployment, 80)} via | result | response | request id |`,
    "|---|---|---|---|",
    ...shown.map((r) => {
      const response = [statuses(r), codeOf(r) ?? ""].filter((part) => part !== "").join(" · ");
      const name = cellName(ticket, r).replace(`\`${deployment}/`, "`");
      return `| ${name} | ${outcome(r)} | ${response === "" ? "none" : codeInTable(response, 80)} | ${known(requestId(r), (id) => codeInTable(id, 80))} |`;
    }),
    ...(rows.length > shown.length
      ? ["", `${rows.length - shown.length} more rows: ${sectionReference("results")}.`]
      : []),
  ];
}

/** The region as stated, else as in the responses. */
function regionOf({ target }: Pick<Ticket, "target">): string {
  if (target.region !== null) return prose(target.region, 60);
  return target.answeredRegions.length === 0
    ? "region unknown"
    : `${prose(target.answeredRegions.join(", "), 120)} (from the responses)`;
}

/** The model of a cell's deployment, else the deployment's name. */
function modelOf({ report }: Ticket, { cell }: Result): string {
  const deployments = report.targets.find(({ name }) => name === cell.target)?.deployments ?? [];
  const model = deployments.find(({ name }) => name === cell.deployment)?.model ?? null;
  if (model !== null) return prose(model, 80);
  return cell.deployment === null ? "no deployment" : `deployment ${prose(cell.deployment, 80)}`;
}

/** `gpt-4.1-mini works for chat (3 of 3 ways)`; if nothing works, how many cells had which outcome. */
function healthyTitle(ticket: Ticket): string {
  const cells = ordinary(ticket).filter(({ verdict }) => verdict !== "skipped");
  const works = cells.some((result) => ticket.isOfPurpose(result) && result.verdict === "supported");
  if (works && !ticket.isCut) return workingDeployments(ticket);
  const all = resultsOf(ticket.whole, ticket.target.name).filter(({ cell }) => cell.control === null);
  const asked = countedOf(cells.filter(wasAsked).length, all.filter(wasAsked).length, "cell");
  return `${asked} run, ${tally(cells) || "no response"}`;
}

function workingDeployments(ticket: Ticket): string {
  const deployments = ticket.target.deployments.flatMap(({ name, role }) => {
    const own = ofPurpose(ticket).filter(({ cell }) => cell.deployment === name);
    const works = own.filter(({ verdict }) => verdict === "supported").length;
    const purpose = role === "unknown" || role === "other" ? "" : ` for ${role}`;
    if (own.length === 0) return [];
    return works === 0
      ? [`${prose(name, 80)} works in none of ${counted(own.length, "way")}`]
      : [`${prose(name, 80)} works${purpose} (${works} of ${counted(own.length, "way")})`];
  });
  const more = deployments.length - DEPLOYMENTS_NAMED;
  return `${deployments.slice(0, DEPLOYMENTS_NAMED).join(", ")}${more > 0 ? ` and ${counted(more, "other deployment")}` : ""}`;
}

/** The symptom of a ticket in which nothing fails. A finding of high severity is named all the same. */
function noSymptom(ticket: Ticket): string {
  const high = ticket.problems.find(({ finding }) => finding.severity === "high");
  const named =
    high === undefined
      ? ""
      : ` High severity, although requests work: ${high.label}, ${sentence(prose(high.finding.title))}`;
  const cells = ordinary(ticket);
  const counts = sentence(tally(cells) || "no response");
  if (!cells.some(({ verdict }) => VERDICTS[verdict] !== "no-evidence"))
    return `No evidence about this resource. Results: ${counts}${named}`;
  const about = ticket.isCut ? "in the results shown" : "with the purpose of these deployments";
  return `None: no finding reports a problem ${about}. Results: ${counts}${named}`;
}

/** Cells that test the purpose of a deployment and were planned. */
function ofPurpose(ticket: Ticket): Result[] {
  return ordinary(ticket).filter((result) => result.verdict !== "skipped" && ticket.isOfPurpose(result));
}

function ordinary({ results }: Ticket): Result[] {
  return results.filter(({ cell }) => cell.control === null);
}
