// `npm start`: three embedded resources, every probe, all reports.
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { measureCli } from "../measure.mjs";

async function embedded({ folder, rounds }) {
  const cpu = [];
  const wall = [];
  let bytes = 0;
  for (let round = 0; round < rounds + 1; round++) {
    const out = join(folder, `embedded-${round}`);
    mkdirSync(out, { recursive: true });
    const { total, stdout } = await measureCli(["run", "--emulate", "--matrix", "-o", out], { folder });
    cpu.push(total.cpuMs);
    wall.push(total.wallMs);
    const cells = Number(/(\d+) cells and/.exec(stdout)?.[1]) + Number(/(\d+) controls?: /.exec(stdout)?.[1]);
    bytes = statSync(join(out, "report.json")).size / cells;
  }
  return [
    { what: "embedded run, whole process: CPU", values: cpu, unit: "ms", goal: "4000 ms" },
    { what: "embedded run, whole process: wall", values: wall, unit: "ms" },
    { what: "embedded run: bytes of report.json a cell", values: [bytes], unit: "B", goal: "5000 B" },
  ];
}

export const rows = { embedded };
