import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { identity } from "../support/certificates.ts";

/*
 * A run in a process of its own, against a healthy peer in another, and what stops the run while the peer answers.
 */

const HERE = fileURLToPath(new URL(".", import.meta.url));
/** The authority of the peer's certificate. */
export const ROOT = identity({ name: "A root", authority: true });
const PEER = identity({ issuer: ROOT });

/** Where a cell is while its process is stopped; `tls` needs TLS. */
export const PHASES = [
  "tcp",
  "tls",
  "request",
  "headers",
  "body",
  "limit",
  "handshake",
  "session",
  "event",
  "audio",
  "result",
] as const;
type Phase = (typeof PHASES)[number];

/** What one cell came to. */
export interface Ended {
  probe: string;
  verdict: string;
  cause: string;
  attempts: number;
  lostMs: number;
  stalls: number[];
  /** Length of the recording as JSON. */
  kilobytes: number;
}

export interface StoppedRun {
  results: Ended[];
  findings: string[];
  machine: unknown;
  wallMs: number;
}

interface Setting {
  tls: boolean;
  timeoutMs: number;
  /** The compiled program; absent: this checkout's. */
  dist?: string;
}

/**
 * Stops a run for so long while each of its cells is at another phase. Meanwhile the peer answers, or gives up and ends
 * the connections.
 */
export async function stopAtEveryPhase(
  stopMs: number,
  setting: Setting,
  gives: "answers" | "up" = "answers",
): Promise<StoppedRun> {
  const phases = PHASES.filter((phase) => phase !== "tls" || setting.tls);
  return withPeer(setting.tls, async (peer) => {
    const endpointOf: Partial<Record<Phase, string>> = { tcp: peer.at("tcp"), tls: peer.at("tls") };
    const probes = phases.map((phase) => ({ probe: probeAt(phase), endpoint: endpointOf[phase] ?? peer.at("plain") }));
    const run = startRun({ ...setting, probes, concurrency: probes.length });
    await run.asking;
    // Nothing tells of a connection that waits to be accepted: the others are made later than it.
    await peer.reached(phases.filter((phase) => phase !== "tcp"));
    run.process.kill("SIGSTOP");
    peer.release(gives === "up" ? "drop" : "go");
    await pause(stopMs);
    run.process.kill("SIGCONT");
    return run.ended;
  });
}

/** Lets a run of so many cells have the CPU for `onMs` out of every `onMs + offMs`, from its first request to its end. */
export async function starve(cells: number, onMs: number, offMs: number, setting: Setting): Promise<StoppedRun> {
  return withPeer(setting.tls, async (peer) => {
    const shapes = [probeAt("headers"), probeAt("result")];
    const probes = Array.from({ length: cells }, (_, n) => ({
      probe: shapes[n % shapes.length],
      endpoint: peer.at("plain"),
    }));
    peer.release();
    const run = startRun({ ...setting, probes, concurrency: 4 });
    await run.asking;
    let over = false;
    void run.ended.finally(() => {
      over = true;
    });
    while (!over) {
      run.process.kill("SIGSTOP");
      await pause(offMs);
      run.process.kill("SIGCONT");
      await pause(onMs);
    }
    return run.ended;
  });
}

/** Kills a run once so many cells were called finished; those cells, and the journal that it leaves. */
export async function killAfter(cells: number, setting: Setting): Promise<{ finished: string[]; journal: string }> {
  return withPeer(setting.tls, async (peer) => {
    peer.release();
    const probes = Array.from({ length: 400 }, () => ({ probe: probeAt("headers"), endpoint: peer.at("plain") }));
    const run = startRun({ ...setting, probes, concurrency: 8, says: true });
    const ended = run.ended.catch(() => null);
    const finished: string[] = [];
    run.lines.each((line) => {
      if (line.startsWith("done ") && finished.push(line.slice(5)) === cells) run.process.kill("SIGKILL");
    });
    await ended;
    return { finished, journal: (await run.lines.first(/^journal (.*)/)) ?? "" };
  });
}

/** Kinds of what a peer sends without end. */
export const FLOODS = ["events", "deltas", "tiny", "fragments", "pings", "pongs", "large", "binary", "body"] as const;

/** Runs healthy cells beside some that are flooded, all at once. */
export async function besideFloods(kinds: readonly string[], healthy: number, setting: Setting): Promise<StoppedRun> {
  return withPeer(setting.tls, async (peer) => {
    peer.release();
    const child = spawn(process.execPath, [`${HERE}flooding-peer.mjs`], { stdio: ["pipe", "pipe", "inherit"] });
    try {
      const endpoint = `http://127.0.0.1:${await linesOf(child).first(/^port (\d+)/)}`;
      const shapes = [probeAt("headers"), probeAt("result")];
      const probes = [
        ...kinds.map((kind) => ({ probe: probeUnder(kind), endpoint })),
        ...Array.from({ length: healthy }, (_, n) => ({ probe: shapes[n % 2], endpoint: peer.at("plain") })),
      ];
      return await startRun({ ...setting, probes, concurrency: 4 }).ended;
    } finally {
      child.kill("SIGKILL");
    }
  });
}

/** A probe whose peer floods it. */
function probeUnder(kind: string): object {
  const about = { title: `Flooded by ${kind}`, surface: "ga", role: "none", reference: "https://example.com/" };
  const path = `/flood/${kind}`;
  const step = { stage: "result", post: path, json: {}, expect: { status: [200], present: "id" } };
  if (kind === "body") return { id: `flooded-${kind}`, ...about, steps: [step] };
  return {
    id: `flooded-${kind}`,
    ...about,
    steps: [
      { stage: "upgrade", websocket: path },
      { stage: "session", expect: { event: "session.created" } },
      { stage: "result", send: { type: "response.create" }, expect: { event: "response.done" } },
    ],
  };
}

/** The healthy peer, in a process of its own. */
export interface Peer {
  at(port: "plain" | "tls" | "tcp"): string;
  reached(phases: string[]): Promise<void>;
  release(how?: "go" | "drop"): void;
}

/** Does something with a healthy peer, and ends it. */
export async function withPeer<T>(tls: boolean, act: (peer: Peer) => Promise<T>): Promise<T> {
  const settings = { tls: tls ? { key: PEER.pem.key, cert: PEER.pem.cert } : null };
  const child = spawn(process.execPath, [`${HERE}healthy-peer.mjs`, JSON.stringify(settings)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = linesOf(child);
  try {
    const ports: Record<string, number> = JSON.parse((await lines.first(/^ports (.*)/)) ?? "{}");
    return await act({
      at: (port) => `${tls ? "https" : "http"}://127.0.0.1:${ports[port]}`,
      reached: async (phases) => {
        for (const phase of phases) await lines.first(new RegExp(`^at (${phase})$`));
      },
      release: (how = "go") => child.stdin?.write(`${how}\n`),
    });
  } finally {
    child.kill("SIGKILL");
  }
}

function startRun(asked: Setting & { probes: unknown[]; concurrency: number; says?: true }) {
  const { dist = fileURLToPath(new URL("../../dist", import.meta.url)) } = asked;
  const settings = { ...asked, dist, trust: asked.tls ? ROOT.pem.cert : null };
  const child = spawn(process.execPath, [`${HERE}probe-process.mjs`, JSON.stringify(settings)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = linesOf(child);
  const started = performance.now();
  const ended = lines.first(/^(\{.*)/).then((text): StoppedRun => {
    return { ...JSON.parse(text ?? "{}"), wallMs: Math.round(performance.now() - started) };
  });
  return { process: child, lines, asking: lines.first(/^(asking)/), ended };
}

/** The lines of a process, each to be waited for. */
function linesOf(child: ChildProcess) {
  const seen: string[] = [];
  let wake: () => void = () => undefined;
  let closed = false;
  if (child.stdout === null) throw new Error("the process has no standard output");
  const lines = createInterface({ input: child.stdout });
  const next = () =>
    new Promise<void>((resolve) => {
      const before = wake;
      wake = () => {
        before();
        resolve();
      };
    });
  const listeners: ((line: string) => void)[] = [];
  lines.on("line", (line) => {
    seen.push(line);
    for (const listener of listeners) listener(line);
    wake();
  });
  child.once("close", () => {
    closed = true;
    wake();
  });
  return {
    /** Calls back for each line from now on. */
    each: (listener: (line: string) => void) => listeners.push(listener),
    /** The first group of the first line that matches, as soon as it is there. */
    first: async (pattern: RegExp): Promise<string | null> => {
      for (;;) {
        const found = seen.map((line) => pattern.exec(line)?.[1]).find((text) => text !== undefined);
        if (found !== undefined) return found;
        if (closed) throw new Error(`the process ended without saying ${pattern}`);
        await next();
      }
    },
  };
}

/** A probe whose peer holds its answer at one phase. */
function probeAt(phase: Phase): object {
  const about = { title: `Held at ${phase}`, surface: "rest", role: "none", reference: "https://example.com/" };
  const path = `/hold/${phase}`;
  const post = { stage: "result", post: path, expect: { status: [200], present: "id" } };
  if (phase === "request")
    return {
      id: "held-request",
      ...about,
      steps: [{ ...post, multipart: { file: { file: "large.bin", type: "text/plain" } } }],
    };
  if (["tcp", "tls", "headers", "body", "limit"].includes(phase))
    return { id: `held-${phase}`, ...about, steps: [{ ...post, json: { input: "x" } }] };
  const audio = {
    stage: "input",
    audio: { sample: "speech", commit: true, pace: 4 },
    expect: { event: "input_audio_buffer.committed" },
  };
  return {
    id: `held-${phase}`,
    ...about,
    surface: "ga",
    steps: [
      { stage: "upgrade", websocket: path },
      { stage: "session", expect: { event: "session.created" } },
      { stage: "configure", send: { type: "session.update", session: {} }, expect: { event: "session.updated" } },
      ...(phase === "audio" ? [audio] : []),
      {
        stage: "result",
        send: { type: "response.create" },
        expect: {
          event: "response.done",
          where: { "response.status": "completed" },
          nonempty: "response.output.*.text",
        },
      },
    ],
  };
}

/** Prints the figures of a run, where somebody asks for them. */
export function show(what: string, { results, findings, machine, wallMs }: StoppedRun): void {
  if (process.env.AOAI_PROBE_PAUSES === undefined) return;
  const supported = results.filter(({ verdict }) => verdict === "supported").length;
  const lines = results.map(({ probe, verdict, cause, attempts, lostMs, stalls, kilobytes }) => {
    const busy = lostMs === 0 ? "" : `, did not run for ${lostMs} ms (${stalls.join(" ")})`;
    return `  ${probe.padEnd(20)} ${verdict}/${cause}, attempts ${attempts}, ${kilobytes} KB${busy}`;
  });
  const account = `findings ${findings.join(" ") || "none"}, machine ${JSON.stringify(machine)}`;
  console.log(
    [`${what}: ${supported} of ${results.length} supported in ${wallMs} ms; ${account}`, ...lines].join("\n"),
  );
}
