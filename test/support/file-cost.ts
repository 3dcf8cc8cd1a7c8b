import { readdirSync, readFileSync } from "node:fs";
import { afterAll } from "vitest";

/*
 * Notes what a test file cost, for `slowest-files.ts`: the CPU time of the process that ran it and of the processes that
 * it started. The start of the process itself is not counted.
 */

declare module "vitest" {
  interface TaskMeta {
    cpuMs?: number;
  }
}

/** The kernel counts CPU time in hundredths of a second. */
const MS_PER_TICK = 10;

const began = cpuMs();

// biome-ignore lint/correctness/noEmptyPattern: Vitest requires a destructured first argument.
afterAll(({}, suite) => {
  suite.file.meta.cpuMs = cpuMs() - began;
});

function cpuMs(): number {
  try {
    const threads = readdirSync("/proc/self/task");
    const children = threads.flatMap((id) => readFileSync(`/proc/self/task/${id}/children`, "utf8").trim().split(" "));
    const processes = ["self", ...children.filter((id) => id !== "")];
    return processes.reduce((sum, id) => sum + ticksOf(id), 0) * MS_PER_TICK;
  } catch {
    const { user, system } = process.cpuUsage();
    return Math.round((user + system) / 1000);
  }
}

/** Ticks of a process and of its children that have ended. */
function ticksOf(id: string): number {
  const stat = readFileSync(`/proc/${id}/stat`, "utf8");
  const [user, system, childUser, childSystem] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 15)
    .map(Number);
  return (user ?? 0) + (system ?? 0) + (childUser ?? 0) + (childSystem ?? 0);
}
