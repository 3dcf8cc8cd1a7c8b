import { readRegion } from "../../judge/ids.ts";
import { valueAt } from "../../model/dotted.ts";
import type { Attempt, Hop } from "../../model/recording.ts";
import type { Result } from "../../model/report.ts";
import type { AuthKind, Deployment } from "../../model/target.ts";
import { localTime, moment, offset, utc, utcAndLocalTime } from "../clock.ts";
import { clockOffsets } from "../clock-offset.ts";
import { codeInTable, prose } from "../inert.ts";
import { attemptsInWords, placeOf, requestIdOf } from "../reading.ts";
import { lastGoodInWords } from "../since.ts";
import { COMPONENT_WORDS, counted, known } from "../words.ts";
import { decidingHops } from "./headline.ts";
import type { Section } from "./sections.ts";
import { pathAndQuery, type Subject, type Ticket } from "./ticket.ts";

/** Ids listed: every request of this many attempts is in report.json. */
const IDS = 8;
const DEPLOYMENTS = 12;

/** APIs of the service, by a part of the path that only they have. */
const APIS = [
  ["/chat/completions", "chat completions API"],
  ["/responses", "responses API"],
  ["/audio/", "audio API"],
  ["/voice-live/", "Voice Live API"],
  ["realtime", "Realtime API"],
  ["/models", "models API"],
] as const;

const CREDENTIALS = {
  key: "resource key, header `api-key`",
  "key-bearer": "resource key, header `Authorization: Bearer`",
  "key-query": "resource key, query `api-key`",
  entra: "Microsoft Entra token, header `Authorization: Bearer`",
} as const satisfies Record<AuthKind, string>;

/** What a support form asks for, after the ids of the failing request. */
export function supportFormSection(ticket: Ticket): Section {
  const rows = factsOf(ticket).map(([name, value]) => `| ${name} | ${value} |`);
  const ids = ticket.subject === null ? [] : idRows(ticket, ticket.subject);
  return {
    name: "data",
    lines: [
      ...(ids.length === 0
        ? []
        : [
            "Ids of the failing request. `apim-request-id` is the correlation id in the resource's diagnostic log.",
            "",
            "| UTC (local) | request | status | apim-request-id | x-ms-client-request-id | session | region |",
            "|---|---|---|---|---|---|---|",
            ...ids.slice(0, IDS),
            ...(ids.length > IDS ? ["", `${counted(ids.length - IDS, "more request")}: \`report.json\`.`] : []),
            "",
          ]),
      "| | |",
      "|---|---|",
      ...rows,
    ],
  };
}

function factsOf(ticket: Ticket): [string, string][] {
  const { report, target, subject } = ticket;
  const text = (value: string) => codeInTable(value, 200);
  const { tool, run } = report;
  return [
    ["Service · topic", `Azure OpenAI (Foundry Models) · ${apisOf(ticket)}${topicOf(subject)}`],
    ...(subject === null ? [] : seenRows(ticket, subject.failing)),
    ["Last known to work", lastKnown(ticket)],
    ["Business impact", "*(for you to fill in)*"],
    ["Subscription · resource id", `${known(target.subscription, text)} · ${known(target.resourceId, text)}`],
    ["Endpoint", `${text(`${target.endpoint}${target.basePath ?? ""}`)} (kind: ${known(target.kind, text)})`],
    ["Region: stated / in the responses", `${known(target.region, text)} / ${answeredRegions(ticket)}`],
    ["Deployments", listed(target.deployments.map(deploymentText))],
    ["api-version", apiVersions(ticket)],
    ["Credential", `${credentialsOf(target)}. Values are replaced by labels`],
    [
      "Client",
      run.imported !== undefined
        ? `unknown. ${prose(`${tool.name} ${tool.version}`, 120)} imported its capture (${prose(run.imported.join(", "), 200)})`
        : `${prose(`${tool.name} ${tool.version}, Node ${tool.node}`, 120)}, HTTP/1.1, no SDK. The probe follows redirects to the same origin. Clock: ${clockText(ticket)}`,
    ],
    [
      "Run",
      `${text(run.id)}, ${run.startedAt === null ? "times unknown" : `${utc(moment(run.startedAt))} to ${utc(moment(run.finishedAt))}`} (${prose(run.timezone.name, 60)}, ${offset(run.timezone)}), ${run.complete ? "complete" : "**ended before its plan**"}, catalogue ${text(tool.catalog)}`,
    ],
  ];
}

function credentialsOf({ auth, headers = [] }: Ticket["target"]): string {
  const own = auth.map((kind) => CREDENTIALS[kind]).join(" or ");
  return [own, ...headers.map((name) => codeInTable(name, 64))].join(" and ");
}

/** The cells that the ticket is about: the failing one, else all that are shown. */
function cellsShown({ results, subject }: Ticket): Result[] {
  if (subject !== null) return [subject.failing];
  return results.filter(({ cell }) => cell.control === null);
}

function apisOf(ticket: Ticket): string {
  const paths = cellsShown(ticket).flatMap((result) => decidingHops(result).map(({ url }) => pathAndQuery(url)));
  const apis = APIS.filter(([part]) =>
    paths.some((path) => APIS.find(([one]) => (path.split("?")[0] ?? "").includes(one))?.[0] === part),
  );
  return apis.length === 0 ? "API unknown" : apis.map(([, name]) => name).join(", ");
}

/** The component that the finding suspects: forms ask for it as the topic. */
function topicOf(subject: Subject | null): string {
  return subject?.finding == null ? "" : ` · ${COMPONENT_WORDS[subject.finding.component]}`;
}

/** Versions in the requests that are shown, also those that a probe sets in its query. */
function apiVersions(ticket: Ticket): string {
  const { subject } = ticket;
  const shown =
    subject === null ? cellsShown(ticket) : [subject.failing, ...[subject.paired ?? subject.working].flat()];
  const versions = new Set<string>();
  let without = false;
  for (const result of shown) {
    if (result === null) continue;
    for (const { url } of decidingHops(result)) {
      const version = URL.canParse(url) ? new URL(url).searchParams.get("api-version") : null;
      if (version === null) without = true;
      else versions.add(version);
    }
  }
  const named = [...versions].map((version) => codeInTable(version, 60)).join(", ");
  if (named === "") return "none in the requests";
  return without ? `${named}, none in GA paths` : named;
}

function clockText({ report, target }: Ticket): string {
  const [clock] = clockOffsets({ ...report, targets: [target] });
  if (clock === undefined) return "not compared (no response had a `Date` header)";
  const { leastMs, mostMs, answers } = clock;
  return `${leastMs} to ${mostMs} ms ahead of the service's clock (from the \`Date\` header of ${counted(answers, "response")})`;
}

function seenRows({ report }: Ticket, failing: Result): [string, string][] {
  const attempts = failing.recording?.attempts ?? [];
  const first = moment(attempts[0]?.startedAt);
  const last = moment(attempts.at(-1)?.startedAt);
  const { timezone: zone } = report.run;
  const local =
    zone.offsetMinutes === 0
      ? ""
      : ` (${localTime(first, zone)} / ${localTime(last, zone)}, ${prose(zone.name, 60)}, ${offset(zone)})`;
  return [["First seen / last seen in this run", `${utc(first)} / ${utc(last)}${local}, ${attemptsInWords(failing)}`]];
}

function lastKnown({ report, subject }: Ticket): string {
  return subject === null ? "unknown: nothing in this ticket fails" : lastGoodInWords(report, subject.failing);
}

function answeredRegions({ target }: Ticket): string {
  if (target.answeredRegions.length === 0) return "unknown (no header names it)";
  return target.answeredRegions.map((region) => codeInTable(region, 60)).join(", ");
}

function deploymentText({ name, model, version, sku, role, source }: Deployment): string {
  const text = (value: string) => codeInTable(value, 80);
  return `${text(name)} = model ${known(model, text)}, version ${known(version, text)}, SKU ${known(sku, text)}, role ${role} (${source})`;
}

function listed(parts: string[]): string {
  const rest = parts.length - DEPLOYMENTS;
  return parts.slice(0, DEPLOYMENTS).join(" · ") + (rest > 0 ? ` · and ${rest} more` : "");
}

/** The deciding request of every attempt, a row each. The requests of a redirect share one. */
function idRows(ticket: Ticket, { failing }: Subject): string[] {
  const step = placeOf(failing)?.step ?? -1;
  return (failing.recording?.attempts ?? []).flatMap((attempt) => {
    const own = attempt.steps[step]?.hops ?? [];
    const earlier = attempt.steps.slice(0, Math.max(step, 0) + 1).flatMap(({ hops }) => hops);
    const hops = own.length > 0 ? own : earlier.slice(-1);
    return hops.length === 0 ? [] : [idRow(ticket, attempt, hops)];
  });
}

function idRow({ report }: Ticket, attempt: Attempt, hops: Hop[]): string {
  const when = moment(attempt.startedAt, hops[0]?.at ?? 0);
  const id = (value: string | null | undefined) => known(value, (v) => codeInTable(v, 80));
  const each = (show: (hop: Hop) => string) => hops.map(show).join(" → ");
  const region = hops.flatMap((hop) => readRegion(hop) ?? []).at(-1);
  return `| ${[
    utcAndLocalTime(when, report.run.timezone),
    each((hop) => codeInTable(`${hop.method} ${pathAndQuery(hop.url).split("?")[0]}`, 100)),
    each((hop) => String(hop.status ?? "none")),
    each((hop) => id(requestIdOf(hop))),
    each((hop) => id(hop.requestHeaders.find(([name]) => name.toLowerCase() === "x-ms-client-request-id")?.[1])),
    sessionOf(attempt, hops),
    id(region),
  ].join(" | ")} |`;
}

function sessionOf(attempt: Attempt, hops: Hop[]): string {
  const own = hops
    .flatMap(({ body }) => [valueAt(body?.json ?? null, "session.id"), valueAt(body?.json ?? null, "id")])
    .find((value) => typeof value === "string" && value.startsWith("sess"));
  const opened = attempt.steps
    .flatMap((step) => step.frames)
    .flatMap((frame) =>
      frame.kind === "message" && frame.direction === "received" ? valueAt(frame.event, "session.id") : [],
    )
    .find((value) => typeof value === "string");
  const session = own ?? (hops.at(-1)?.status === 101 ? opened : undefined);
  return typeof session === "string" ? codeInTable(session, 80) : "no session";
}
