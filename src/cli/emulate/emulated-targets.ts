import { selfSignedCertificate } from "../../emulator/certificate.ts";
import { type RunningEmulator, startEmulator } from "../../emulator/resource.ts";
import { issueToken } from "../../emulator/token.ts";
import { renewedTokens } from "../../entra/renewed-token.ts";
import { audienceOf } from "../../model/entra-scope.ts";
import type { Target } from "../../model/target.ts";
import type { Vault } from "../../redaction/secret.ts";
import type { TargetCredentials } from "../../run/index.ts";
import type { Network } from "../../wire/network.ts";
import { ClientTls } from "../../wire/tls.ts";

/** Milliseconds, as with the real authority. */
const TOKEN_LIFETIME = 3_600_000;

/** Emulators that run in this process, as targets. */
interface EmulatedTargets {
  targets: Target[];
  credentials: Map<string, TargetCredentials>;
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
      running.map(({ target, emulator }) => [
        target.name,
        {
          key: vault.register(emulator.key, "apikey"),
          entra: renewedTokens(async (scope) => {
            const expires = Date.now() + TOKEN_LIFETIME;
            return { secret: vault.register(issueToken({ audience: audienceOf(scope), expires }), "token"), expires };
          }, Date.now),
        },
      ]),
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
