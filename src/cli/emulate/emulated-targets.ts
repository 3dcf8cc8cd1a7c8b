import { selfSignedCertificate } from "../../emulator/certificate.ts";
import { type RunningEmulator, startEmulator } from "../../emulator/resource.ts";
import type { AuthKind, Target } from "../../model/target.ts";
import type { Secret, Vault } from "../../redaction/secret.ts";
import type { Network } from "../../wire/network.ts";
import { ClientTls } from "../../wire/tls.ts";

/** Emulators that run in this process, as targets. */
interface EmulatedTargets {
  targets: Target[];
  credentials: Map<string, Partial<Record<AuthKind, Secret>>>;
  /** How to connect to each of them. */
  networkOf(): Network;
  close(): Promise<void>;
}

/** Starts an emulator for each target of a plan, on loopback. */
export async function startEmulatedTargets(
  planned: { scenario: string; target: Target }[],
  tls: boolean,
  vault: Vault,
): Promise<EmulatedTargets> {
  const certificate = tls ? await selfSignedCertificate() : null;
  const running = await Promise.all(
    planned.map(async ({ scenario, target }) => ({
      target,
      emulator: await startEmulator({ scenario, tls: certificate }),
    })),
  );
  const network =
    certificate === null ? {} : { tls: new ClientTls({ trust: certificate.cert, cert: null, key: null }) };
  return {
    targets: running.map(({ target, emulator }) => servedAt(target, emulator)),
    credentials: new Map(
      running.map(({ target, emulator }) => [target.name, { key: vault.register(emulator.key, "apikey") }]),
    ),
    networkOf: () => network,
    close: async () => {
      await Promise.all(running.map(({ emulator }) => emulator.close()));
    },
  };
}

function servedAt(target: Target, { endpoint }: RunningEmulator): Target {
  const hosts = target.basePath === undefined ? { webrtc: endpoint, "voice-live": endpoint } : {};
  return { ...target, endpoint, hosts };
}
