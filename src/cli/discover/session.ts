import { Vault } from "../../redaction/secret.ts";
import { AwakeClock } from "../../wire/awake-clock.ts";
import { DEFAULT_DEADLINES, DEFAULT_LIMITS, type WireContext } from "../../wire/hop.ts";
import { readEnvironment } from "../configuration/environment.ts";
import { resolveNetworks } from "../configuration/network.ts";
import { mergeSettings } from "../configuration/settings.ts";
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
  /** The wire to these origins, with the network settings of the flags and the environment. */
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
  const { settings } = mergeSettings(flags, {}, environment);
  const vault = new Vault();
  const clock = new AwakeClock().start();
  return {
    environment,
    vault,
    maxWaitMs: settings["max-wait"],
    userAgent: `${TOOL_NAME}/${toolVersion()} (discover)`,
    wireTo(origins) {
      const { networks, notes } = resolveNetworks({
        flags,
        settings,
        file: null,
        environment,
        targets: origins,
        vault,
      });
      const wire = {
        vault,
        clock,
        origin: performance.now(),
        deadlines: DEFAULT_DEADLINES,
        limits: DEFAULT_LIMITS,
        signal: new AbortController().signal,
        // Without a file all origins have the same settings.
        network: networks.get(origins[0]?.name ?? "") ?? {},
      };
      return { wire, notes };
    },
    end: () => clock.stop(),
  };
}
