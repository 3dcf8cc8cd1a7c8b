import type { PlannedRun } from "../plan/planned-run.ts";

/** A planned run whose targets can be reached. */
export interface ServedRun extends PlannedRun {
  /** Stops the emulators. */
  close(): Promise<void>;
}

/** Starts the emulators of a planned run. Real targets need nothing. */
export async function serveTargets(planned: PlannedRun, tls: boolean): Promise<ServedRun> {
  if (planned.emulated === null) return { ...planned, close: async () => {} };
  const { startEmulatedTargets } = await import("../emulate/emulated-targets.ts");
  return { ...planned, ...(await startEmulatedTargets(planned.emulated, tls, planned.vault)) };
}
