import { Arm } from "../../discover/arm.ts";
import { CLOUDS, type Cloud, type CloudName } from "../../entra/cloud.ts";
import { identityTokens } from "../../entra/identity.ts";
import { readyToken, type TokenSource } from "../../entra/token-source.ts";
import type { TokenSourceName } from "../../model/target.ts";
import { readCredential } from "../configuration/credential.ts";
import { readCredentialFlags } from "../configuration/credential-flags.ts";
import { isLoopback } from "../configuration/endpoint.ts";
import { identitySettings } from "../configuration/keyring.ts";
import { MANAGEMENT_VARIABLE } from "../configuration/variables.ts";
import { UsageError } from "../usage-error.ts";
import { refuseOtherAudience } from "./cloud.ts";
import type { Session } from "./session.ts";

const SUBSCRIPTION = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Azure Resource Manager with a token, and the lines that say so before the first request. */
interface ArmAccess {
  arm: Arm;
  /** The source of Entra tokens that the operator named. Null: a ready token. */
  credential: Exclude<TokenSourceName, "token"> | null;
  notes: string[];
}

/** The flags that say which Azure Resource Manager is read, and with which token. */
interface ArmFlags extends Record<string, unknown> {
  cloud?: CloudName | undefined;
  arm?: string | undefined;
}

/**
 * Azure Resource Manager of the operator's cloud. Null if there is no token for it.
 * @throws UsageError if the token or a flag cannot be used
 */
export function openArm(flags: ArmFlags, session: Session): ArmAccess | null {
  const { maxWaitMs, userAgent } = session;
  const cloud = cloudOf(flags);
  const token = tokenOf(flags, cloud, session);
  if (token === null) return null;
  const { wire, notes } = session.wireTo([{ name: "Azure Resource Manager", endpoint: cloud.arm }]);
  const scope = `${CLOUDS[flags.cloud ?? "public"].arm}/.default`;
  const arm = new Arm({ origin: cloud.arm, token: () => token.source(scope), userAgent, maxWaitMs, wire });
  return { arm, credential: token.credential, notes: [...notes, `Reading ${cloud.arm} with ${token.words}`] };
}

interface ManagementToken {
  source: TokenSource;
  /** The source of Entra tokens that --entra-credential names. Null: the token is ready. */
  credential: ArmAccess["credential"];
  words: string;
}

/** The source that --entra-credential names, or the ready token. Null if there is neither. */
function tokenOf(flags: ArmFlags, cloud: Cloud, { environment, vault }: Session): ManagementToken | null {
  const { credential } = readCredentialFlags(flags);
  if (credential !== null && credential !== "token") {
    const settings = identitySettings(cloud.authority, environment);
    const source = identityTokens({ credential, ...settings, trust: null, vault });
    return { source, credential, words: `an Entra token from ${credential}` };
  }
  const reading = readCredential("token", environment.get(MANAGEMENT_VARIABLE), Date.now() / 1000);
  if (reading.kind === "unset") return null;
  if (reading.kind === "refused") throw new UsageError(`The variable ${MANAGEMENT_VARIABLE} ${reading.why}.`);
  refuseOtherAudience(MANAGEMENT_VARIABLE, reading.value, cloud);
  const source = readyToken(vault.register(reading.value, "token"));
  return { source, credential: null, words: `${MANAGEMENT_VARIABLE} as bearer` };
}

/** The token goes to a known cloud, or to an emulator on this machine. */
function cloudOf({ cloud = "public", arm }: { cloud?: CloudName | undefined; arm?: string | undefined }): Cloud {
  if (arm === undefined) return CLOUDS[cloud];
  const url = URL.canParse(arm) ? new URL(arm) : null;
  if (url === null || !isLoopback(url.hostname) || !/^https?:$/.test(url.protocol) || url.pathname !== "/") {
    throw new UsageError(
      "--arm: expects the origin of an emulator, such as http://127.0.0.1:8080. Use --cloud for Azure.",
    );
  }
  return { ...CLOUDS[cloud], arm: url.origin };
}

/**
 * The subscriptions of --subscription.
 * @throws UsageError if one is no id
 */
export function readSubscriptions(given: string[]): string[] {
  const wrong = given.findIndex((id) => !SUBSCRIPTION.test(id));
  if (wrong === -1) return given.map((id) => id.toLowerCase());
  throw new UsageError(
    `--subscription: value ${wrong + 1} is no subscription ID. \`az account list -o table\` shows the IDs.`,
  );
}
