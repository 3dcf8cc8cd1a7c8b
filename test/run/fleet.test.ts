import { beforeAll, describe, expect, it } from "vitest";
import { startEmulator } from "../../src/emulator/resource.ts";
import type { Target } from "../../src/model/target.ts";
import { Machine } from "../../src/run/machine.ts";
import type { ProgressEvent, TargetProgress } from "../../src/run/progress.ts";
import { askLine, type LineRun, targetOf } from "../support/embedded.ts";
import { event, type RawPeer, rawPeer, repeat, sayAndReset, switching } from "../support/raw-peer.ts";

const CONCURRENCY = 4;
const TIMEOUT_MS = 5_000;
/** Ms by which each answer and each event of a healthy target is delayed. */
const LATENCIES = [0, 2, 5, 10, 15, 20, 30, 40];
const HEALTHY = LATENCIES.map((ms) => `healthy-${ms}`);
const SILENT = ["dead", "hanging"];
const FAULTY = [...SILENT, "flooding", "resetting"];

/** A body without end, or messages without end. */
const flood = (head: string) =>
  /upgrade: websocket/i.test(head)
    ? repeat(switching(head), event({ type: "noise", text: "y".repeat(50) }))
    : repeat("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n", "y".repeat(10_000));

interface Fleet {
  line: LineRun;
  /** Each progress event with the targets that were running. */
  events: (ProgressEvent & { stillRunning: TargetProgress[] })[];
}

/** Runs 12 targets of five deployments: eight healthy ones, a dead one, and three that misbehave. */
async function runFleet(): Promise<Fleet> {
  const closers: (() => Promise<void>)[] = [];
  const credentials = new Map<string, { key: string }>();
  const targets: Target[] = [];
  for (const [n, latencyMs] of LATENCIES.entries()) {
    const emulator = await startEmulator({ scenario: "all-supported", demonstration: { latencyMs } });
    closers.push(() => emulator.close());
    targets.push(targetOf(emulator, HEALTHY[n] ?? ""));
    credentials.set(HEALTHY[n] ?? "", { key: emulator.key });
  }
  const dead = await rawPeer(() => undefined);
  await dead.close();
  const peers: Record<string, RawPeer> = {
    dead,
    hanging: await rawPeer(() => undefined),
    flooding: await rawPeer((socket, head) => flood(head)(socket, head)),
    resetting: await rawPeer(sayAndReset()),
  };
  for (const [name, peer] of Object.entries(peers)) {
    const endpoint = peer.url("http").origin;
    const [first = fail()] = targets;
    // One deployment is enough of a flood for the processor that the healthy targets need too.
    const deployments = name === "flooding" ? first.deployments.slice(0, 1) : first.deployments;
    targets.push({ ...first, name, endpoint, hosts: {}, deployments });
    credentials.set(name, { key: "k".repeat(32) });
    if (name !== "dead") closers.push(() => peer.close());
  }
  const events: Fleet["events"] = [];
  const line = await askLine(targets, {
    credentials,
    plan: { probe: ["chat-completions-v1", "models-v1", "ga-realtime"] },
    concurrency: CONCURRENCY,
    timeoutMs: TIMEOUT_MS,
    onProgress: (event) => events.push({ ...event, stillRunning: event.running() }),
  });
  await Promise.all(closers.map((close) => close()));
  return { line, events };
}

describe("a run of twelve targets of which four are faulty", () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await runFleet();
  }, 120_000);

  const resultsOf = (target: string) => fleet.line.report.results.filter(({ cell }) => cell.target === target);
  /** When the attempted cells of a target began and ended, epoch ms. */
  const spansOf = (target: string) =>
    resultsOf(target).flatMap(({ recording }) => {
      if (recording === null || recording.notAttempted !== null) return [];
      const from = Date.parse(recording.startedAt ?? "");
      return [{ from, to: from + (recording.durationMs ?? 0) }];
    });

  it("loses no cell of a healthy target", () => {
    const verdicts = HEALTHY.map((name) =>
      resultsOf(name).map(({ cell, verdict }) => [cell.probe, cell.deployment, verdict]),
    );
    expect(verdicts[0]?.length).toBeGreaterThan(10);
    for (const [index, name] of HEALTHY.entries()) {
      expect(
        resultsOf(name)
          .map(({ cause }) => cause)
          .filter((cause) => /^(tcp|dns|tls|http|ws|cell|local)\./.test(cause ?? "")),
      ).toEqual([]);
      expect(verdicts[index], name).toEqual(verdicts[0]);
    }
  });

  it("gives every faulty target its own cause", () => {
    const causesOf = (name: string) => [...new Set(resultsOf(name).map(({ cause }) => cause))];
    expect(causesOf("dead")).toEqual(["tcp.refused"]);
    expect(causesOf("hanging")).toEqual(["cell.deadline"]);
    expect(causesOf("resetting")).toEqual(["tcp.reset.awaiting-headers"]);
    expect(causesOf("flooding")).toEqual(expect.arrayContaining(["http.body.too-large"]));
    expect(resultsOf("flooding").filter(({ verdict }) => verdict === "supported")).toEqual([]);
  });

  it("asks few cells of a target that does not answer", () => {
    for (const name of SILENT) expect(spansOf(name).length).toBeLessThanOrEqual(CONCURRENCY * 4);
  });

  it("begins with every target at once, and runs as many cells of each as -j says", () => {
    const names = [...HEALTHY, ...FAULTY];
    const begins = names.map((name) => Math.min(...spansOf(name).map(({ from }) => from)));
    const ends = names.map((name) => Math.min(...spansOf(name).map(({ to }) => to)));
    // Both are rounded to a millisecond.
    expect(Math.max(...begins)).toBeLessThanOrEqual(Math.min(...ends) + 1);
    for (const name of names) {
      const spans = spansOf(name);
      const atOnce = spans.map(({ from }) => spans.filter((other) => other.from <= from && other.to > from + 1).length);
      expect(Math.max(...atOnce), name).toBeLessThanOrEqual(CONCURRENCY);
    }
  });

  it("lets no healthy target wait for another target", () => {
    for (const name of HEALTHY) {
      const begins = spansOf(name)
        .map(({ from }) => from)
        .sort((a, b) => a - b);
      const ends = spansOf(name)
        .map(({ to }) => to)
        .sort((a, b) => a - b);
      const waits = begins.slice(CONCURRENCY).map((begin, n) => begin - (ends[n] ?? 0));
      // A target that waited for one cell of the hanging target would wait for the whole time of that cell.
      expect(Math.max(...waits), name).toBeLessThan(TIMEOUT_MS);
    }
  });

  it("reports each target that is still running, with an estimate", () => {
    const left = new Map([...HEALTHY, ...FAULTY].map((name) => [name, resultsOf(name).length]));
    for (const { cell, stillRunning } of fleet.events) {
      const target = resultsTarget(cell);
      left.set(target, (left.get(target) ?? 0) - 1);
      const running = [...left].filter(([, cells]) => cells > 0).map(([name]) => name);
      expect(stillRunning.map(({ name }) => name).sort()).toEqual(running.sort());
      for (const { done, total, leftMs } of stillRunning) {
        if (done === 0) expect(leftMs).toBeNull();
        else expect(leftMs).toBeGreaterThan(0);
        expect(done).toBeLessThan(total);
      }
    }
    expect(fleet.events.at(-1)).toMatchObject({
      done: fleet.events.length,
      total: fleet.events.length,
      stillRunning: [],
    });
  });

  it.each([
    [4, 12, 48],
    [64, 12, 256],
    [1, 1, 1],
  ])("has a bound over all targets: -j %i of %i targets runs %i cells at once", (concurrency, count, most) => {
    const machine = new Machine({ concurrency, targets: Array.from({ length: count }) });
    expect(machine.capacity.places.limit).toBe(most);
    machine.stop();
  });
});

function resultsTarget(cell: string): string {
  return cell.split("/")[0] ?? "";
}

function fail(): never {
  throw new Error("no target");
}
