import { randomUUID } from "node:crypto";
import { followRedirects } from "../../src/run/redirects.ts";
import type { Channel } from "../../src/wire/channel.ts";
import type { CapturedHop, Limits } from "../../src/wire/hop.ts";
import { identity } from "../support/certificates.ts";
import { LONG } from "../support/long-counts.ts";
import { type Behaviour, inOneBytePieces, type RawPeer, rawPeer, response, say } from "../support/raw-peer.ts";
import { ask, hopRequest, type Question, SHORT, wireContext } from "../support/wire-question.ts";

/*
 * One fault in several circumstances: it must come to the same, however its bytes reach us.
 */

/** Longest that a hop may take whose deciding phase has a short deadline. */
export const LONGEST_MS = 8_000;

/** The circumstances of a fault. */
export interface Variation {
  name: string;
  tls: boolean;
  /** It comes after what went well: a redirect to it, or the beginning of a session. */
  second: boolean;
  /** What the peer sends arrives in pieces of one byte. */
  bytewise: boolean;
}

const PLAIN: Variation = { name: "by itself", tls: false, second: false, bytewise: false };
const OTHERS: Variation[] = [
  { ...PLAIN, name: "over TLS", tls: true },
  { ...PLAIN, name: "in the middle of a session", second: true },
  { ...PLAIN, name: "in one-byte pieces", bytewise: true },
];

/**
 * Every fault by itself and in one other circumstance in turn; in a long run, in all of them. What a peer does on
 * connecting is none of TLS's, and happens by itself alone.
 */
export function variationsOf<T extends object>(rows: T[]): { row: T; how: Variation }[] {
  return rows.flatMap((row, index) => {
    const others = LONG ? OTHERS : OTHERS.filter((_, number) => number === index % OTHERS.length);
    return ("atOnce" in row ? [PLAIN] : [PLAIN, ...others]).map((how) => ({ row, how }));
  });
}

const ROOT = identity({ name: "A root", authority: true });
const PEER = identity({ issuer: ROOT });

/** Limits by which a flood ends soon: what a test sends without end takes CPU. */
const SMALL = { headers: 8_192, body: 20_000, messages: 300, conversation: 100_000, controls: 50 };
const SMALLEST = { ...SMALL, headers: 2_048, body: 2_000, conversation: 20_000 };

interface Row {
  question?: Question | undefined;
  late?: true | undefined;
  failure?: unknown;
}

/** How a fault is asked for. A deadline that the fault does not wait for leaves a busy machine time. */
export function questionOf(how: Variation, { question = {}, late, failure }: Row): Question {
  const limits = how === PLAIN ? {} : how.bytewise ? SMALLEST : SMALL;
  const patient =
    late === true || failure !== undefined ? {} : { tls: 2_000, request: 2_000, headers: 4_000, body: 4_000 };
  return {
    ...question,
    limits: smallerOf(question.limits ?? {}, limits),
    deadlines: { ...SHORT, ...patient, ...(how.tls ? { tls: 2_000 } : {}), ...question.deadlines },
    ...(how.tls ? { trust: ROOT.pem.cert } : {}),
  };
}

/** Of two limits of one kind the smaller. */
function smallerOf(a: Partial<Limits>, b: Partial<Limits>): Partial<Limits> {
  const both = [...Object.entries(a), ...Object.entries(b)].sort(([, one], [, other]) => other - one);
  return Object.fromEntries(both);
}

/** A peer that behaves so, in these circumstances. */
export function faultyPeer(behave: Behaviour, how: Variation, atOnce = false): Promise<RawPeer> {
  let connections = 0;
  return rawPeer(
    (socket, head) => {
      connections += 1;
      if (how.second && connections === 1) say(response("307 Again", ["location: /again"]))(socket, head);
      else behave(how.bytewise ? inOneBytePieces(socket) : socket, head);
    },
    { atOnce, ...(how.tls ? { tls: { key: PEER.pem.key, cert: PEER.pem.cert } } : {}) },
  );
}

/** Asks a faulty peer once, in these circumstances; the hop is that of the fault. */
export async function askFaulty(
  scheme: "http" | "ws",
  behave: Behaviour,
  how: Variation,
  row: Row & { atOnce?: true },
): Promise<{ hop: CapturedHop; channel: Channel | null; took: number }> {
  const peer = await faultyPeer(behave, how, row.atOnce ?? false);
  const question = questionOf(how, row);
  const url = peer.url(how.tls ? (scheme === "ws" ? "wss" : "https") : scheme);
  const started = performance.now();
  const { hop, channel } = how.second ? await askSecond(url, question) : await ask(url, question);
  const took = performance.now() - started;
  await peer.idle();
  await peer.close();
  return { hop, channel, took };
}

async function askSecond(url: URL, question: Question) {
  const policy = { asGiven: false, clientRequestId: randomUUID };
  const { hops, outcome } = await followRedirects(hopRequest(url, question), wireContext(question), policy);
  const hop = hops[1];
  if (hop === undefined) throw new Error(`the redirect to the fault was not followed: ${hops[0]?.failure?.text}`);
  return { hop, channel: outcome.channel };
}
