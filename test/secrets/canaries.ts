import { randomInt } from "node:crypto";

/** The kinds of secret that a run may touch, each with a canary of its own. */
export const KINDS = {
  S1: "the resource's key",
  S2: "a second key, of another resource in the same run",
  S3: "a key in a query, which nobody told us",
  S4: "an Entra token",
  S5: "a minted client secret",
  S6: "a gateway's subscription key",
  S7: "the signature of a shared access URL",
  S8: "a cookie",
  S9: "the password of a proxy",
  S10: "userinfo of a URL",
  S11: "an Entra client secret or refresh token",
  S12: "the ICE password of an SDP",
  S13: "what somebody said, as audio",
} as const;

export type Kind = keyof typeof KINDS;
export type Canaries = Record<Kind, string>;

/** Kinds that are known by value before anything is asked, or are minted: they are found wherever they stand. */
export const KNOWN = ["S1", "S2", "S4", "S5", "S9"] as const satisfies Kind[];

/** Letters and digits of both cases, and in some of them what encodings change; never the shape of a key. */
export function freshCanaries(): Canaries {
  return {
    S1: canary("-_./+=~"),
    S2: canary(""),
    S3: canary(""),
    S4: canary("-_"),
    S5: canary("-_"),
    S6: canary(""),
    S7: canary(""),
    S8: canary(""),
    S9: canary("-_.~"),
    S10: canary(""),
    S11: canary("-_~"),
    S12: canary("+/"),
    S13: canary(""),
  };
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/**
 * What the runs of this process are drawn from. Landing must not depend on the draw: without AOAI_PROBE_SECRET_SEED it
 * is always the same one; `npm run test:secrets` draws afresh, and prints what it drew so that a leak can be met again.
 */
export const SEED =
  process.env.AOAI_PROBE_SECRET_SEED === "random"
    ? randomInt(2 ** 31)
    : Number(process.env.AOAI_PROBE_SECRET_SEED ?? 20_261_121);

let state = SEED >>> 0;

/** Next number below `end`: mulberry32. */
function next(end: number): number {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) % end;
}

function canary(symbols: string): string {
  const length = 32 + next(16);
  const text = Array.from({ length }, () => LETTERS[next(LETTERS.length)]).join("");
  const marks = [...symbols].map((symbol, n) => `${text.slice(n * 3, n * 3 + 3)}${symbol}`).join("");
  // Of every class at least one, so that none is mistaken for a word.
  return `q7${marks}${text.slice(symbols.length * 3)}Z4`;
}
