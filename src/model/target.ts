import type { ArmClaim } from "./arm-claim.ts";
import { oncePer } from "./once.ts";
import type { Provider } from "./provider.ts";
import type { Role } from "./role.ts";

/** A model deployment on a target. Targets are compared by `model` and `version`, never by `name`. */
export interface Deployment {
  name: string;
  /** The model of the deployment. Null if unknown. */
  model: string | null;
  version: string | null;
  /** For example `GlobalStandard`. Null if unknown. */
  sku: string | null;
  role: Role;
  /** The source of model and role: the configuration, ARM, an answer of the service, or a guess from the name. */
  source: "config" | "arm" | "response" | "guessed";
  /** False if no plan includes it unless the operator names it. Absent: plans include it. */
  probe?: false;
  /** What Azure Resource Manager says about its model. Absent if unknown. */
  arm?: ArmClaim;
}

/** Further hosts that some probes need. Their cells are skipped if the target does not name the host. */
export const EXTRA_HOSTS = ["webrtc", "voice-live"] as const;
export type ExtraHost = (typeof EXTRA_HOSTS)[number];

/**
 * How the cells of a target authenticate. `key`: the key in its own header, `key-bearer`: as a bearer, `key-query`: in
 * the URL. `entra`: an Entra token.
 */
export const AUTH_KINDS = ["key", "key-bearer", "key-query", "entra"] as const;
export type AuthKind = (typeof AUTH_KINDS)[number];

/** The kinds as nouns, to be put after "the". */
export const AUTH_NOUNS = {
  key: "key",
  "key-bearer": "key as a bearer",
  "key-query": "key in the URL",
  entra: "Entra token",
} as const satisfies Record<AuthKind, string>;

/**
 * How one request authenticates: as its cell does, with an ephemeral secret that an earlier step minted, or not at all,
 * as a control does.
 */
export type RequestAuth = AuthKind | "ephemeral" | "none";

/**
 * The sources of an Entra token: a ready one, the order of DefaultAzureCredential (`default`), or one credential of
 * @azure/identity by name.
 */
export const TOKEN_SOURCES = [
  "token",
  "default",
  "environment",
  "workload-identity",
  "managed-identity",
  "azure-cli",
] as const;
export type TokenSourceName = (typeof TOKEN_SOURCES)[number];

/** A resource under test, as the operator configured it. It holds no secret. */
export interface Target {
  name: string;
  /** The operator's name for the target. Absent if none was given. */
  label?: string;
  /**
   * The platform of the target. Absent means Azure. OpenAI's own platform takes its key as a bearer and has only the v1
   * API.
   */
  provider?: Provider;
  /** Origin only: `https://r.openai.azure.com`, or `http:` for loopback. No path and no trailing slash. */
  endpoint: string;
  /**
   * The path before the paths of every probe on the endpoint, such as `/api/projects/P`. Other hosts have none. Absent:
   * none.
   */
  basePath?: string;
  /** Origins of further hosts. Against a loopback endpoint every host is the endpoint. */
  hosts: Partial<Record<ExtraHost, string>>;
  /**
   * Names of further headers of every request, whose values are secrets: the key of a gateway. The origins that get the
   * credential get them too. Absent: none.
   */
  headers?: string[];
  /** Further origins of the same resource. The client follows redirects to them with the credential. Absent if none. */
  trusted?: string[];
  /** The region that the operator or ARM states. Null if unknown. */
  region: string | null;
  resourceId: string | null;
  subscription: string | null;
  /** `OpenAI`, `AIServices`, …. Null if unknown. */
  kind: string | null;
  /** The kinds of credential to use. Each kind is a variant of every cell. */
  auth: AuthKind[];
  /** The source of Entra tokens. Absent: none is used, or the report is older. */
  entra?: {
    credential: TokenSourceName;
    /** The requested scopes. Each is a variant of every cell with `entra`. Absent: the scope of the endpoint's cloud. */
    scopes?: string[];
  };
  /** The configured target of which this one is another host name. Absent: it was configured itself. */
  aliasOf?: string;
  /** True if missing evidence about this target does not affect the exit code. Absent: it does. */
  optional?: true;
  deployments: Deployment[];
}

const byName = oncePer(
  ({ deployments }: Pick<Target, "deployments">) =>
    // If two deployments have the same name, the first one counts.
    new Map(deployments.map((deployment) => [deployment.name, deployment] as const).reverse()),
);

/** Returns the deployment of that name, or null. It is cached because it is called for every cell. */
export function findDeployment(target: Pick<Target, "deployments">, name: string | null): Deployment | null {
  return name === null ? null : (byName(target).get(name) ?? null);
}
