import { TokenError, type TokenSource } from "../../entra/token-source.ts";
import { scopeOf } from "../../model/entra-scope.ts";
import type { PlannedRun } from "../plan/planned-run.ts";
import { UsageError } from "../usage-error.ts";

/** A planned run whose targets can be reached. */
export interface ServedRun extends PlannedRun {
  /** Stops the emulators. */
  close(): Promise<void>;
}

/**
 * Starts the emulators of a planned run. For real targets it fetches the first Entra tokens, so that a missing login is
 * known before anything is sent to a target.
 * @throws UsageError naming the target and what to do
 */
export async function serveTargets(planned: PlannedRun, tls: boolean): Promise<ServedRun> {
  if (planned.emulated === null) {
    await fetchTokens(planned);
    return { ...planned, close: async () => {} };
  }
  const { startEmulatedTargets } = await import("../emulate/emulated-targets.ts");
  return { ...planned, ...(await startEmulatedTargets(planned.emulated, tls, planned.vault)) };
}

async function fetchTokens({ plan, targets, credentials }: PlannedRun): Promise<void> {
  for (const { name, endpoint } of targets) {
    const source = credentials.get(name)?.entra;
    const used = plan.cells.filter(({ cell, skip }) => skip === null && cell.target === name);
    const scopes = used.flatMap(({ cell: { variant } }) =>
      variant.auth === "entra" ? [variant.scope ?? scopeOf(endpoint)] : [],
    );
    if (source === undefined) continue;
    for (const scope of new Set(scopes)) await fetchToken(name, scope, source);
  }
}

async function fetchToken(target: string, scope: string, source: TokenSource): Promise<void> {
  try {
    await source(scope);
  } catch (error) {
    if (error instanceof TokenError) throw new UsageError(`${target}: ${error.message}`);
    throw error;
  }
}
