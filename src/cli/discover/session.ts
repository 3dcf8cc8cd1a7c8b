import { Vault } from "../../redaction/secret.ts";
import { AwakeClock } from "../../wire/awake-clock.ts";
import { DEFAULT_DEADLINES, DEFAULT_LIMITS, type WireContext } from "../../wire/hop.ts";
import { readEnvironment } from "../configuration/environment.ts";
import { readProxies } from "../configuration/proxy.ts";
import { readFlag, SETTINGS } from "../configuration/settings.ts";
import type { Environment } from "../configuration/variables.ts";
import { refuseHazards } from "../plan/hazard.ts";
import { TOOL_NAME, toolVersion } from "../version.ts";

/** What every part of `discover` needs of this machine. */
export interface Session {
  environment: Environment;
  vault: Vault;
  /** Milliseconds in total that a list may wait after 429 responses. */
  maxWaitMs: number;
  userAgent: string;
  /** The wire to these origins, through the proxies of the environment. */
  wireTo(origins: { name: string; endpoint: string }[]): { wire: Omit<WireContext, "cellDeadline">; notes: string[] };
  end(): void;
}

/** Reads the environment. Nothing is sent. */
export function openSession(
  flags: Record<string, unknown> & { dotenv?: string | undefined },
  variables: Record<string, string | undefined>,
): Session {
  refuseHazards(variables);
  const environment = readEnvironment(variables, flags.dotenv ?? null, process.cwd());
  const maxWaitMs = readFlag("max-wait", flags) ?? SETTINGS["max-wait"].default ?? 0;
  const vault = new Vault();
  const clock = new AwakeClock().start();
  return {
    environment,
    vault,
    maxWaitMs,
    userAgent: `${TOOL_NAME}/${toolVersion()} (discover)`,
    wireTo(origins) {
      const { proxies, notes } = readProxies(environment, origins, vault);
      const wire = {
        vault,
        clock,
        origin: performance.now(),
        deadlines: DEFAULT_DEADLINES,
        limits: DEFAULT_LIMITS,
        signal: new AbortController().signal,
        trust: null,
        proxies,
      };
      return { wire, notes };
    },
    end: () => clock.stop(),
  };
}
