import type { AskedKey } from "./asked.ts";
import type { FreshNames } from "./fresh.ts";
import type { Exchange, Story } from "./story.ts";

/** A recording that may be the one that is told, and how far it has come. */
export interface Candidate {
  story: Story;
  /** Index of the exchange that was answered last. */
  at: number;
  exchange: Exchange;
}

/**
 * What one client does, from its first question on: several recordings begin alike, and each further question and
 * event leaves fewer of them. The leader is the one whose answers are given.
 */
export interface Thread {
  candidates: Candidate[];
  leader: Candidate;
  names: FreshNames;
}

/** Where in the stories a question stands: behind what a thread has come to, or anywhere. */
export function findAsked(from: Candidate[] | Story[], origin: string, key: AskedKey): Candidate[] {
  for (const form of ["exact", "loose"] as const) {
    const found = from.flatMap((one) => {
      const story = "story" in one ? one.story : one;
      const fits = ({ key: own, origin: where }: Exchange) => where === origin && own[form] === key[form];
      const behind = "story" in one ? story.exchanges.findIndex((each, at) => at > one.at && fits(each)) : -1;
      // A client that asks the same again is given the same again.
      const at = behind === -1 ? story.exchanges.findIndex(fits) : behind;
      const exchange = story.exchanges[at];
      return exchange === undefined ? [] : [{ story, at, exchange }];
    });
    if (found.length > 0) return found;
  }
  return [];
}

/** Those that gave the leader's kind of answer: what the client does next may be any of theirs. */
export function likeLeader(found: Candidate[], leader: Candidate): Candidate[] {
  return found.filter(({ exchange }) => exchange.hop.status === leader.exchange.hop.status);
}

/** How often each cell's answers to a question were given, so that repeated attempts come in their order. */
export class Turns {
  readonly #given = new Map<string, number>();

  /** The candidate whose turn it is: the least told cell's next attempt, its last one from then on. */
  choose(found: Candidate[], key: AskedKey): Candidate | null {
    const cells = new Map<string, Candidate[]>();
    for (const one of found) cells.set(one.story.cell, [...(cells.get(one.story.cell) ?? []), one]);
    const due = [...cells].map(([cell, attempts]) => {
      const given = this.#given.get(nameOf(key, cell)) ?? 0;
      return { given, candidate: attempts[Math.min(given, attempts.length - 1)] };
    });
    return due.sort((a, b) => a.given - b.given)[0]?.candidate ?? null;
  }

  count(key: AskedKey, cell: string, by: 1 | -1): void {
    const name = nameOf(key, cell);
    this.#given.set(name, (this.#given.get(name) ?? 0) + by);
  }
}

function nameOf(key: AskedKey, cell: string): string {
  return `${key.loose}\n${cell}`;
}
