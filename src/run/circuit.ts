import type { Cause } from "../model/cause.ts";
import type { Cell } from "../model/cell.ts";
import type { Recording } from "../model/recording.ts";
import { isLasting } from "../steps/outage.ts";

/*
 * A dead host must cost a few deadlines instead of three hundred, but a host that is down for seconds must not lose its
 * cells. The circuit therefore counts rounds. A failure counts only if its cell began after the last counted one ended,
 * so four cells that fail together are one round.
 *
 *   closed ──a final cause──▶ given up
 *   closed ──three rounds──▶ open ──after a while──▶ one cell tests ──answered──▶ closed
 *                             ▲                          │
 *                             └──failed: a longer while──┤
 *                                                        └──failed for the last time──▶ given up
 */

const ROUNDS_TO_OPEN = 3;
/**
 * Milliseconds before each test of the host, from the failure before it. The host is given up after the last test. It
 * is also given up after a test that ends this long after the circuit opened, because silent hosts are slow to test.
 */
const WAITS: readonly number[] = [1_000, 3_000, 9_000];
/** A proxy answers a wrong password in the same way each time, and many wrong passwords can lock the account. */
const FINAL: readonly Cause[] = ["auth.proxy"];
/** Number of tests if the cause will hardly disappear during a run. */
const TRIES_IF_LASTING = 1;

type State =
  | { kind: "closed" }
  | { kind: "open"; from: number; tries: number; since: number }
  | { kind: "trying"; cell: string; tries: number; since: number }
  | { kind: "given-up" };

/** Decides whether the cells of one host may run, from the outcomes of earlier cells. */
export class Circuit {
  readonly #waits: readonly number[];
  #state: State = { kind: "closed" };
  #rounds: Cell[] = [];
  #lastRoundEnd = Number.NEGATIVE_INFINITY;
  #cause: Cause | null = null;
  #changes = 0;

  /** @param waits milliseconds before each test */
  constructor(waits = WAITS) {
    this.#waits = waits;
  }

  /** Grows each time that waiting cells may be able to continue. */
  get changes(): number {
    return this.#changes;
  }

  /**
   * Returns the milliseconds until a cell may run: 0 for now, Infinity while another cell tests the host. `now` is in
   * monotonic milliseconds.
   */
  wait(now: number): number {
    if (this.#state.kind === "open") return Math.max(0, this.#state.from - now);
    return this.#state.kind === "trying" ? Number.POSITIVE_INFINITY : 0;
  }

  /** Returns why no further cell may run. Null if cells may run. */
  givenUp(): Recording["notAttempted"] {
    if (this.#state.kind !== "given-up" || this.#cause === null) return null;
    return { cause: this.#cause, because: this.#rounds.map(({ id }) => id) };
  }

  /**
   * Whether a cell may go next. A test with another probe proves more, because a path can be silent while its host is
   * not.
   */
  prefers(cell: Cell): boolean {
    return this.#state.kind !== "open" || this.#rounds.every(({ probe }) => probe !== cell.probe);
  }

  begin(cell: Cell): void {
    if (this.#state.kind !== "open") return;
    const { tries, since } = this.#state;
    this.#state = { kind: "trying", cell: cell.id, tries, since };
  }

  /** Records that the host answered a cell. Earlier failures no longer count. */
  answered(): void {
    if (this.#state.kind !== "closed") this.#changes += 1;
    this.#state = { kind: "closed" };
    this.#rounds = [];
    this.#lastRoundEnd = Number.NEGATIVE_INFINITY;
  }

  /** Records that the outcome of a cell proves nothing about the host. */
  learntNothing(cell: Cell, now: number): void {
    const state = this.#state;
    if (state.kind !== "trying" || state.cell !== cell.id) return;
    this.#state = { kind: "open", from: now, tries: state.tries, since: state.since };
    this.#changes += 1;
  }

  /** Records that the host did not answer a cell. `began` and `ended` are in monotonic milliseconds. */
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
    if (FINAL.includes(cause) || this.#rounds.length >= ROUNDS_TO_OPEN) this.#openOrGiveUp(cause, 0, ended, ended);
  }

  #openOrGiveUp(cause: Cause, tries: number, now: number, since: number): void {
    this.#cause = cause;
    this.#changes += 1;
    const longest = this.#waits.reduce((sum, wait) => sum + wait, 0);
    const isLate = tries > 0 && (now - since >= longest || (isLasting(cause) && tries >= TRIES_IF_LASTING));
    const isOver = isLate || FINAL.includes(cause);
    const wait = isOver ? undefined : this.#waits[tries];
    this.#state = wait === undefined ? { kind: "given-up" } : { kind: "open", from: now + wait, tries, since };
  }
}
