import type { FoundAccount, FoundDeployment } from "../../discover/inventory.ts";
import type { Resource } from "../../discover/resource-listing.ts";
import { scopeOf } from "../../entra/scope.ts";
import type { Credential } from "../../wire/credential.ts";
import { type CredentialSource, fetchCredentials } from "../configuration/keyring.ts";
import { findNearMisses } from "../configuration/near-miss.ts";
import { recipientInWords } from "../configuration/recipient.ts";
import { nameOfOrigin } from "../configuration/target-name.ts";
import { readTargetUri } from "../configuration/target-uri.ts";
import { VARIABLES } from "../configuration/variables.ts";
import { UsageError } from "../usage-error.ts";
import type { WrittenCredential } from "./configuration-text.ts";
import type { Session } from "./session.ts";

/** The resource at the operator's endpoint, and the lines that say so before the first request. */
interface ResourceAccess {
  resource: Resource;
  /** The variable that has its credential. */
  credential: WrittenCredential;
  notes: string[];
}

/**
 * The resource of `--endpoint` or of the environment, with its credential. Null if there is no endpoint.
 * @throws UsageError if the endpoint or its credential cannot be used
 */
export async function openResource(endpoint: string | undefined, session: Session): Promise<ResourceAccess | null> {
  const { environment, vault, userAgent } = session;
  const { variableFor, notes } = findNearMisses(environment);
  const variable = variableFor(VARIABLES.endpoint);
  const from = endpoint === undefined ? variable : "--endpoint";
  const text = endpoint ?? environment.get(variable) ?? "";
  if (text === "") return null;
  const reading = readTargetUri(text);
  if (reading.kind === "refused") throw new UsageError(`${from}: ${reading.why}.`);
  const { origin, basePath } = reading;
  const name = nameOfOrigin(origin, reading.loopback);
  const keyVariable = variableFor(VARIABLES.key);
  const source: CredentialSource = {
    key: { env: keyVariable },
    token: { env: VARIABLES.token },
    auth: null,
    credential: null,
    scopes: [],
    endpoint: origin,
  };
  const found = fetchCredentials(name, source, environment, vault);
  if (found.kind === "unset") {
    throw new UsageError(`${from}: the resource has no credential. Set ${VARIABLES.key} or ${VARIABLES.token}.`);
  }
  const { key, entra } = found.credentials;
  const sent: Credential =
    entra === undefined
      ? key === undefined
        ? { kind: "none" }
        : { kind: "api-key", secret: key }
      : { kind: "bearer", secret: await entra(scopeOf(origin)) };
  const credential =
    entra === undefined
      ? ({ kind: "key", variable: keyVariable } as const)
      : ({ kind: "token", variable: VARIABLES.token } as const);
  const { wire, notes: routes } = session.wireTo([{ name, endpoint: origin }]);
  const recipient = { target: name, origins: [origin], redirectOrigins: [] };
  const words = recipientInWords({
    ...recipient,
    credentials: [{ from: credential.variable, as: entra === undefined ? "header" : "bearer" }],
  });
  return {
    resource: {
      name,
      origin,
      basePath: basePath ?? "",
      credential: { credential: sent, origins: [origin] },
      userAgent,
      wire,
    },
    credential,
    notes: [...notes, ...found.notes, ...routes, `Reading ${words}`],
  };
}

/** A resource as an account that Azure Resource Manager did not list. */
export function accountOfResource({ name, origin, basePath }: Resource, deployments: FoundDeployment[]): FoundAccount {
  return {
    name,
    subscription: null,
    region: null,
    kind: null,
    resourceId: null,
    endpoint: origin,
    ...(basePath === "" ? {} : { basePath }),
    keysDisabled: null,
    deployments,
  };
}
