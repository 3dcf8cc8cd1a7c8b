// What follows the networked stage: reading the journal back, judging, diagnosing, and writing every format.
import { mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { measureNode } from "../measure.mjs";
import { multiply } from "../recorded-run.mjs";
import { startResources } from "../resources.mjs";
import { measureRun } from "./networked.mjs";

const PROGRAM = new URL("../after-the-run.mjs", import.meta.url).pathname;
/** Resources of 8 deployments, 266 cells each. */
const COPIES = [1, 12, 113];
const GOALS = { 12: "3000 ms", 113: "20000 ms" };

async function after({ folder, rounds }) {
  const source = join(folder, "source");
  mkdirSync(source, { recursive: true });
  const work = { targets: 1, deployments: 8, concurrency: 8 };
  const server = await startResources(work, join(folder, "resources"));
  try {
    await measureRun(work, server, { folder, out: source });
  } finally {
    await server.end();
  }
  const made = [];
  for (const copies of COPIES) {
    const own = join(folder, `copies-${copies}`);
    mkdirSync(own, { recursive: true });
    made.push({ copies, own, cells: await multiply(source, copies, own), costs: [] });
  }
  for (const { own, costs, copies } of made) {
    for (let round = 0; round < (copies > 12 ? 1 : rounds); round++) {
      costs.push(await measureNode([PROGRAM, own], { folder }));
    }
  }
  const bytes = ({ own, cells }) => statSync(join(own, "report.json")).size / cells;
  const lines = made.flatMap(({ copies, cells, costs, own }) => {
    const cpu = costs.map(({ total, marks }) => total.cpuMs - marks.begun.cpuMs);
    const memory = costs.map(({ total, marks }) => ((total.peakMb - marks.begun.peakMb) * 1024) / cells);
    const what = `after the run of ${cells} cells, all formats:`;
    return [
      { what: `${what} CPU`, values: cpu, unit: "ms", goal: GOALS[copies] ?? "" },
      { what: `${what} peak memory`, values: costs.map(({ total }) => total.peakMb), unit: "MB" },
      ...(copies === 1 ? [] : [{ what: `${what} memory a cell`, values: memory, unit: "KB", digits: 1, goal: "5 KB" }]),
      ...(copies === 12
        ? [
            {
              what: "report.json a cell, 8 deployments a resource",
              values: [bytes({ own, cells })],
              unit: "B",
              goal: "5000 B",
            },
          ]
        : []),
    ];
  });
  for (const { own } of made) rmSync(own, { recursive: true });
  return lines;
}

export const rows = { after };
