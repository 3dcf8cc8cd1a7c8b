import type { OpenSocket } from "../emulator/responder.ts";
import { isJsonObject, type JsonObject } from "../model/json.ts";
import type { AnswerTurns, Candidate, ClientState } from "./client-state.ts";
import { hasAudio, keyOfEvent } from "./request-key.ts";
import { type Moment, type Story, secondsSince } from "./story.ts";

/** Close code for a client that sends an event that no recording contains. It is from the range for applications. */
const NOT_RECORDED = 4501;

const SENTENCE = "No recording in the report continues with this event, so its answer is unknown.";

/** Replays a recorded socket to a client that sends the same events. */
export class Playback {
  readonly #state: ClientState;
  readonly #socket: OpenSocket;
  readonly #turns: AnswerTurns;
  /** Index of the next unmatched moment of each candidate. */
  readonly #cursors = new Map<Story, number>();
  /** The recorded id of the last matched event, by candidate. */
  readonly #metEvent = new Map<Story, string | null>();
  #ended = false;

  constructor(state: ClientState, socket: OpenSocket, turns: AnswerTurns) {
    this.#state = state;
    this.#socket = socket;
    this.#turns = turns;
    socket.onClosed(() => {
      this.#ended = true;
    });
    socket.onMessage((text) => this.#take(text));
    this.#sendReceived();
  }

  #take(text: string | null): void {
    if (this.#ended) return;
    const event = parseObject(text);
    const key = event === null ? "" : keyOfEvent(event);
    const audio = event !== null && hasAudio(event);
    const { leader } = this.#state;
    const before = this.#cursorOf(leader);
    const met = this.#state.candidates.filter((candidate) => this.#advance(candidate, key, audio));
    const next = met.includes(leader) ? leader : this.#turns.choose(met, leader.exchange.key);
    if (next === null) {
      this.#ended = true;
      this.#socket.close(NOT_RECORDED, SENTENCE);
      return;
    }
    this.#state.candidates = met;
    if (next !== leader) this.#follow(leader, before, next);
    this.#learn(next, event);
    if (next === leader) this.#sendReceived(before);
    else this.#sendReceived();
  }

  /** Moves a candidate past the event. False if its recording continues differently. */
  #advance(candidate: Candidate, key: string, audio: boolean): boolean {
    const { moments } = candidate.exchange;
    const from = this.#cursorOf(candidate);
    for (let at = from; at < moments.length; at += 1) {
      const moment = moments[at];
      if (moment?.kind !== "sent") continue;
      if (moment.key === key) {
        this.#cursors.set(candidate.story, at + 1);
        this.#metEvent.set(candidate.story, moment.eventId);
        return true;
      }
      // A client may send less audio than recorded, but may omit nothing else.
      if (!moment.audio) break;
    }
    // A client may also send more audio than recorded.
    return audio && moments.some((moment) => moment.kind === "sent" && moment.audio && moment.key === key);
  }

  /** Continues with another recording. It contains everything that the client received up to now. */
  #follow(leader: Candidate, before: number, next: Candidate): void {
    const { key } = leader.exchange;
    this.#turns.count(key, leader.story.cell, -1);
    this.#turns.count(key, next.story.cell, 1);
    this.#state.names.adopt(formatReceived(leader, before), formatReceived(next, this.#cursorOf(next)));
    this.#state.leader = next;
  }

  #learn({ story }: Candidate, event: JsonObject | null): void {
    const recorded = this.#metEvent.get(story) ?? null;
    const own = event?.event_id;
    if (recorded !== null) this.#state.names.learnEvent(recorded, typeof own === "string" ? own : null);
  }

  /** Sends what the recording received from here until the client's next event. */
  #sendReceived(from = this.#cursorOf(this.#state.leader)): void {
    const { leader } = this.#state;
    const { moments } = leader.exchange;
    const reached = this.#cursorOf(leader);
    for (let at = from; at < moments.length && !this.#ended; at += 1) {
      const moment = moments[at];
      if (moment?.kind === "sent" && at >= reached) return;
      if (at >= reached) this.#cursors.set(leader.story, at + 1);
      if (moment !== undefined) this.#give(moment);
    }
  }

  #give(moment: Moment): void {
    const { names, leader } = this.#state;
    if (moment.kind === "received") {
      const seconds = secondsSince(leader.story);
      if (moment.event !== null) this.#socket.send(JSON.stringify(names.json(moment.event, seconds)));
      else if (moment.text !== null) this.#socket.send(names.text(moment.text));
    }
    if (moment.kind !== "ended") return;
    this.#ended = true;
    if (moment.code === null) this.#socket.end(moment.how);
    else this.#socket.close(moment.code, moment.reason);
  }

  #cursorOf({ story }: Candidate): number {
    return this.#cursors.get(story) ?? 0;
  }
}

/** Returns everything that the peer of a recording sent up to a moment, as text. */
export function formatReceived({ story, at, exchange }: Candidate, until: number): string {
  const before = story.exchanges
    .slice(0, at + 1)
    .map(({ hop }) => `${JSON.stringify(hop.responseHeaders)}${hop.body?.text ?? ""}`);
  const said = exchange.moments
    .slice(0, until)
    .flatMap((moment) => (moment.kind === "received" ? [JSON.stringify(moment.event)] : []));
  return [...before, ...said].join("\n");
}

function parseObject(text: string | null): JsonObject | null {
  if (text === null) return null;
  try {
    const event: unknown = JSON.parse(text);
    return isJsonObject(event) ? event : null;
  } catch {
    return null;
  }
}
