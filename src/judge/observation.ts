import type { Cause } from "../model/cause.ts";
import type { Cell } from "../model/cell.ts";
import { intern } from "../model/interned.ts";
import type { AttemptFact, Observation, RedirectFact } from "../model/observation.ts";
import type { Probe } from "../model/probe.ts";
import type { Attempt, CloseFrame, Hop, Recording } from "../model/recording.ts";
import { roleTested } from "../model/role.ts";
import { readRetryAfter } from "../steps/retry-after.ts";
import { isSameAnswer } from "../steps/same-answer.ts";
import { type AttemptReading, readAttempt } from "./attempt.ts";
import { findServiceMarks, isForeignPage } from "./attribution.ts";
import { findBodyFault } from "./body-fault.ts";
import { collectIds, listHops, listMessages, readHeader, readRegion } from "./ids.ts";
import { findIrregularities } from "./irregularity.ts";
import { findNamedModel } from "./model-named.ts";

const EMULATOR = "x-aoai-probe-emulator";
const SOURCE = "x-aoai-probe-source";

/** Makes the flat facts of one recording. Pure. A skipped cell has a reason instead of a recording. */
export function observe(cell: Cell, probe: Probe, recording: Recording | null, skipped: Cause | null): Observation {
  const attempts = recording?.attempts ?? [];
  const readings = attempts.map((attempt, index) => readAttempt(probe, attempt, `/recording/attempts/${index}`));
  const chosen = findLastConclusive(readings);
  const attempt = chosen === -1 ? undefined : attempts[chosen];
  const reading = chosen === -1 ? undefined : readings[chosen];
  return {
    cell,
    surface: probe.surface,
    probeRole: roleTested(probe, cell.role),
    attempts: readings.map(({ fact }) => fact),
    last: reading?.fact ?? null,
    minted: reading?.minted ?? false,
    deploymentNamed: reading?.deploymentNamed ?? false,
    decidingStep: reading?.decidingStep ?? null,
    eventsSent: reading?.eventsSent ?? 0,
    succeeded: reading?.succeeded ?? false,
    result: reading?.result ?? null,
    settingsIgnored: reading?.settingsIgnored ?? [],
    ...(attempt === undefined ? NOTHING : factsOf(cell, attempt, probe, `/recording/attempts/${chosen}`)),
    notAttempted: recording?.notAttempted ?? null,
    requestIds: attempts.map(requestIdOf),
    skipped,
  };
}

/** Whether the attempts that prove something about the peer ended differently. */
export function isUnstable(observation: Observation): boolean {
  const { cell } = observation;
  const names = [cell.deployment ?? "", cell.companion ?? ""];
  const [first, ...rest] = observation.attempts.filter(isConclusive);
  if (first === undefined) return false;
  return rest.some((fact) => {
    if (fact.completed !== first.completed || fact.failure?.cause !== first.failure?.cause) return true;
    return first.answer !== null && !isSameAnswer(fact.answer, first.answer, names);
  });
}

/**
 * Whether an attempt proves something about the peer: the service did not throttle it, and the probing machine did not
 * spoil it.
 */
export function isConclusive(fact: AttemptFact): boolean {
  return fact.spoilt === null && !isThrottled(fact);
}

function isThrottled({ answer }: AttemptFact): boolean {
  return answer?.carrier.kind === "status" && answer.carrier.status === 429;
}

/** A throttled attempt is still an answer of the service, unlike a spoilt one. */
function findLastConclusive(readings: AttemptReading[]): number {
  const telling = readings.findLastIndex(({ fact }) => isConclusive(fact));
  if (telling !== -1) return telling;
  const throttled = readings.findLastIndex(({ fact }) => isThrottled(fact));
  return throttled === -1 ? readings.length - 1 : throttled;
}

type WireFacts = Pick<
  Observation,
  | "redirects"
  | "status"
  | "asked"
  | "path"
  | "connection"
  | "close"
  | "attributedBy"
  | "notJson"
  | "bodyFault"
  | "irregularities"
  | "events"
  | "modelNamed"
  | "ids"
  | "regions"
  | "retryAfter"
  | "emulated"
  | "sources"
>;

const NOTHING: WireFacts = {
  redirects: [],
  status: null,
  asked: null,
  path: null,
  connection: null,
  close: null,
  attributedBy: [],
  notJson: false,
  bodyFault: null,
  irregularities: [],
  events: [],
  modelNamed: null,
  ids: {},
  regions: [],
  retryAfter: null,
  emulated: null,
  sources: [],
};

function factsOf(cell: Cell, attempt: Attempt, probe: Probe, pointer: string): WireFacts {
  // Clean-up steps and frames that arrive during the close decide nothing.
  const ladder = { ...attempt, steps: attempt.steps.filter(({ index }) => probe.steps[index]?.finally === false) };
  const hops = listHops(attempt);
  const decisive = listHops(ladder);
  const last = decisive.at(-1);
  const distinct = (name: string) => [...new Set(hops.flatMap((hop) => intern(readHeader(hop, name)) ?? []))];
  return {
    redirects: redirectsOf(attempt, probe, pointer),
    status: decisive.findLast((hop) => hop.status !== null)?.status ?? null,
    asked: last === undefined ? null : { transport: last.transport, host: intern(new URL(last.url).host) },
    path: last === undefined ? null : intern(new URL(last.url).pathname),
    connection: connectionOf(decisive),
    close: closeOf(attempt),
    attributedBy: findServiceMarks(ladder).map(intern),
    notJson: isForeignPage(last),
    bodyFault: findBodyFault(probe.steps[ladder.steps.findLast((step) => step.hops.length > 0)?.index ?? -1], last),
    irregularities: findIrregularities(attempt),
    events: eventCounts(attempt),
    modelNamed: findNamedModel(cell, probe, attempt),
    ids: collectIds(attempt),
    regions: regionsOf(hops),
    retryAfter: retryAfterOf(last),
    emulated: distinct(EMULATOR)[0] ?? null,
    sources: [...new Set([...distinct(SOURCE), ...eventSources(attempt)])],
  };
}

function connectionOf(hops: Hop[]): Observation["connection"] {
  const hop = hops.findLast(({ connection }) => connection !== undefined);
  if (hop?.connection === undefined) return null;
  const { address, tls } = hop.connection;
  return {
    proxy: hop.proxy ?? null,
    address,
    tls: tls === undefined ? null : { issuer: intern(tls.issuer), publicRoot: tls.publicRoot },
  };
}

function regionsOf(hops: Hop[]): string[] {
  return [...new Set(hops.flatMap((hop) => readRegion(hop) ?? []).map(intern))];
}

function retryAfterOf(hop: Hop | undefined): string | null {
  // The header does not depend on the current time.
  return hop === undefined ? null : readRetryAfter(hop, 0).header;
}

function requestIdOf(attempt: Attempt): string | null {
  const hop = listHops(attempt).findLast(({ status }) => status !== null);
  return hop === undefined ? null : readHeader(hop, "apim-request-id");
}

function redirectsOf(attempt: Attempt, probe: Probe, pointer: string): RedirectFact[] {
  const lastMainStep = attempt.steps.findLastIndex(({ index }) => probe.steps[index]?.finally === false);
  return attempt.steps.flatMap((step, s) => {
    if (probe.steps[step.index]?.finally !== false) return [];
    return step.hops.flatMap((hop, h) => {
      if (hop.redirect === null || hop.status === null) return [];
      const place = { ofFailedStep: s === lastMainStep, pointer: `${pointer}/steps/${s}/hops/${h}` };
      return [{ from: hop.url, status: hop.status, redirect: hop.redirect, ...place }];
    });
  });
}

function closeOf(attempt: Attempt): Observation["close"] {
  const close = attempt.steps
    .flatMap((step) => step.frames)
    .findLast((frame): frame is CloseFrame => frame.kind === "close");
  if (close === undefined) return null;
  const { code, reason, by, transport } = close;
  return { code, reason, by, transport };
}

function eventCounts(attempt: Attempt): [string, number][] {
  const counts = new Map<string, number>();
  const add = (type: string, n: number) => counts.set(type, (counts.get(type) ?? 0) + n);
  for (const { event, direction } of listMessages(attempt)) {
    if (direction === "received" && typeof event?.type === "string") add(intern(event.type), 1);
  }
  for (const { elided } of attempt.steps) {
    for (const [type, n] of Object.entries(elided?.types ?? {})) if (type !== "") add(type, n);
  }
  return [...counts];
}

function eventSources(attempt: Attempt): string[] {
  return listMessages(attempt).flatMap(({ event }) =>
    typeof event?.aoai_probe_source === "string" ? [intern(event.aoai_probe_source)] : [],
  );
}
