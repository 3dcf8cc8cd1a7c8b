import { type Catalog, roleOfModel } from "../catalog/index.ts";
import { type Cell, cellId } from "../model/cell.ts";
import { type Probe, probeSchema } from "../model/probe.ts";
import type { Hop, Location, Recording, Redirect, StepRecord } from "../model/recording.ts";
import type { Target } from "../model/target.ts";
import type { Vault } from "../redaction/secret.ts";
import type { CapturedHop } from "../wire/hop.ts";
import { reasonByRelation } from "../wire/location.ts";
import { type Captured, captureExchange } from "./capture.ts";
import { readConversation, type WrittenStep } from "./conversation.ts";
import { type Exchange, ImportError } from "./exchange.ts";
import type { Leg } from "./journey.ts";
import { describeNearest, findNearest } from "./nearest.ts";
import { requestStep } from "./request-step.ts";
import { selectorsOf, withPlaceholders } from "./selectors.ts";
import { roleOf, surfaceOf } from "./surface.ts";
import { addDeployments, extraHostOf, targetOf } from "./target.ts";

export type Known = Pick<Catalog, "probes" | "models">;

/** The captured requests of one session as a cell, with the probe that they amount to. */
export interface ImportedCell {
  cell: Cell;
  probe: Probe;
  recording: Recording;
  /** `capture.har:12: differs from ga-transcription in ?model=`. */
  note: string;
}

/** One step with its record. */
interface Played {
  step: WrittenStep;
  record: Omit<StepRecord, "index">;
}

/** A leg without its secrets. */
interface CapturedLeg {
  leg: Leg;
  hops: Hop[];
  last: Captured;
}

/** Returns the cell of one journey. New targets are added to `targets`. */
export function cellOf(
  journey: [Leg, ...Leg[]],
  id: string,
  targets: Map<string, Target>,
  known: Known,
  vault: Vault,
): ImportedCell {
  const [{ chain }] = journey;
  const [{ place }] = chain;
  const exchanges = journey.flatMap((leg) => leg.chain);
  const legs = journey.map((leg) => captureLeg(leg, chain[0], vault));
  const hops = legs.flatMap((leg) => leg.hops);
  const frames = legs.flatMap(({ last }) => last.frames ?? []);
  const target = targetOf(hops[0] ?? null, targets);
  const selectors = selectorsOf(hops, frames);
  const isOpenAi = target.provider === "openai";
  const played = legs.flatMap(({ leg, hops: own, last }): Played[] => {
    const [hop] = own;
    const host = hop === undefined ? null : extraHostOf(hop, target);
    const request = hop === undefined ? null : requestStep(hop, leg, selectors, known.probes, isOpenAi);
    const step = request === null || host === null ? request : { ...request, host };
    const talk = readConversation(last.frames ?? []);
    return [
      ...(step === null ? [] : [{ step, record: { stage: step.stage, hops: own, frames: [], failure: null } }]),
      ...(isOpen(own.at(-1)) ? talk.steps : []).flatMap((one, n) => {
        const record = talk.records[n];
        const send = one.send === undefined ? {} : { send: withPlaceholders(one.send, selectors) };
        return record === undefined ? [] : [{ step: { ...one, ...send }, record }];
      }),
    ];
  });
  const steps = played.map(({ step }) => step);
  const surface = surfaceOf(hops[0] ?? null, frames);
  const nearest = findNearest(steps, known.probes, surface, isOpenAi);
  const note = `${place}: ${nearest === null ? "resembles no built-in probe" : describeNearest(nearest)}`;
  const probe = parseProbe(
    {
      id,
      title: `Imported from ${note}`,
      surface,
      role: roleOf(steps),
      reference: nearest?.probe.reference ?? "https://learn.microsoft.com/en-us/azure/foundry/openai/",
      ...(selectors.deployment === null ? { per: "target" } : {}),
      ...(selectors.companion === null ? {} : { companion: roleOfModel(known.models, selectors.companion) }),
      steps,
    },
    place,
  );
  const cell: Omit<Cell, "id"> = {
    target: target.name,
    deployment: selectors.deployment,
    role: addDeployments(target, [selectors.companion, selectors.deployment], known.models),
    probe: id,
    control: null,
    variant: {
      apiVersion: steps[0]?.query?.["api-version"] ?? null,
      auth: legs[0]?.last.hasBearer === true ? "entra" : "key",
      redirectCredential: "clean",
    },
    companion: selectors.companion,
  };
  const times = timesOf(exchanges);
  const attempt = { ...times, waitedMs: 0, steps: played.map(({ record }, index) => ({ index, ...record })) };
  return {
    cell: { id: cellId(cell), ...cell },
    probe,
    recording: { ...times, attempts: [attempt], notAttempted: null },
    note,
  };
}

function captureLeg(leg: Leg, first: Exchange, vault: Vault): CapturedLeg {
  const captured = leg.chain.map((exchange) => captureExchange(exchange, millisecondsBetween(first, exchange), vault));
  const hops = captured.flatMap(({ hop }) => hop ?? []);
  const last = captured.at(-1) ?? { hop: null, frames: null, hasBearer: false };
  return { leg, hops: hops.map((hop, n) => decidedHop(hop, hops.slice(0, n + 1), n < hops.length - 1)), last };
}

/** A hop with what the client did at its redirect. */
function decidedHop(hop: CapturedHop, seen: CapturedHop[], followed: boolean): Hop {
  const { redirect } = hop;
  if (redirect === null) return { ...hop, redirect };
  return {
    ...hop,
    redirect: { ...redirect, followed, notFollowed: followed ? null : reasonNotFollowed(hop, redirect, seen) },
  };
}

/** Why the client did not follow the last redirect. Null if the capture does not show it. */
function reasonNotFollowed(
  { method, url }: CapturedHop,
  { relation, location }: Location,
  seen: CapturedHop[],
): Redirect["notFollowed"] {
  const next = location !== null && URL.canParse(location, url) ? new URL(location, url).href : null;
  const isLoop = seen.some((one) => one.method === method && one.url === next);
  return isLoop ? "loop" : reasonByRelation(relation);
}

/** Without a handshake in the file, the messages show that the socket was open. */
function isOpen(hop: Hop | undefined): boolean {
  return hop === undefined || hop.status === 101;
}

/** Unknown if the file has no times. */
function timesOf(exchanges: Exchange[]): Pick<Recording, "startedAt" | "durationMs"> {
  const [first] = exchanges;
  if (first === undefined || exchanges.some(({ startedAt }) => startedAt === null))
    return { startedAt: null, durationMs: null };
  const ends = exchanges.map((one) => millisecondsBetween(first, one) + one.durationMs);
  return { startedAt: first.startedAt, durationMs: Math.max(...ends) };
}

function millisecondsBetween(first: Exchange, other: Exchange): number {
  if (first.startedAt === null || other.startedAt === null) return 0;
  return Math.max(0, Date.parse(other.startedAt) - Date.parse(first.startedAt));
}

function parseProbe(written: unknown, place: string): Probe {
  const parsed = probeSchema.safeParse(written);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ImportError(
    `${place}: '${issue?.path.join(".")}': the request cannot be written as a probe (${issue?.message}): remove it from the file.`,
  );
}
