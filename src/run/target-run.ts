import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Cell } from "../model/cell.ts";
import { rateOf } from "../model/documented-rate.ts";
import type { Probe } from "../model/probe.ts";
import type { Recording } from "../model/recording.ts";
import type { Target } from "../model/target.ts";
import { valuesOf } from "../plan/index.ts";
import { outageOf } from "../steps/outage.ts";
import { originOf } from "../steps/request.ts";
import { isExplainedByPause } from "../steps/suspension.ts";
import { DEFAULT_DEADLINES, DEFAULT_LIMITS } from "../wire/hop.ts";
import type { AttemptContext, AttemptResult } from "./attempt.ts";
import { type LimitWait, runCell } from "./cell.ts";
import { CellQueue, type Gate } from "./cell-queue.ts";
import { Circuit } from "./circuit.ts";
import type { JournalRecord } from "./journal.ts";
import type { Machine } from "./machine.ts";
import type { RunOptions } from "./options.ts";
import { ownCredential } from "./own-credential.ts";
import type { Pace } from "./pace.ts";
import { pause } from "./pause.ts";
import { Places } from "./places.ts";
import { Throttle } from "./throttle.ts";
import type { Waits } from "./waits.ts";

/** Events of a running target. */
interface TargetEvents {
  /** Called when a cell has finished or was cut off. `known` is the number of secrets known when the cell began. */
  finished(record: Omit<JournalRecord, "cell"> & { cell: Cell }, known: number): Promise<void>;
  /** Called when a cell fails with an internal error, which aborts the run. */
  failed(error: unknown): void;
}

/** The cells of one target, which run concurrently as far as the setting, rate limits, hosts and this machine allow. */
export class TargetRun {
  readonly #target: Target;
  readonly #options: RunOptions;
  readonly #machine: Machine;
  readonly #waits: Waits;
  readonly #pace: Pace;
  /** Aborts when no cell may begin or wait any more. */
  readonly #ending: AbortSignal;
  readonly #probes: Map<string, Probe>;
  readonly #circuits = new Map<string, Circuit>();
  /** Hosts that have answered a request of this run. */
  readonly #answering = new Set<string>();
  readonly #gates = new Map<string, Gate>();
  readonly #throttles = new Map<string, Throttle>();
  readonly #places: Places;
  readonly #certificates = new Map<string, boolean>();
  /** Ends the wait for a cell that may run. */
  #wake: () => void = () => undefined;

  /** @param pace the documented rates, which targets can share */
  constructor(target: Target, options: RunOptions, machine: Machine, waits: Waits, pace: Pace) {
    const { signal, deadline } = options;
    this.#target = target;
    this.#options = options;
    this.#machine = machine;
    this.#waits = waits;
    this.#pace = pace;
    this.#ending = deadline === undefined ? signal : AbortSignal.any([signal, deadline]);
    setMaxListeners(0, this.#ending);
    this.#places = new Places(options.concurrency);
    this.#probes = new Map(options.catalog.probes.map((probe) => [probe.id, probe]));
  }

  async askAll(cells: Cell[], events: TargetEvents): Promise<void> {
    const { vault } = this.#options;
    const ending = this.#ending;
    const queue = new CellQueue(this.#freeFirst(cells), (cell) => this.#gateOf(cell));
    const running = new Set<Promise<void>>();
    const ask = async (cell: Cell, gate: Gate) => {
      const known = vault.count();
      this.#waits.began(cell.id);
      const asked = await this.#ask(cell, gate, queue);
      this.#waits.finished(cell.id);
      await events.finished({ cell, ...asked }, known);
    };
    while (!ending.aborted) {
      await this.#enter();
      const next = ending.aborted ? ({ kind: "empty" } as const) : queue.take(performance.now());
      if (next.kind === "ask") {
        const asking = ask(next.cell, next.gate)
          .catch(events.failed)
          .then(() => this.#leave())
          .finally(() => running.delete(asking));
        running.add(asking);
        continue;
      }
      this.#leave();
      if (next.kind === "empty") break;
      if (next.kind === "wait") await this.#idleFor(next.ms, queue.sleepers(), running.size === 0);
      if (next.kind === "give-up") {
        await events.finished({ cell: next.cell, recording: makeUnsentRecording(next.notAttempted) }, vault.count());
        // Thousands of cells may be given up. Yielding lets the process read the sockets of other targets.
        await nextTurn();
      }
    }
    await Promise.all(running);
  }

  /** Takes a place of the target and one of the machine. */
  async #enter(): Promise<void> {
    await this.#places.enter();
    await this.#machine.capacity.places.enter();
  }

  #leave(): void {
    this.#machine.capacity.places.leave();
    this.#places.leave();
  }

  /** Waits while the service throttles a cell, which gives its place to a cell of another lane. */
  async #waitForLimit({ ms, header }: LimitWait, { throttles }: Gate, cell: Cell, queue: CellQueue): Promise<void> {
    const all = Object.values(throttles);
    for (const throttle of all) throttle.waiting += 1;
    this.#leave();
    const deployments = cell.deployment === null ? [] : [cell.deployment];
    const end = this.#waits.begin({ target: this.#target.name, why: "limit", deployments, header }, ms);
    await pause(ms, AbortSignal.any([this.#ending, ...all.map(({ learnt }) => learnt)]));
    end();
    await this.#enter();
    // The cell counts until it has a place, otherwise a new cell would start before it.
    for (const throttle of all) throttle.waiting -= 1;
    this.#wakeQueue(queue);
  }

  /** Lets the queue look at its lanes again. */
  #wakeQueue(queue: CellQueue): void {
    queue.wakeAll();
    this.#wake();
  }

  async #ask(cell: Cell, gate: Gate, queue: CellQueue): Promise<Omit<JournalRecord, "cell">> {
    const probe = this.#probeOf(cell);
    const began = performance.now();
    const { timeoutMs, maxWaitMs } = this.#options;
    const { clock, capacity } = this.#machine;
    const throttles = Object.values(gate.throttles);
    const { recording, last, isCut } = await runCell(() => this.#prepare(cell, probe), {
      clock,
      timeoutMs,
      maxWaitMs,
      bucket: gate.bucket,
      signal: this.#ending,
      waitForLimit: (wait) => this.#waitForLimit(wait, gate, cell, queue),
      onRefusedInVain: () => {
        if (!isSubjectToLimits(cell)) return;
        for (const throttle of throttles) throttle.refusedInVain(cell.deployment);
        // Cells that keep to a documented rate need not wait for it any more.
        if (throttles.some(({ isLearnt }) => isLearnt)) this.#wakeQueue(queue);
      },
      onAccepted: () => {
        if (isSubjectToLimits(cell)) for (const throttle of throttles) throttle.accepted();
      },
      isHopeless: () => throttles.some(({ isLearnt }) => isLearnt),
      onExhausted: () => capacity.exhausted(),
    });
    const { reach, answers } = gate.circuits;
    const changes = reach.changes + answers.changes;
    if (isAnswer(last)) this.#answering.add(gate.host);
    noteHost(gate.circuits, cell, last, began, this.#answering.has(gate.host));
    if (reach.changes + answers.changes > changes) {
      this.#wakeQueue(queue);
    }
    return { recording, ...(isCut ? { cut: true } : {}) };
  }

  /**
   * Waits until the time is over, the run ends, or a host is back or given up.
   * @param sleeping the limits that the waiting cells have
   * @param isIdle whether no cell of the target runs
   */
  async #idleFor(ms: number, sleeping: Gate[], isIdle: boolean): Promise<void> {
    const nap = new AbortController();
    this.#wake = () => nap.abort();
    this.#ending.addEventListener("abort", this.#wake, { once: true });
    const paced = sleeping.filter(({ bucket }) => bucket !== null && bucket.wait(performance.now()) > 0);
    const deployments = [...new Set(paced.flatMap(({ deployment }) => deployment ?? []))];
    const why = paced.length > 0 ? "pace" : "host";
    const end = isIdle
      ? this.#waits.begin({ target: this.#target.name, why, deployments, header: null }, ms)
      : () => undefined;
    await pause(ms, nap.signal);
    end();
    this.#ending.removeEventListener("abort", this.#wake);
  }

  /** Cells that cost nothing go first, so that an early end leaves the most evidence for the least money. */
  #freeFirst(cells: Cell[]): Cell[] {
    const isPaid = (cell: Cell) => this.#probeOf(cell).steps.some(({ paid }) => paid);
    return [...cells.filter((cell) => !isPaid(cell)), ...cells.filter(isPaid)];
  }

  #gateOf(cell: Cell): Gate {
    const first = this.#probeOf(cell).steps[0];
    const { host } = new URL(originOf(first ?? {}, this.#target) ?? this.#target.endpoint);
    const transport = first?.websocket === undefined ? "http" : "websocket";
    const probe = this.#probeOf(cell);
    const bucket = this.#pace.bucketOf(cell, probe, this.#target);
    const name = [host, transport, cell.deployment, rateOf(probe)].join("\n");
    const gate = this.#gates.get(name) ?? {
      host,
      name,
      deployment: cell.deployment,
      bucket,
      circuits: { reach: this.#circuitOf(host), answers: this.#circuitOf(`${host}\n${transport}`) },
      throttles: {
        lane: this.#throttleOf(`${host}\n${transport}\n${cell.deployment}`),
        deployment: this.#throttleOf(`deployment\n${cell.deployment}`),
        transport: this.#throttleOf(`${host}\n${transport}`, true),
      },
    };
    this.#gates.set(name, gate);
    return gate;
  }

  #circuitOf(name: string): Circuit {
    const circuit = this.#circuits.get(name) ?? new Circuit(this.#options.retryHostAfterMs);
    this.#circuits.set(name, circuit);
    return circuit;
  }

  #throttleOf(name: string, distinct = false): Throttle {
    const throttle = this.#throttles.get(name) ?? new Throttle(distinct);
    this.#throttles.set(name, throttle);
    return throttle;
  }

  async #prepare(cell: Cell, probe: Probe): Promise<(cellDeadline: number) => AttemptContext> {
    const { catalog, userAgent, vault, signal, networkOf } = this.#options;
    const credential = await ownCredential(cell, this.#target, this.#options.credentials.get(cell.target));
    return (cellDeadline) => ({
      cell,
      probe,
      target: this.#target,
      credential,
      values: valuesOf(cell),
      speech: catalog.samples.speech,
      files: (name) => catalog.samples.files.find((sample) => sample.name === name)?.bytes ?? null,
      userAgent,
      clientRequestId: randomUUID,
      wire: {
        vault,
        clock: this.#machine.clock,
        origin: performance.now(),
        cellDeadline,
        deadlines: DEFAULT_DEADLINES,
        limits: DEFAULT_LIMITS,
        signal,
        network: networkOf?.(this.#target.name) ?? {},
        certificates: this.#certificates,
      },
    });
  }

  #probeOf(cell: Cell): Probe {
    const probe = this.#probes.get(cell.probe);
    if (probe === undefined) throw new Error(`the catalogue does not contain the planned probe '${cell.probe}'`);
    return probe;
  }
}

/** The service may answer the other controls before it counts requests. */
function isSubjectToLimits({ control }: Cell): boolean {
  return control === null || control === "settle";
}

function makeUnsentRecording(reason: NonNullable<Recording["notAttempted"]>): Recording {
  return { startedAt: new Date().toISOString(), durationMs: 0, attempts: [], notAttempted: reason };
}

/** Whether the first request of a cell got a response. */
function isAnswer({ attempt }: AttemptResult): boolean {
  const status = attempt.steps[0]?.hops[0]?.status ?? null;
  return status !== null;
}

/**
 * Informs the circuits of a host about the outcome of a cell. A fault of the local machine proves nothing. Silence
 * counts for one transport if the host has ever answered, else for the whole host.
 */
function noteHost(
  { reach, answers }: Gate["circuits"],
  cell: Cell,
  last: AttemptResult,
  began: number,
  hasEverAnswered: boolean,
): void {
  const now = performance.now();
  const hop = last.attempt.steps[0]?.hops[0];
  const failure = hop?.failure ?? null;
  const isOurs = isExplainedByPause(last.attempt.busy, last.end) || /^(local|run)\./.test(failure?.cause ?? "");
  const outage = hop?.status === null && failure !== null ? outageOf(failure) : null;
  if (hop === undefined || isOurs) {
    reach.learntNothing(cell, now);
    answers.learntNothing(cell, now);
  } else if (failure !== null && outage === "unreachable") {
    reach.failed(cell, failure.cause, began, now);
    answers.learntNothing(cell, now);
  } else if (failure !== null && outage === "silent") {
    if (hasEverAnswered) reach.answered();
    else reach.failed(cell, failure.cause, began, now);
    answers.failed(cell, failure.cause, began, now);
  } else {
    reach.answered();
    answers.answered();
  }
}
