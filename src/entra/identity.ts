import type { Policy, TokenCredential } from "@azure/identity";
import { isKnownAuthority } from "../model/entra-scope.ts";
import type { TokenSourceName } from "../model/target.ts";
import type { Vault } from "../redaction/secret.ts";
import { NetworkAgent } from "../wire/agent.ts";
import type { Network } from "../wire/network.ts";
import { type IssuedToken, renewedTokens } from "./renewed-token.ts";
import { TokenError, type TokenSource } from "./token-source.ts";

type Identity = typeof import("@azure/identity");
type IdentityName = Exclude<TokenSourceName, "token">;

interface IdentityOptions {
  credential: IdentityName;
  /** Origin of the authority that issues the tokens. */
  authority: string;
  /** The client ID of a managed identity that the user assigned. Absent: that of the machine. */
  clientId?: string;
  /** How to connect to the authority. It is called for each connection. */
  networkOf: () => Network;
  vault: Vault;
  /** Loads the package. Absent: the installed one. */
  load?: () => Promise<Identity>;
  /** Epoch ms. Absent: the clock. */
  now?: () => number;
}

/** Milliseconds after which a token is given up. DefaultAzureCredential may ask several sources in turn. */
const LONGEST_WAIT = 60_000;
/** Node 20 is the oldest version that is supported, and later versions of the package need Node 22. */
const INSTALL = "npm install @azure/identity@4.13.1";
const LONGEST_REASON = 400;

const CREDENTIALS = {
  default: (identity, options, managedIdentityClientId) =>
    new identity.DefaultAzureCredential({
      ...options,
      ...(managedIdentityClientId === undefined ? {} : { managedIdentityClientId }),
    }),
  environment: (identity, options) => new identity.EnvironmentCredential(options),
  "workload-identity": (identity, options) => new identity.WorkloadIdentityCredential(options),
  "managed-identity": (identity, options, clientId) =>
    new identity.ManagedIdentityCredential({ ...options, ...(clientId === undefined ? {} : { clientId }) }),
  "azure-cli": (identity) => new identity.AzureCliCredential({}),
} as const satisfies Record<
  IdentityName,
  (
    identity: Identity,
    options: ConstructorParameters<Identity["EnvironmentCredential"]>[0],
    clientId: string | undefined,
  ) => TokenCredential
>;

const ADVICE = {
  default: "Run `az login`, or choose a source with --entra-credential.",
  environment: "Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.",
  "workload-identity": "Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE.",
  "managed-identity": "Run on an Azure machine that has a managed identity.",
  "azure-cli": "Run `az login` first.",
} as const satisfies Record<IdentityName, string>;

/**
 * Makes a source of tokens through @azure/identity. The package is loaded when the first token is needed. Each token is
 * registered in the vault before anybody gets it.
 */
export function identityTokens(options: IdentityOptions): TokenSource {
  const { vault, now = Date.now } = options;
  let opened: Promise<TokenCredential> | null = null;
  const fetchToken = async (scope: string): Promise<IssuedToken> => {
    opened ??= openCredential(options);
    const credential = await opened;
    try {
      const token = await credential.getToken(scope, { abortSignal: AbortSignal.timeout(LONGEST_WAIT) });
      if (token === null) throw new Error("it returned no token");
      return { secret: vault.register(token.token, "token"), expires: token.expiresOnTimestamp };
    } catch (error) {
      throw new TokenError(
        `No Entra token from ${options.credential} for ${scope}: ${reasonOf(error, vault)} ${ADVICE[options.credential]}`,
      );
    }
  };
  return renewedTokens(fetchToken, now);
}

async function openCredential(options: IdentityOptions): Promise<TokenCredential> {
  const { credential, authority, networkOf, clientId, load = () => import("@azure/identity") } = options;
  const identity = await load().catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")
      throw new TokenError(
        `Entra tokens need the package @azure/identity, which is not installed: run \`${INSTALL}\` where aoai-probe is installed (add -g if it is global).`,
      );
    throw error;
  });
  const made = {
    authorityHost: authority,
    // Microsoft's directory of authorities has no private one, and a test must not ask it.
    ...(isKnownAuthority(authority) ? {} : { disableInstanceDiscovery: true }),
    additionalPolicies: [
      { policy: connectThrough(new NetworkAgent(networkOf, options.vault)), position: "perCall" as const },
    ],
  };
  try {
    return CREDENTIALS[credential](identity, made, clientId);
  } catch (error) {
    throw new TokenError(`No Entra token from ${credential}: ${reasonOf(error, options.vault)} ${ADVICE[credential]}`);
  }
}

/** A managed identity is served over plain HTTP by the machine itself, so those requests stay as they are. */
function connectThrough(agent: NetworkAgent): Policy {
  return {
    name: "aoaiProbeNetworkPolicy",
    sendRequest: async (request, next) => {
      if (request.url.startsWith("https:")) request.agent = agent;
      return await next(request);
    },
  };
}

/** Returns the first sentences of an error on one line. They may come from an authority or from another program. */
function reasonOf(error: unknown, vault: Vault): string {
  const text = error instanceof Error ? error.message : "unknown error";
  const line = vault.redact(text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ")).trim();
  const short = line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON)}…` : line;
  return /[.!?…]$/.test(short) ? short : `${short}.`;
}
