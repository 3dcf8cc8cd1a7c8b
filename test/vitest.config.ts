import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { SlowestFiles } from "./support/slowest-files.ts";

const slowest = Number(process.env.AOAI_PROBE_SLOWEST ?? 0);

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/counterparts/**"],
    globalSetup: "test/support/record-embedded-run.ts",
    // Much of a run is waiting on sockets: two files at once also on a machine of two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // The files of a worker share their modules: loading them costs a second of CPU, and there are 170 files.
    isolate: false,
    // A bound that catches a hang: no test fails because the machine is busy.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    ...(slowest > 0
      ? { setupFiles: ["test/support/file-cost.ts"], reporters: ["default", new SlowestFiles(slowest)] }
      : {}),
  },
});
