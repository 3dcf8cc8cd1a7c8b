import type { TokenClaims } from "../model/recording.ts";
import { reveal, type Secret } from "../redaction/secret.ts";
import { readTokenClaims } from "../redaction/token-claims.ts";
import { isOneOf, originOf } from "./origin.ts";

/** The name under which the service reads a key from a URL. */
const QUERY_NAME = "api-key";

/** A header with a secret that is not the service's own, such as the key of a gateway. */
export type SecretHeader = [name: string, value: Secret];

/** How a request authenticates. `also`: to a gateway before the service. */
export type Credential = (
  | { kind: "none" }
  | { kind: "api-key"; secret: Secret; header?: "x-api-key" }
  | { kind: "bearer"; secret: Secret }
  | { kind: "query"; secret: Secret }
) & { also?: SecretHeader[] };

/** A credential, and the only origins that may receive it. */
export interface BoundCredential {
  credential: Credential;
  origins: string[];
}

/**
 * Returns what may be sent to a URL's origin: no credential, unless the origin is one that the credential is bound to.
 * There is no other default.
 */
export function credentialFor(bound: BoundCredential, url: URL): Credential {
  return isOneOf(originOf(url), bound.origins) ? bound.credential : { kind: "none" };
}

/** Returns the URL with the credential that belongs into its query. Only this folder may use it. */
export function addressWith(credential: Credential, url: URL): URL {
  // A Location that is followed as received may already have it.
  if (credential.kind !== "query" || url.searchParams.has(QUERY_NAME)) return url;
  const address = new URL(url);
  const pair = `${QUERY_NAME}=${encodeURIComponent(reveal(credential.secret))}`;
  // The other parameters stay exactly as the probe has them.
  address.search = url.search === "" ? pair : `${url.search}&${pair}`;
  return address;
}

/** Returns the claims of a bearer that may be shown. Null if it has none. */
export function claimsOf(credential: Credential): TokenClaims | null {
  return credential.kind === "bearer" ? readTokenClaims(reveal(credential.secret)) : null;
}

/** Returns the headers that carry a credential on the wire. Only this folder may use it. */
export function headersOf(credential: Credential): [string, string][] {
  return listHeaders(credential, reveal);
}

/** Returns the same headers in their recorded form. */
export function shownHeadersOf(credential: Credential): [string, string][] {
  return listHeaders(credential, ({ label }) => label);
}

/** If both have a header of the same name, it is the credential's. */
function listHeaders(credential: Credential, write: (secret: Secret) => string): [string, string][] {
  const own = ownHeader(credential, write);
  const also = (credential.also ?? []).filter(([name]) => name.toLowerCase() !== own[0]?.[0].toLowerCase());
  return [...own, ...also.map(([name, secret]): [string, string] => [name, write(secret)])];
}

function ownHeader(credential: Credential, write: (secret: Secret) => string): [string, string][] {
  if (credential.kind === "none" || credential.kind === "query") return [];
  if (credential.kind === "api-key") return [[credential.header ?? "api-key", write(credential.secret)]];
  return [["Authorization", `Bearer ${write(credential.secret)}`]];
}
