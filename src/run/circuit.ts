import type { Cause } from "../model/cause.ts";
import type { Cell } from "../model/cell.ts";
import type { Recording } from "../model/recording.ts";
import { isLasting } from "../steps/outage.ts";

/*
 * A dead host must cost a few deadlines and not three hundred, and a host that is gone for seconds must not cost its
 * cells. So the circuit goes by rounds: a failure counts only if its cell began after the last one counted had ended.
 * Four cells that one burst fails together are one round.
 *
 *   closed ──three rounds──▶ open ──after a while──▶ one cell tries ──answered──▶ closed
 *                             ▲                          │
 *                             └──failed: a longer while──┤
 *                                                        └──failed for the last time──▶ given up
 */

const ROUNDS_TO_OPEN = 3;
/**
 * Ms before each try, from the failure before it. The host is given up after the last try, or after one that ends when as
 * much time has gone by since the circuit opened: a try of a silent host takes long by itself.
 */
const WAITS: readonly number[] = [1_000, 3_000, 9_000];
/** Tries, if the cause is one that will hardly pass. */
const TRIES_IF_LASTING = 1;

type State =
  | { kind: "closed" }
  | { kind: "open"; from: number; tries: number; since: number }
  | { kind: "trying"; cell: string; tries: number; since: number }
  | { kind: "given-up" };

/** Whether the cells of one host are asked, by what became of those that were asked before. */
export class Circuit {
  readonly #waits: readonly number[];
  #state: State = { kind: "closed" };
  #rounds: Cell[] = [];
  #lastRoundEnd = Number.NEGATIVE_INFINITY;
  #cause: Cause | null = null;
  #changes = 0;

  /** @param waits ms before each try */
  constructor(waits = WAITS) {
    this.#waits = waits;
  }

  /** Grows each time that cells which wait may have to wait no longer. */
  get changes(): number {
    return this.#changes;
  }

  /** Ms until a cell may be asked, 0 for now; Infinity while another one tries. `now` is monotonic ms. */
  wait(now: number): number {
    if (this.#state.kind === "open") return Math.max(0, this.#state.from - now);
    return this.#state.kind === "trying" ? Number.POSITIVE_INFINITY : 0;
  }

  /** Why no further cell is asked; null: they are. */
  givenUp(): Recording["notAttempted"] {
    if (this.#state.kind !== "given-up" || this.#cause === null) return null;
    return { cause: this.#cause, because: this.#rounds.map(({ id }) => id) };
  }

  /** Whether a cell may go next. To try, one of another probe tells more: a path can be silent and its host not. */
  prefers(cell: Cell): boolean {
    return this.#state.kind !== "open" || this.#rounds.every(({ probe }) => probe !== cell.probe);
  }

  begin(cell: Cell): void {
    if (this.#state.kind !== "open") return;
    const { tries, since } = this.#state;
    this.#state = { kind: "trying", cell: cell.id, tries, since };
  }

  /** Notes that the host answered a cell: it is back, whatever failed before. */
  answered(): void {
    if (this.#state.kind !== "closed") this.#changes += 1;
    this.#state = { kind: "closed" };
    this.#rounds = [];
    this.#lastRoundEnd = Number.NEGATIVE_INFINITY;
  }

  /** Notes that a cell ended with nothing that says anything of the host. */
  learntNothing(cell: Cell, now: number): void {
    const state = this.#state;
    if (state.kind !== "trying" || state.cell !== cell.id) return;
    this.#state = { kind: "open", from: now, tries: state.tries, since: state.since };
    this.#changes += 1;
  }

  /** Notes that the host did not answer a cell. `began` and `ended` are monotonic ms. */
  failed(cell: Cell, cause: Cause, began: number, ended: number): void {
    const state = this.#state;
    if (state.kind === "closed") this.#countRound(cell, cause, began, ended);
    else if (state.kind === "trying" && state.cell === cell.id) {
      this.#rounds.push(cell);
      this.#openOrGiveUp(cause, state.tries + 1, ended, state.since);
    }
  }

  #countRound(cell: Cell, cause: Cause, began: number, ended: number): void {
    if (began < this.#lastRoundEnd) return;
    this.#lastRoundEnd = ended;
    this.#rounds.push(cell);
    if (this.#rounds.length >= ROUNDS_TO_OPEN) this.#openOrGiveUp(cause, 0, ended, ended);
  }

  #openOrGiveUp(cause: Cause, tries: number, now: number, since: number): void {
    this.#cause = cause;
    this.#changes += 1;
    const longest = this.#waits.reduce((sum, wait) => sum + wait, 0);
    const isOver = tries > 0 && (now - since >= longest || (isLasting(cause) && tries >= TRIES_IF_LASTING));
    const wait = isOver ? undefined : this.#waits[tries];
    this.#state = wait === undefined ? { kind: "given-up" } : { kind: "open", from: now + wait, tries, since };
  }
}
