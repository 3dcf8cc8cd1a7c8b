import { identityTokens } from "../../entra/identity.ts";
import { authorityOf } from "../../entra/scope.ts";
import { readyToken } from "../../entra/token-source.ts";
import type { Provider } from "../../model/provider.ts";
import type { AuthKind, TokenSourceName } from "../../model/target.ts";
import type { Secret, Vault } from "../../redaction/secret.ts";
import type { TargetCredentials } from "../../run/index.ts";
import type { SecretHeader } from "../../wire/credential.ts";
import { UsageError } from "../usage-error.ts";
import { readCredential, readHeaderValue } from "./credential.ts";
import { placeInWords, readPlace, type SecretPlace, shortPlace } from "./secret-place.ts";
import type { Environment, VariableReader } from "./variables.ts";

/** How a target authenticates, as the operator states it, and the places of its secrets. */
export interface CredentialSource {
  key: SecretPlace | null;
  /** A ready Entra token. */
  token: SecretPlace | null;
  /** Further headers by name. Absent: none. */
  headers?: Record<string, SecretPlace>;
  /** The kinds to use, as stated. Null: the key, or else the token. */
  auth: AuthKind[] | null;
  /** The source of Entra tokens, as stated. Null: the ready token, or else the order of DefaultAzureCredential. */
  credential: TokenSourceName | null;
  /** The scopes of Entra tokens, as stated. Empty: that of the endpoint's cloud. */
  scopes: string[];
  endpoint: string;
  /** Whose platform the target is; absent: Azure. */
  provider?: Provider;
}

type CredentialEnvironment = VariableReader & Partial<Pick<Environment, "sourceOf">>;

interface Found {
  kind: "found";
  auth: AuthKind[];
  credentials: TargetCredentials;
  /** The source of the Entra tokens. Null: none is used. */
  entra: TokenSourceName | null;
  notes: string[];
}
export type CredentialOutcome =
  | Found
  /** A variable that is needed is not set. */
  | { kind: "unset"; place: SecretPlace | null; auth: AuthKind[] };

/**
 * Fetches the secrets of one target into the vault.
 * @param target the name of the target, for messages
 * @throws UsageError if the value of a variable or file cannot be a credential
 */
export function fetchCredentials(
  target: string,
  source: CredentialSource,
  environment: CredentialEnvironment,
  vault: Vault,
): CredentialOutcome {
  const found = fetchOwn(target, source, environment, vault);
  if (found.kind === "unset") return found;
  const headers: SecretHeader[] = [];
  for (const [name, place] of Object.entries(source.headers ?? {})) {
    const reading = readHeaderValue(readPlace(place, environment));
    if (reading.kind === "unset") return { kind: "unset", place, auth: found.auth };
    if (reading.kind === "refused") throw new UsageError(`${target}: ${placeInWords(place)} ${reading.why}.`);
    headers.push([name, vault.register(reading.value, "header")]);
  }
  return headers.length === 0 ? found : { ...found, credentials: { ...found.credentials, headers } };
}

/** The credentials of the service itself. */
function fetchOwn(
  target: string,
  source: CredentialSource,
  environment: CredentialEnvironment,
  vault: Vault,
): CredentialOutcome {
  const notes: string[] = [];
  const read = (form: "key" | "token"): Secret | undefined => {
    const place = source[form];
    if (place === null) return undefined;
    const reading = readCredential(form, readPlace(place, environment), Date.now() / 1000, source.provider);
    if (reading.kind === "unset") return undefined;
    if (reading.kind === "refused") throw new UsageError(`${target}: ${placeInWords(place)} ${reading.why}.`);
    if (reading.note !== null) notes.push(`${target}: ${placeInWords(place)} ${reading.note}.`);
    return vault.register(reading.value, form === "key" ? "apikey" : "token");
  };
  const stated = source.auth ?? (source.credential !== null || source.scopes.length > 0 ? (["entra"] as const) : null);
  const key = stated === null || stated.some((kind) => kind !== "entra") ? read("key") : undefined;
  const mayBeReady = source.credential === "token" || (source.credential === null && source.scopes.length === 0);
  const token = mayBeReady && (stated?.includes("entra") ?? true) ? read("token") : undefined;
  const auth: AuthKind[] = stated === null ? [key === undefined && token !== undefined ? "entra" : "key"] : [...stated];
  if (auth.some((kind) => kind !== "entra") && key === undefined)
    return { kind: "unset", place: source.key ?? source.token, auth };
  if (stated === null && key !== undefined && token !== undefined) {
    const [first, second] = [source.key, source.token].map((place) => (place === null ? "" : shortPlace(place)));
    notes.push(`${target}: both ${first} and ${second} are set, and the key is used. Set \`auth:\` to choose.`);
  }
  const ofKey = key === undefined ? {} : { key };
  if (auth.includes("key-query"))
    notes.push(
      `${target}: key-query puts the key into URLs, which servers and proxies log. Rotate the key afterwards.`,
    );
  if (!auth.includes("entra")) return { kind: "found", auth, credentials: ofKey, entra: null, notes };
  if (token !== undefined)
    return { kind: "found", auth, credentials: { ...ofKey, entra: readyToken(token) }, entra: "token", notes };
  if (source.credential === "token") return { kind: "unset", place: source.token, auth };
  const credential = source.credential ?? "default";
  const settings = identitySettings(authorityOf(source.endpoint), environment);
  const entra = identityTokens({ credential, ...settings, trust: null, vault });
  return { kind: "found", auth, credentials: { ...ofKey, entra }, entra: credential, notes };
}

/**
 * Settings of @azure/identity. Like the package itself, this reads the process only. A found .env file could otherwise
 * send the operator's secret to another authority.
 * @param usual the authority of the cloud
 */
export function identitySettings(usual: string, environment: CredentialEnvironment) {
  const ofProcess = (name: string) =>
    environment.sourceOf?.(name) === "environment" ? environment.get(name) || undefined : undefined;
  const clientId = ofProcess("AZURE_CLIENT_ID");
  const authority = ofProcess("AZURE_AUTHORITY_HOST") ?? usual;
  if (!URL.canParse(authority)) throw new UsageError("AZURE_AUTHORITY_HOST is not a URL: correct or unset it.");
  return { authority, ...(clientId === undefined ? {} : { clientId }) };
}
