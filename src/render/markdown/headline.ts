import { valueAt } from "../../model/dotted.ts";
import type { Hop } from "../../model/recording.ts";
import type { Result } from "../../model/report.ts";
import { describeFailingStage, eventsMeanwhile, isAnswered } from "../failing-stage.ts";
import { code, codeInTable, prose } from "../inert.ts";
import { attemptsInWords, bestWitnessed, codeOf, placeOf, statuses } from "../reading.ts";
import { changesInWords } from "../since.ts";
import { resultsOf } from "../view.ts";
import { COMPONENT_WORDS, datedOutcome, outcome } from "../words.ts";
import { asked } from "./asks.ts";
import { differenceLine } from "./difference.ts";
import { noSymptom, standing } from "./standing.ts";
import { cellName, pathAndQuery, requestOf, shortId, type Ticket } from "./ticket.ts";

/** One sentence: model, region, path, outcome. */
export function title(ticket: Ticket): string {
  const { principal, target } = ticket;
  const place = regionOf(ticket);
  if (principal === null || principal.failing === null)
    return `${prose(target.name, 80)}, ${place}: ${standing(ticket)}`;
  const { failing } = principal;
  const path = firstHop(failing);
  const chain = [path === null ? failing.cell.probe : pathOnly(path), endsOf(failing)].filter((part) => part !== "");
  return `${modelOf(ticket, failing)}, ${place}: ${code(chain.join(" → "), 160)}, ${outcome(failing)}`;
}

/** What a reader needs in the first screen. */
export function firstScreen(ticket: Ticket): string[] {
  const { principal } = ticket;
  const lines =
    principal === null || principal.failing === null
      ? [`**Symptom.** ${noSymptom(ticket)}`]
      : [
          `**Symptom.** ${symptom(principal.failing)} ${attemptsInWords(principal.failing)}.`,
          `**What works meanwhile.** ${meanwhile(ticket, principal.failing)}`,
          differenceLine(ticket),
          `**Where it seems to be.** ${whereabouts(ticket)}`,
        ];
  const changes = changesInWords(ticket.whole, ticket.target.name, (id) => codeInTable(shortId(ticket, id), 120));
  if (changes !== null) {
    lines.push(`**Since the run of ${prose(ticket.whole.baseline?.run.startedAt ?? "", 40)}.** Cells: ${changes}.`);
  }
  // Two blanks at the end: each stands on a line of its own without costing a blank one.
  return [...lines, `**We ask you.** ${asked(ticket)}`].map((line, n, all) =>
    n === all.length - 1 ? line : `${line}  `,
  );
}

/** The requests and answers of the deciding attempt, as one line. */
export function symptom(result: Result): string {
  const place = placeOf(result);
  if (place === null) return `${outcome(result)}.`;
  const hops = place.attempt.steps.flatMap((step) => step.hops).slice(-4);
  const chain = hops.flatMap((hop) => [requestOf(hop), code(String(hop.status ?? hop.failure?.code ?? "no answer"))]);
  const event = place.frame?.kind === "message" ? place.frame.event : null;
  if (event !== null && typeof event.type === "string") chain.push(code(event.type));
  const words = [codeOf(result), result.error?.message ?? null, closing(result)].filter((w) => w !== null && w !== "");
  const instead = eventsMeanwhile(result);
  return `${chain.join(" → ")}${words.length === 0 ? "" : ` ${code([...new Set(words)].join(": "), 400)}`} — ${outcome(result)}${instead === null ? "" : `; came: ${code(instead, 400)}`}.`;
}

/** The region as stated, else as answered. */
export function regionOf({ target }: Ticket): string {
  if (target.region !== null) return prose(target.region, 60);
  return target.answeredRegions.length === 0
    ? "region not known"
    : `${prose(target.answeredRegions.join(", "), 120)} (as answered)`;
}

/** The model behind a cell's deployment, else the deployment's name. */
export function modelOf({ report }: Ticket, { cell }: Result): string {
  const deployments = report.targets.find(({ name }) => name === cell.target)?.deployments ?? [];
  const model = deployments.find(({ name }) => name === cell.deployment)?.model ?? null;
  if (model !== null) return prose(model, 80);
  return cell.deployment === null ? "no deployment named" : `deployment ${prose(cell.deployment, 80)}`;
}

/** Paths that were proven for the deployment of a failing cell; those of its role first. */
export function provenFor(ticket: Ticket, failing: Result): Result[] {
  const role = ticket.target.deployments.find(({ name }) => name === failing.cell.deployment)?.role ?? null;
  const roleOf = new Map(ticket.report.probes.map((probe) => [probe.id, probe.role]));
  const works = resultsOf(ticket.whole, failing.cell.target).filter(
    ({ cell, verdict }) =>
      verdict === "supported" && cell.control === null && cell.deployment === failing.cell.deployment,
  );
  const ofRole = works.filter(({ cell }) => roleOf.get(cell.probe) === role);
  return bestWitnessed(ofRole.length > 0 ? ofRole : works);
}

function firstHop(result: Result): Hop | null {
  const place = placeOf(result);
  return place?.attempt.steps[place.step]?.hops[0] ?? place?.hop ?? null;
}

/** The last attempt's statuses; none where attempts disagree, for one of them is no more true than another. */
function endsOf(failing: Result): string {
  return failing.unstable ? "" : statuses(failing);
}

function pathOnly(hop: Hop): string {
  return pathAndQuery(hop.url).split("?")[0] ?? "";
}

function closing({ close, error }: Result): string | null {
  if (error !== null || close === null || close.by === "us") return null;
  return `the peer closed${close.code === null ? " without a close frame" : ` with ${close.code}`}${close.reason === "" ? "" : `, ${close.reason}`}`;
}

function meanwhile(ticket: Ticket, failing: Result): string {
  const [first, ...more] = provenFor(ticket, failing);
  if (first === undefined) return "No path was proven for this deployment in this run.";
  const hop = firstHop(first);
  const transcript = valueAt(first.recording === null ? null : lastEvent(first), "transcript");
  const result = typeof transcript === "string" ? "the transcript came back" : "the result came back";
  return `${hop === null ? "" : `${requestOf(hop)}: ${result}. `}Cell ${cellName(ticket, first)}, ${datedOutcome(first)}${more.length === 0 ? "" : `; ${`${more.length} more ${more.length === 1 ? "path is" : "paths are"}`} proven`}.`;
}

function lastEvent(result: Result) {
  const frame = placeOf(result)?.frame;
  return frame?.kind === "message" ? frame.event : null;
}

function whereabouts({ principal, report }: Ticket): string {
  const failing = principal?.failing ?? null;
  if (principal === null || failing === null) return "not known.";
  const stage = describeFailingStage(failing, report.probes.find(({ id }) => id === failing.cell.probe) ?? null);
  const came = isAnswered(failing) ? "the deciding answer came" : "no answer came, and it ended";
  const words = COMPONENT_WORDS[principal.finding.component];
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${stage === null ? "" : `: ${came} ${stage}`}. What was ruled out stands in section 6.`;
}
