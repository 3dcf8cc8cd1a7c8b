import type { Reporter, TestModule } from "vitest/node";

/** Prints the test files that took the most CPU time: `AOAI_PROBE_SLOWEST=10 npm test`. */
export class SlowestFiles implements Reporter {
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const costs = modules.map((file) => ({
      name: file.relativeModuleId,
      cpuMs: file.meta().cpuMs ?? 0,
      wallMs: file.diagnostic().duration + file.diagnostic().collectDuration,
    }));
    costs.sort((a, b) => b.cpuMs - a.cpuMs);
    const seconds = (ms: number) => (ms / 1000).toFixed(1).padStart(7);
    const total = costs.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
    console.log(`${seconds(total)} s CPU of ${costs.length} files; those that took the most:`);
    console.log("  CPU s  wall s  file");
    for (const { name, cpuMs, wallMs } of costs.slice(0, this.#count)) {
      console.log(`${seconds(cpuMs)} ${seconds(wallMs)}  ${name}`);
    }
  }
}
