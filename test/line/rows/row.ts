import { type EmulatorOptions, type RunningEmulator, startEmulator } from "../../../src/emulator/resource.ts";
import type { Report } from "../../../src/model/report.ts";
import type { Deployment, Target } from "../../../src/model/target.ts";
import { targetOf } from "../../support/embedded.ts";

/** One row of the matrix of findings: who is asked, with what, and the report of it. */
export interface Row {
  /** The scenario, and what is not as the scenario alone has it. */
  name: string;
  /** Run by itself: a process that is busy with other rows pauses, and then does not blame the peer. */
  alone?: true;
  run(): Promise<Report>;
}

/** Does something with an emulator, and stops it. */
export async function withResource<T>(
  options: EmulatorOptions,
  use: (emulator: RunningEmulator, target: Target) => Promise<T>,
): Promise<T> {
  const emulator = await startEmulator(options);
  try {
    return await use(emulator, targetOf(emulator, "here"));
  } finally {
    await emulator.close();
  }
}

/** A deployment that the operator names, whether or not the resource has it. */
export function named(name: string, role: Deployment["role"]): Deployment {
  return { name, model: null, version: null, sku: null, role, source: "config" };
}
