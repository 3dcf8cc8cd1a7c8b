import type { Question } from "../emulator/question.ts";
import type { Given, Responder } from "../emulator/responder.ts";
import { answerOf, notRecorded, type Place, tooLarge } from "./answer.ts";
import { askedByClient, type CredentialKind } from "./asked.ts";
import { isOutOfReach } from "./exemption.ts";
import { FreshNames } from "./fresh.ts";
import type { Story } from "./story.ts";
import { saidBy, Telling } from "./telling.ts";
import { type Candidate, findAsked, likeLeader, type Thread, Turns } from "./thread.ts";

/** Maximum conversations that a client may return to with an id. The oldest are dropped first. */
const REMEMBERED = 10_000;

/** Answers for one target of a report, on all its hosts. */
export class Player {
  readonly #stories: Story[];
  readonly #place: Place;
  readonly #turns = new Turns();
  readonly #threads = new Map<string, Thread>();

  constructor(stories: Story[], place: Place) {
    this.#stories = stories;
    this.#place = place;
  }

  /** Returns the responder for the recorded origin. */
  at(origin: string): Responder {
    const isKnown = (head: Question) => !["none", "unknown"].includes(this.#kindOf(credentialIn(head)));
    return {
      isKnown,
      respond: (question) =>
        question.body.kind === "too-large" ? tooLarge(this.#place) : this.#respond(question, origin),
    };
  }

  #respond(question: Question, origin: string): Given {
    const secret = credentialIn(question);
    const key = askedByClient(question, this.#kindOf(secret));
    const known = this.#threadOf(question, secret);
    const behind = known === null ? [] : findAsked(known.candidates, origin, key);
    const found = behind.length > 0 ? behind : findAsked(this.#stories, origin, key);
    const again = known === null ? undefined : behind.find(({ story }) => story === known.leader.story);
    const leader = again ?? this.#turns.choose(found, key);
    if (leader === null || isOutOfReach(leader.exchange.hop)) return notRecorded(question, this.#place);
    this.#turns.count(leader.exchange.key, leader.story.cell, 1);
    const thread = this.#continued(known, leader, likeLeader(found, leader));
    const given = answerOf(leader.exchange.hop, question, thread, this.#place);
    if (given.kind !== "reply" || given.status !== 101) return given;
    return { kind: "open", headers: given.headers, run: (socket) => void new Telling(thread, socket, this.#turns) };
  }

  #continued(known: Thread | null, leader: Candidate, candidates: Candidate[]): Thread {
    if (known === null) return this.#begun(leader, candidates);
    if (known.leader.story !== leader.story) known.names.adopt(saidBy(known.leader, 0), saidBy(leader, 0));
    known.leader = leader;
    known.candidates = candidates;
    return known;
  }

  #begun(leader: Candidate, candidates: Candidate[]): Thread {
    const names = new FreshNames((fresh) => {
      this.#threads.set(fresh, thread);
      const oldest = this.#threads.keys().next().value;
      if (this.#threads.size > REMEMBERED && oldest !== undefined) this.#threads.delete(oldest);
    });
    const thread: Thread = { leader, candidates, names };
    return thread;
  }

  /** Returns the conversation whose client secret or call id the request contains. */
  #threadOf(question: Question, secret: string | null): Thread | null {
    const call = /\brtc_[A-Za-z0-9]+/.exec(`${question.path}?${question.search}`)?.[0];
    return this.#threads.get(secret ?? "") ?? this.#threads.get(call ?? "") ?? null;
  }

  #kindOf(secret: string | null): CredentialKind {
    if (secret === null) return "none";
    if (secret === this.#place.key) return "own";
    if (secret === this.#place.token) return "token";
    return this.#threads.has(secret) ? "minted" : "unknown";
  }
}

/** The header outranks `Authorization`, which outranks the query, as on the service. */
function credentialIn({ headers, query }: Question): string | null {
  const own = headers["api-key"];
  if (typeof own === "string" && own !== "") return own;
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? "")?.[1];
  return bearer ?? (query.get("api-key") || null);
}
