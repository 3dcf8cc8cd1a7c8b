import type { Question } from "../emulator/question.ts";
import type { Given, Responder } from "../emulator/responder.ts";
import { makeNotRecorded, makeTooLarge, type Place, replayAnswer } from "./answer.ts";
import { AnswerTurns, type Candidate, type ClientState, findExchanges, selectLikeLeader } from "./client-state.ts";
import { isOutOfReach } from "./exemption.ts";
import { FreshNames } from "./fresh.ts";
import { formatReceived, Playback } from "./playback.ts";
import { type CredentialKind, keyOfClientRequest } from "./request-key.ts";
import type { Story } from "./story.ts";

/** Maximum conversations that a client may return to with an id. The oldest are dropped first. */
const REMEMBERED = 10_000;

/** Answers for one target of a report, on all its hosts. */
export class Player {
  readonly #stories: Story[];
  readonly #place: Place;
  readonly #turns = new AnswerTurns();
  readonly #states = new Map<string, ClientState>();

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
        question.body.kind === "too-large" ? makeTooLarge(this.#place) : this.#respond(question, origin),
    };
  }

  #respond(question: Question, origin: string): Given {
    const secret = credentialIn(question);
    const key = keyOfClientRequest(question, this.#kindOf(secret));
    const known = this.#stateOf(question, secret);
    const later = known === null ? [] : findExchanges(known.candidates, origin, key);
    const found = later.length > 0 ? later : findExchanges(this.#stories, origin, key);
    const again = known === null ? undefined : later.find(({ story }) => story === known.leader.story);
    const leader = again ?? this.#turns.choose(found, key);
    if (leader === null || isOutOfReach(leader.exchange.hop)) return makeNotRecorded(question, this.#place);
    this.#turns.count(leader.exchange.key, leader.story.cell, 1);
    const state = this.#continued(known, leader, selectLikeLeader(found, leader));
    const given = replayAnswer(leader.exchange.hop, question, state, this.#place);
    if (given.kind !== "reply" || given.status !== 101) return given;
    return { kind: "open", headers: given.headers, run: (socket) => void new Playback(state, socket, this.#turns) };
  }

  #continued(known: ClientState | null, leader: Candidate, candidates: Candidate[]): ClientState {
    if (known === null) return this.#begun(leader, candidates);
    if (known.leader.story !== leader.story)
      known.names.adopt(formatReceived(known.leader, 0), formatReceived(leader, 0));
    known.leader = leader;
    known.candidates = candidates;
    return known;
  }

  #begun(leader: Candidate, candidates: Candidate[]): ClientState {
    const names = new FreshNames((fresh) => {
      this.#states.set(fresh, state);
      const oldest = this.#states.keys().next().value;
      if (this.#states.size > REMEMBERED && oldest !== undefined) this.#states.delete(oldest);
    });
    const state: ClientState = { leader, candidates, names };
    return state;
  }

  /** Returns the conversation whose client secret or call id the request contains. */
  #stateOf(question: Question, secret: string | null): ClientState | null {
    const call = /\brtc_[A-Za-z0-9]+/.exec(`${question.path}?${question.search}`)?.[0];
    return this.#states.get(secret ?? "") ?? this.#states.get(call ?? "") ?? null;
  }

  #kindOf(secret: string | null): CredentialKind {
    if (secret === null) return "none";
    if (secret === this.#place.key) return "own";
    if (secret === this.#place.token) return "token";
    return this.#states.has(secret) ? "minted" : "unknown";
  }
}

/** The header outranks `Authorization`, which outranks the query, as on the service. */
function credentialIn({ headers, query }: Question): string | null {
  const own = headers["api-key"];
  if (typeof own === "string" && own !== "") return own;
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? "")?.[1];
  return bearer ?? (query.get("api-key") || null);
}
