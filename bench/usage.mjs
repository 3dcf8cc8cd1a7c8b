// Loaded into a measured process (`node --import`): at its end writes what it cost to the file that BENCH_USAGE names.
// Marks that the program sets with performance.mark() are noted with the cost until then.
import { readFileSync, writeFileSync } from "node:fs";

const marks = {};
const cost = () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return { cpuMs: (userCPUTime + systemCPUTime) / 1000, wallMs: performance.now(), peakMb: Number(peak) / 1024 };
};
const mark = performance.mark.bind(performance);
performance.mark = (name, options) => {
  marks[name] ??= cost();
  return mark(name, options);
};
process.on("exit", () => writeFileSync(process.env.BENCH_USAGE, JSON.stringify({ total: cost(), marks })));
