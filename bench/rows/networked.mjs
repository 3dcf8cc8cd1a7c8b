// The networked stage and the whole process of a run, beside the bare loop that makes the same exchanges.
import { spawn } from "node:child_process";
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { exchangesOf } from "../exchanges.mjs";
import { measureCli, measureNode } from "../measure.mjs";
import { startResources } from "../resources.mjs";

const file = (name) => new URL(`../${name}`, import.meta.url).pathname;

/** @typedef {{targets: number, deployments: number, role?: string, probe?: string, concurrency: number, latencyMs?: number}} Work */
/** @type {Record<string, Work>} */
export const WORKS = {
  posts: { targets: 4, deployments: 512, role: "chat", probe: "chat-completions-v1", concurrency: 16 },
  sessions: { targets: 4, deployments: 512, role: "conversation", probe: "ga-realtime", concurrency: 16 },
  mixed: { targets: 8, deployments: 8, concurrency: 8 },
  cold: { targets: 1, deployments: 2, concurrency: 4 },
  wall: { targets: 4, deployments: 256, role: "chat", probe: "chat-completions-v1", concurrency: 16, latencyMs: 250 },
};

/** Costs of the run and of the bare loop, in turns. */
export async function compare(work, { folder, rounds }) {
  const own = join(folder, "resources");
  const server = await startResources(work, own);
  const runs = [];
  const floors = [];
  let play = null;
  const exchanges = join(folder, "exchanges.json");
  let shape = null;
  try {
    for (let round = 0; round < rounds; round++) {
      const out = join(folder, `out-${round}`);
      mkdirSync(out, { recursive: true });
      runs.push(await measureRun(work, server, { folder, out }));
      if (play === null) {
        const cells = exchangesOf(join(out, "report.json"));
        writeFileSync(exchanges, JSON.stringify(cells));
        shape = {
          cells: cells.length,
          connections: cells.flat().length,
          reportBytes: statSync(join(out, "report.json")).size,
        };
        play = await startScript(exchanges, work.latencyMs ?? 0);
      }
      rmSync(out, { recursive: true });
      const args = [file("bare.mjs"), exchanges, play.port, String(work.targets * work.concurrency)];
      floors.push(await measureNode(args, { folder }));
    }
  } finally {
    await server.end();
    play?.end();
  }
  return { runs, floors, ...shape };
}

/** One run against resources that listen, every format written. */
export function measureRun({ probe, concurrency, timeout }, server, { folder, out }) {
  const args = ["run", "-c", server.config, "-o", out, "-j", String(concurrency), "--max-paid", "1000000"];
  const probes = probe === undefined ? [] : ["--probe", probe];
  const deadline = timeout === undefined ? [] : ["--timeout", timeout];
  return measureCli([...args, ...probes, ...deadline], { folder, env: server.environment });
}

/** What the run stage alone cost, and what the bare loop did. */
export const stage = ({ marks }) => marks.asked.cpuMs - marks.planned.cpuMs;
export const stageWall = ({ marks }) => marks.asked.wallMs - marks.planned.wallMs;
export const bareStage = ({ marks }) => marks.done.cpuMs - marks.parsed.cpuMs;
export const bareWall = ({ marks }) => marks.done.wallMs - marks.parsed.wallMs;
/** The list of exchanges is the benchmark's, not the loop's. */
export const bareWhole = ({ total, marks }) => total.cpuMs - (marks.parsed.cpuMs - marks.loaded.cpuMs);

function startScript(exchanges, latencyMs) {
  return new Promise((resolve, reject) => {
    const args = ["--max-old-space-size=4096", file("script-server.mjs"), exchanges, String(latencyMs)];
    const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the script's server ended (${code})`)));
    createInterface({ input: child.stdout }).once("line", (port) => resolve({ port, end: () => child.stdin.end() }));
  });
}

const GOALS = { posts: ["1.6", "2.0"], sessions: ["1.6", "2.0"], mixed: ["1.6", "2.0"], cold: [null, "2.5"] };

function cpuRow(name) {
  return async (context) => {
    const { runs, floors, cells, connections } = await compare(WORKS[name], context);
    const [ofStage, ofWhole] = GOALS[name];
    const what = `${name}: ${cells} cells, ${connections} connections, CPU`;
    const own = { unit: "ms" };
    return [
      {
        ...own,
        what: `${what}, run stage`,
        values: runs.map(stage),
        floor: floors.map(bareStage),
        goal: ofStage ?? "",
      },
      {
        ...own,
        what: `${what}, whole process`,
        values: runs.map(({ total }) => total.cpuMs),
        floor: floors.map(bareWhole),
        goal: ofWhole,
      },
    ];
  };
}

async function wall(context) {
  const work = WORKS.wall;
  const { runs, floors, cells } = await compare(work, context);
  const bound = (cells * work.latencyMs) / (work.targets * work.concurrency);
  const per = (values) => values.map((ms) => ms / bound);
  return [
    {
      what: `wall: ${cells} posts of ${work.latencyMs} ms, 64 at once, ÷ (posts × latency ÷ 64)`,
      values: per(runs.map(stageWall)),
      floor: per(floors.map(bareWall)),
      unit: "×",
      digits: 2,
      goal: "1.10 × the floor",
    },
  ];
}

async function runMemory({ folder }, sizes) {
  const peaks = [];
  for (const targets of sizes) {
    const work = { targets, deployments: 8, concurrency: 4 };
    const server = await startResources(work, join(folder, `resources-${targets}`));
    const out = join(folder, `out-${targets}`);
    mkdirSync(out, { recursive: true });
    try {
      const { marks } = await measureRun(work, server, { folder, out });
      peaks.push({ targets, peak: marks.asked.peakMb, cpu: marks.asked.cpuMs - marks.planned.cpuMs });
    } finally {
      await server.end();
      rmSync(out, { recursive: true });
    }
  }
  const goal = sizes.length > 1 ? "1.25 × from 3,000 to 30,000 cells" : "";
  return peaks.flatMap(({ targets, peak, cpu }) => [
    { what: `run stage of ${targets} × 266 mixed cells: peak memory`, values: [peak], unit: "MB", goal },
    {
      what: `run stage of ${targets} × 266 mixed cells: CPU a cell`,
      values: [cpu / targets / 266],
      unit: "ms",
      digits: 1,
    },
  ]);
}

export const rows = {
  posts: cpuRow("posts"),
  sessions: cpuRow("sessions"),
  mixed: cpuRow("mixed"),
  cold: (context) => cpuRow("cold")({ ...context, rounds: context.rounds + 2 }),
  wall,
};

/** Only when named: minutes each. */
export const longRows = {
  "run-memory": (context) => runMemory(context, [1, 12]),
  "run-memory-30000": (context) => runMemory(context, [12, 113]),
};
