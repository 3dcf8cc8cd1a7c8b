import { valueAt } from "../model/dotted.ts";
import { isJsonObject, type Json } from "../model/json.ts";
import { listCredentials } from "./credentials.ts";
import type { Exchange } from "./exchange.ts";
import { type Chain, locationsOf } from "./redirect-chain.ts";

/** Requests that belong to one session, in their order: a mint, the request that uses its secret, the sideband. */
export interface Leg {
  chain: Chain;
  /** What it takes from an earlier leg. */
  uses: "secret" | "call" | null;
  /** What a later leg takes from it: the path of its secret in the body, or the id of its call. */
  secretAt: string | null;
  callId: string | null;
}

/** Paths at which a mint returns its secret. */
export const MINTED = ["value", "client_secret.value"];
const MINT_PATH = /\/(client_secrets|sessions|transcription_sessions)$/;
const CALL_PATH = /\/(calls|realtimertc)$/;
/** What a recorder writes instead of a secret. Two equal masks do not show that the secrets were equal. */
const MASKED = /redact|scrub|mask|placeholder|\*\*|[<>…]|\.\.\.|x{4}/i;
const SHORTEST_SECRET = 8;

/**
 * Joins the requests of one session. The capture shows that they belong together by the same client secret, compared
 * before redaction, or by the id of a call.
 */
export function joinSessions(chains: Chain[]): Leg[][] {
  const users = new Map<Chain, Leg[]>();
  const used = new Set<Chain>();
  const legs = new Map(chains.map((chain) => [chain, legOf(chain)]));
  const claimed = new Set<string>();
  for (const [chain, leg] of legs) {
    const [first] = chain;
    for (const [other, { secret, callId }] of [...legs].filter(([one]) => one !== chain)) {
      const uses =
        callId !== null && namesCall(first, callId)
          ? "call"
          : secret !== null && carries(first, secret)
            ? "secret"
            : null;
      if (uses === null) continue;
      // A second socket of the same secret or call is a session of its own. A request without a socket belongs to its call.
      const claim = `${chains.indexOf(other)} ${uses}`;
      const isShared = uses === "call" && first.messages === null;
      if (!isShared && claimed.has(claim)) continue;
      if (!isShared) claimed.add(claim);
      used.add(chain);
      users.set(other, [...(users.get(other) ?? []), { ...leg, uses }]);
      break;
    }
  }
  const journeyFrom = (leg: Leg): Leg[] => [leg, ...(users.get(leg.chain) ?? []).flatMap(journeyFrom)];
  return [...legs].filter(([chain]) => !used.has(chain)).map(([, leg]) => journeyFrom({ ...leg, uses: null }));
}

function legOf(chain: Chain): Omit<Leg, "uses"> & { secret: string | null } {
  const last = chain.at(-1) ?? chain[0];
  const body = bodyOf(last);
  const path = last.url === null ? "" : new URL(last.url).pathname;
  const secretAt = MINT_PATH.test(path) ? (MINTED.find((at) => isSecret(valueAt(body, at))) ?? null) : null;
  const secret = secretAt === null ? null : valueAt(body, secretAt);
  return {
    chain,
    secretAt,
    secret: typeof secret === "string" ? secret : null,
    callId: CALL_PATH.test(path) ? (/\/(rtc_[\w-]+)/.exec(locationsOf(last)[0] ?? "")?.[1] ?? null) : null,
  };
}

function isSecret(value: Json): boolean {
  return typeof value === "string" && value.length >= SHORTEST_SECRET && !MASKED.test(value);
}

function carries(exchange: Exchange, secret: string): boolean {
  return listCredentials(exchange).includes(secret);
}

function namesCall({ url }: Exchange, callId: string): boolean {
  if (url === null) return false;
  const { pathname, searchParams } = new URL(url);
  return searchParams.get("call_id") === callId || pathname.split("/").includes(callId);
}

function bodyOf({ responseBody }: Exchange): Json {
  try {
    const json: Json = JSON.parse(responseBody?.toString("utf8") ?? "null");
    return isJsonObject(json) ? json : null;
  } catch {
    return null;
  }
}
