import type { Frame } from "../../src/model/recording.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { AwakeClock } from "../../src/wire/awake-clock.ts";
import type { Channel } from "../../src/wire/channel.ts";
import type { Credential } from "../../src/wire/credential.ts";
import {
  DEFAULT_DEADLINES,
  DEFAULT_LIMITS,
  type Deadlines,
  type HopOutcome,
  type HopRequest,
  type Limits,
  openHop,
  type WireContext,
} from "../../src/wire/hop.ts";
import type { Network } from "../../src/wire/network.ts";
import { trusting } from "./certificates.ts";

/** A key as a resource has one, with what an encoding would change. */
export const KEY = "k3y/with+plus==and-84-characters-JQQJ99-abcdefghijklmnopqrstuvwxyz0123456789";

/** Deadlines short enough that a test of silence is a short one. */
export const SHORT: Deadlines = {
  dns: 1_000,
  tcp: 250,
  tls: 250,
  request: 250,
  headers: 250,
  body: 250,
  event: 250,
  close: 150,
};

export interface Question {
  transport?: "http" | "websocket";
  method?: string;
  body?: string;
  headers?: [string, string][];
  deadlines?: Partial<Deadlines>;
  limits?: Partial<Limits>;
  cellMs?: number;
  signal?: AbortSignal;
  trust?: string;
  network?: Network;
  certificates?: Map<string, boolean>;
  vault?: Vault;
  credential?: Credential;
  origins?: string[];
  secretsAt?: string[];
}

const CLOCK = new AwakeClock().start();

/** What a hop needs of the run, with short deadlines. */
export function wireContext(question: Question = {}): WireContext {
  return {
    vault: question.vault ?? new Vault(),
    clock: CLOCK,
    origin: performance.now(),
    cellDeadline: CLOCK.now() + (question.cellMs ?? 10_000),
    deadlines: { ...DEFAULT_DEADLINES, ...SHORT, ...question.deadlines },
    limits: { ...DEFAULT_LIMITS, ...question.limits },
    signal: question.signal ?? new AbortController().signal,
    network: { ...(question.trust === undefined ? {} : { tls: trusting(question.trust) }), ...question.network },
    ...(question.certificates === undefined ? {} : { certificates: question.certificates }),
  };
}

/** One request, signed with nothing unless the question says so. */
export function hopRequest(url: URL, question: Question = {}): HopRequest {
  const webSocket = url.protocol === "ws:" || url.protocol === "wss:";
  return {
    transport: question.transport ?? (webSocket ? "websocket" : "http"),
    method: question.method ?? (question.body === undefined ? "GET" : "POST"),
    url,
    headers: question.headers ?? [["User-Agent", "aoai-probe/test"]],
    body: question.body === undefined ? null : { bytes: Buffer.from(question.body), shown: question.body },
    credential: { credential: question.credential ?? { kind: "none" }, origins: question.origins ?? [url.origin] },
    signed: true,
    secretsAt: question.secretsAt ?? [],
  };
}

/** Makes one hop. */
export function ask(url: URL, question: Question = {}): Promise<HopOutcome> {
  return openHop(hopRequest(url, question), wireContext(question));
}

/** All that comes over an open socket until it ends, or until nothing comes for a while; then closes it. */
export async function listenTo(channel: Channel, wait = 250): Promise<{ frames: Frame[]; failure: string | null }> {
  const frames: Frame[] = [];
  for (;;) {
    const arrival = await channel.next(wait);
    if (arrival.kind === "failure") {
      frames.push(...(await channel.close()));
      return { frames, failure: arrival.failure.cause };
    }
    frames.push(arrival.frame);
    if (arrival.frame.kind === "close") {
      await channel.close();
      return { frames, failure: null };
    }
  }
}

/** The close frame of what was heard. */
export function endOf(frames: Frame[]): Extract<Frame, { kind: "close" }> | null {
  return frames.find((frame) => frame.kind === "close") ?? null;
}
