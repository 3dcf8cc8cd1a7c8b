import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { SlowestFiles } from "./support/slowest-files.ts";

const slowest = Number(process.env.AOAI_PROBE_SLOWEST ?? 0);

/** These replace a module for their own use: they may not share it with other files. */
const MOCKING = [
  "test/origins/known-cases.test.ts",
  "test/run/throttled-fleet.test.ts",
  "test/secrets/random-plans.test.ts",
];
const COUNTERPARTS = "test/counterparts/**";
/** A file that `.ci/connections.mjs` leaves out. `--exclude` does not reach the projects below. */
const LEFT_OUT = [process.env.AOAI_PROBE_LEAVE_OUT ?? []].flat();

const common = {
  globalSetup: "test/support/record-embedded-run.ts",
  // A bound that catches a hang: no test fails because the machine is busy.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  setupFiles: slowest > 0 ? ["test/support/file-cost.ts"] : [],
};

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    // Many files only wait for processes and sockets: one file more at once than the machine has cores.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        test: {
          ...common,
          name: "shared",
          include: ["test/**/*.test.ts"],
          exclude: [COUNTERPARTS, ...MOCKING, ...LEFT_OUT],
          // The files of a worker share their modules: loading them costs a second of CPU, and there are 170 files.
          isolate: false,
        },
      },
      { test: { ...common, name: "mocking", include: MOCKING } },
    ],
    ...(slowest > 0 ? { reporters: ["default", new SlowestFiles(slowest)] } : {}),
  },
});
