import { oncePer } from "./once.ts";
import type { Provider } from "./provider.ts";
import type { Role } from "./role.ts";

/** A model deployment on a target. Targets are compared by `model` and `version`, never by `name`. */
export interface Deployment {
  name: string;
  /** The model behind it, or null where nobody told us. */
  model: string | null;
  version: string | null;
  /** For instance `GlobalStandard`; null where not known. */
  sku: string | null;
  role: Role;
  /** Where the model and role come from: stated by the operator, by ARM, by an answer, or read off the name. */
  source: "config" | "arm" | "response" | "guessed";
}

/** Hosts beside the target's own, which some probes need; absent: their cells are skipped with that reason. */
export const EXTRA_HOSTS = ["webrtc", "voice-live"] as const;
export type ExtraHost = (typeof EXTRA_HOSTS)[number];

/** How a cell shows who it is: the resource's key, or an Entra token. */
export type AuthKind = "key" | "token";

/** A resource under test, as its operator named it. Holds no secret. */
export interface Target {
  name: string;
  /** A name for readers, as the operator wrote it; absent where none was given. */
  label?: string;
  /** Whose platform it is; absent: Azure. OpenAI's own takes its key as a bearer and serves the v1 surface alone. */
  provider?: Provider;
  /** Origin only: `https://r.openai.azure.com`; `http:` for loopback. No path, no trailing slash. */
  endpoint: string;
  /** Origins of further hosts. Against a loopback endpoint every host is the endpoint. */
  hosts: Partial<Record<ExtraHost, string>>;
  /** Further origins of the same resource: a redirect there is followed, with the credential. Absent: none. */
  trusted?: string[];
  /** As stated by the operator or by ARM, else null. */
  region: string | null;
  resourceId: string | null;
  subscription: string | null;
  /** `OpenAI`, `AIServices`, …; null where not known. */
  kind: string | null;
  /** The credentials every cell is asked with; more than one makes a variant each. */
  auth: AuthKind[];
  deployments: Deployment[];
}

const byName = oncePer(
  ({ deployments }: Pick<Target, "deployments">) =>
    // Of two of one name the first counts.
    new Map(deployments.map((deployment) => [deployment.name, deployment] as const).reverse()),
);

/** The deployment of that name, or null. Looked up for every cell. */
export function deploymentNamed(target: Pick<Target, "deployments">, name: string | null): Deployment | null {
  return name === null ? null : (byName(target).get(name) ?? null);
}
