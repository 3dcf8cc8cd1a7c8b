import { listHops, readHeader } from "../../judge/ids.ts";
import { valueAt } from "../../model/dotted.ts";
import type { Attempt, Hop } from "../../model/recording.ts";
import type { Report, Result } from "../../model/report.ts";
import type { Deployment } from "../../model/target.ts";
import { localTime, moment, offset, utc, utcTime } from "../clock.ts";
import { clockOffsets } from "../clock-offset.ts";
import { codeInTable, prose } from "../inert.ts";
import { attemptsInWords, placeOf, requestIdOf } from "../reading.ts";
import { lastGoodInWords } from "../since.ts";
import { COMPONENT_WORDS, counted, known } from "../words.ts";
import type { Section } from "./budget.ts";
import { pathAndQuery, type Ticket } from "./ticket.ts";

/** Everything a support form asks for, and the ids to search for. */
export function environmentSection(ticket: Ticket): Section {
  const rows = facts(ticket).map(([name, value]) => `| ${name} | ${value} |`);
  const ids = idRows(ticket);
  return {
    heading: "For the ticket",
    lead: ["| | |", "|---|---|", ...rows],
    blockHead: [
      "",
      "**Ids to search for** (`apim-request-id` is the correlation id of the resource's diagnostic log):",
      "",
      "| finding | UTC (local) | request | status | apim-request-id | x-ms-client-request-id | session | region |",
      "|---|---|---|---|---|---|---|---|",
    ],
    blocks: ids.map((row) => () => [row]),
    tail: [],
    rank: 1,
    share: 10,
    leftOut: (n) => `${counted(n, "further request")} of the failing cells: ids in \`report.json\`.`,
  };
}

function facts(ticket: Ticket): [string, string][] {
  const { report, target, principal, problems } = ticket;
  const components = problems.map(({ label, finding }) => `${label} ${COMPONENT_WORDS[finding.component]}`);
  const text = (value: string) => codeInTable(value, 200);
  const versions = new Set(ticket.results.flatMap(({ cell }) => cell.variant.apiVersion ?? []));
  const { tool, run } = report;
  return [
    ["Service · topic", `Azure OpenAI (Foundry Models) · Realtime API${topic(ticket)}`],
    ["Suspected component", components.length === 0 ? "none" : listed(components, 12)],
    ...(principal?.failing === undefined || principal.failing === null ? [] : seenRows(principal.failing, report)),
    ["Last known to work", lastKnown(ticket)],
    ["Business impact", "*(for you to fill in)*"],
    ["Subscription · resource id", `${known(target.subscription, text)} · ${known(target.resourceId, text)}`],
    ["Endpoint", `${text(target.endpoint)} (kind: ${known(target.kind, text)})`],
    ["Region: stated / that answered", `${known(target.region, text)} / ${answered(ticket)}`],
    ["Deployments", listed(target.deployments.map(deploymentText), 12)],
    ["api-version", versions.size === 0 ? "none named" : `${[...versions].map(text).join(", ")}; GA paths name none`],
    [
      "Credential",
      `${target.auth.map((kind) => (kind === "key" ? "resource key, header `api-key`" : "Entra token, header `Authorization`")).join("; ")}: labels stand for values, which are nowhere in this report`,
    ],
    [
      "Client",
      `${prose(`${tool.name} ${tool.version}, Node ${tool.node}`, 120)}, HTTP/1.1, no SDK; redirects followed by hand, same origin only`,
    ],
    ["Clock", clockText(ticket)],
    [
      "Run",
      `${text(run.id)}, ${utc(moment(run.startedAt))} to ${utc(moment(run.finishedAt))} (${prose(run.timezone.name, 60)}, ${offset(run.timezone)}), ${run.complete ? "complete" : "**ended before its plan**"}; catalogue ${text(tool.catalog)}`,
    ],
  ];
}

/** The component that the title's problem is suspected in: what a form asks for as its topic. */
function topic({ principal }: Ticket): string {
  return principal === null ? "" : ` · ${COMPONENT_WORDS[principal.finding.component]}`;
}

function clockText({ report, target }: Ticket): string {
  const [offset] = clockOffsets({ ...report, targets: [target] });
  if (offset === undefined) return "not compared: no answer bore a `Date`";
  const { leastMs, mostMs, answers } = offset;
  return `this machine's is ${leastMs} to ${mostMs} ms ahead of the service's, by the \`Date\` of ${counted(answers, "answer")}`;
}

function seenRows(failing: Result, { run }: Report): [string, string][] {
  const attempts = failing.recording?.attempts ?? [];
  const first = moment(attempts[0]?.startedAt ?? "");
  const last = moment(attempts.at(-1)?.startedAt ?? "");
  const zone = run.timezone;
  const seconds = Math.round((last.getTime() - first.getTime()) / 1000);
  return [
    [
      "First seen / last seen in this run",
      `${utc(first)} / ${utc(last)} (${localTime(first, zone)} / ${localTime(last, zone)}, ${prose(zone.name, 60)}, ${offset(zone)})`,
    ],
    ["How often", `${attemptsInWords(failing)}${attempts.length < 2 ? "" : ` in ${counted(seconds, "second")}`}`],
  ];
}

/** Of the cell that the title is about; a ticket without one has nothing that stopped working. */
function lastKnown({ report, principal }: Ticket): string {
  const failing = principal?.failing ?? null;
  return failing === null ? "not known: no cell of this ticket fails" : lastGoodInWords(report, failing);
}

function answered({ target }: Ticket): string {
  if (target.answeredRegions.length === 0) return "not known: no answer bore `x-ms-region`";
  return `\`x-ms-region\`: ${target.answeredRegions.map((region) => codeInTable(region, 60)).join(", ")}`;
}

function deploymentText({ name, model, version, sku, role, source }: Deployment): string {
  const text = (value: string) => codeInTable(value, 80);
  return `${text(name)} = model ${known(model, text)}, version ${known(version, text)}, SKU ${known(sku, text)}, role ${role} (${source})`;
}

function listed(parts: string[], most: number): string {
  const rest = parts.length - most;
  return parts.slice(0, most).join(" · ") + (rest > 0 ? ` · and ${rest} more` : "");
}

/** Every attempt of the principal failing cell, then the deciding attempt of every other. */
function idRows(ticket: Ticket): string[] {
  const told = new Set<string>();
  return ticket.problems.flatMap(({ label, failing }) => {
    if (failing === null || told.has(failing.cell.id)) return [];
    told.add(failing.cell.id);
    const decided = placeOf(failing)?.attempt;
    const all = failing === ticket.principal?.failing ? (failing.recording?.attempts ?? []) : [];
    const attempts = all.length > 0 ? all : decided === undefined ? [] : [decided];
    return attempts.flatMap((attempt) => listHops(attempt).map((hop) => idRow(ticket, label, attempt, hop)));
  });
}

function idRow({ report }: Ticket, label: string, attempt: Attempt, hop: Hop): string {
  const when = moment(attempt.startedAt, hop.at);
  const path = pathAndQuery(hop.url).split("?")[0] ?? "";
  const client = hop.requestHeaders.find(([name]) => name.toLowerCase() === "x-ms-client-request-id")?.[1];
  const id = (value: string | null | undefined) => known(value, (v) => codeInTable(v, 80));
  return `| ${[
    label,
    `${utcTime(when)} (${localTime(when, report.run.timezone)})`,
    codeInTable(`${hop.method} ${path}`, 100),
    hop.status ?? "none",
    id(requestIdOf(hop)),
    id(client),
    sessionOf(attempt, hop),
    id(readHeader(hop, "x-ms-region")),
  ].join(" | ")} |`;
}

function sessionOf(attempt: Attempt, hop: Hop): string {
  const body = hop.body?.json ?? null;
  const own = [valueAt(body, "session.id"), valueAt(body, "id")].find(
    (v) => typeof v === "string" && v.startsWith("sess"),
  );
  const opened = attempt.steps
    .flatMap((step) => step.frames)
    .flatMap((frame) =>
      frame.kind === "message" && frame.direction === "received" ? valueAt(frame.event, "session.id") : [],
    )
    .find((value) => typeof value === "string");
  const session = own ?? (hop.status === 101 ? opened : undefined);
  return typeof session === "string" ? codeInTable(session, 80) : "none was created";
}
