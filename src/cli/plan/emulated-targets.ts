import { selfSignedCertificate } from "../../emulator/certificate.ts";
import { type RunningEmulator, startEmulator } from "../../emulator/resource.ts";
import { isScenarioFile, scenarioNames } from "../../emulator/scenario-folder.ts";
import type { Role } from "../../model/role.ts";
import type { AuthKind, Target } from "../../model/target.ts";
import type { Secret, Vault } from "../../redaction/secret.ts";
import { didYouMean } from "../text/nearest-name.ts";
import { UsageError } from "../usage-error.ts";

/** The resources that field reports describe: what `--emulate` asks where no scenario is named. */
const FIELD_SCENARIOS = ["france-central-2026-06-10", "east-us-2-2026-06-05", "sweden-central-2026-06-05"];

/** Embedded resources, started in this process, as targets. */
export interface EmulatedTargets {
  targets: Target[];
  credentials: Map<string, Partial<Record<AuthKind, Secret>>>;
  /** PEM of the certificate that they serve with; null over plain HTTP. */
  trust: string | null;
  close(): Promise<void>;
}

/**
 * The built-in scenario of that name, also without its date, or the path of a scenario file as given.
 * Throws UsageError naming the nearest.
 */
export function scenarioNamed(name: string): string {
  if (isScenarioFile(name)) return name;
  const known = scenarioNames();
  // A place without its date: `france-central` is france-central-2026-06-10, not france-central-2026-06-10-translate.
  const begun = known.filter((scenario) => scenario.replace(/-\d{4}-\d{2}-\d{2}$/, "") === name);
  if (known.includes(name)) return name;
  if (begun.length === 1 && begun[0] !== undefined) return begun[0];
  throw new UsageError(`there is no such scenario${didYouMean(name, known) || `; known: ${known.join(", ")}.`}`);
}

/**
 * Starts the embedded resources on loopback.
 * @param name a scenario; empty: the three that field reports describe
 */
export async function startEmulatedTargets(
  name: string,
  tls: boolean,
  roleOf: (name: string) => Role,
  vault: Vault,
): Promise<EmulatedTargets> {
  const scenarios = name === "" ? FIELD_SCENARIOS : [scenarioNamed(name)];
  const certificate = tls ? await selfSignedCertificate() : null;
  const running = await Promise.all(scenarios.map((scenario) => startEmulator({ scenario, tls: certificate })));
  const pairs = running.map((emulator) => ({ emulator, target: targetOf(emulator, roleOf) }));
  return {
    targets: pairs.map(({ target }) => target),
    credentials: new Map(
      pairs.map(({ emulator, target }) => [target.name, { key: vault.register(emulator.key, "apikey") }]),
    ),
    trust: certificate?.cert ?? null,
    close: async () => {
      await Promise.all(running.map((emulator) => emulator.close()));
    },
  };
}

function targetOf(emulator: RunningEmulator, roleOf: (name: string) => Role): Target {
  const { endpoint } = emulator;
  return {
    name: emulator.scenario.replace(/-\d{4}-\d{2}-\d{2}$/, ""),
    endpoint,
    hosts: { webrtc: endpoint, "voice-live": endpoint },
    region: emulator.region,
    resourceId: null,
    subscription: null,
    kind: null,
    auth: ["key"],
    deployments: emulator.deployments.map((deployment) =>
      deployment.role === "unknown" ? { ...deployment, role: roleOf(deployment.model ?? deployment.name) } : deployment,
    ),
  };
}
