import type { FreshNames } from "./fresh.ts";
import type { RequestKey } from "./request-key.ts";
import type { Exchange, Story } from "./story.ts";

/** A recording that matches up to now, and the position in it. */
export interface Candidate {
  story: Story;
  /** Index of the last answered exchange. */
  at: number;
  exchange: Exchange;
}

/**
 * The state of one client since its first request. Several recordings may begin alike, and each further request or
 * event excludes some of them. The client gets the answers of the leader.
 */
export interface ClientState {
  candidates: Candidate[];
  leader: Candidate;
  names: FreshNames;
}

/** Finds a request in the recordings: after the position of a conversation, or anywhere. */
export function findExchanges(from: Candidate[] | Story[], origin: string, key: RequestKey): Candidate[] {
  for (const form of ["exact", "loose"] as const) {
    const found = from.flatMap((one) => {
      const story = "story" in one ? one.story : one;
      const fits = ({ key: own, origin: where }: Exchange) => where === origin && own[form] === key[form];
      const later = "story" in one ? story.exchanges.findIndex((each, at) => at > one.at && fits(each)) : -1;
      // A client that repeats a request gets the same answer again.
      const at = later === -1 ? story.exchanges.findIndex(fits) : later;
      const exchange = story.exchanges[at];
      return exchange === undefined ? [] : [{ story, at, exchange }];
    });
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * Returns the candidates with the same kind of answer as the leader, because the client's next request may fit any of
 * them.
 */
export function selectLikeLeader(found: Candidate[], leader: Candidate): Candidate[] {
  return found.filter(({ exchange }) => exchange.hop.status === leader.exchange.hop.status);
}

/** Counts how often each answer of a cell was given, so that repeated attempts get the answers in order. */
export class AnswerTurns {
  readonly #given = new Map<string, number>();

  /**
   * Returns the candidate for the next answer: the next attempt of the cell that was replayed least, or its last
   * attempt after that.
   */
  choose(found: Candidate[], key: RequestKey): Candidate | null {
    const cells = new Map<string, Candidate[]>();
    for (const one of found) cells.set(one.story.cell, [...(cells.get(one.story.cell) ?? []), one]);
    const due = [...cells].map(([cell, attempts]) => {
      const given = this.#given.get(turnKey(key, cell)) ?? 0;
      return { given, candidate: attempts[Math.min(given, attempts.length - 1)] };
    });
    return due.sort((a, b) => a.given - b.given)[0]?.candidate ?? null;
  }

  count(key: RequestKey, cell: string, by: 1 | -1): void {
    const name = turnKey(key, cell);
    this.#given.set(name, (this.#given.get(name) ?? 0) + by);
  }
}

function turnKey(key: RequestKey, cell: string): string {
  return `${key.loose}\n${cell}`;
}
