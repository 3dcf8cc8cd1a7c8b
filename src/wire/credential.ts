import { reveal, type Secret } from "../redaction/secret.ts";
import { isOneOf, originOf } from "./origin.ts";

/** How a request authenticates. */
export type Credential =
  | { kind: "none" }
  | { kind: "api-key"; secret: Secret; header?: "x-api-key" }
  | { kind: "bearer"; secret: Secret };

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

/** Returns the header that carries a credential on the wire. Only this folder may use it. */
export function headersOf(credential: Credential): [string, string][] {
  if (credential.kind === "none") return [];
  if (credential.kind === "api-key") return [[credential.header ?? "api-key", reveal(credential.secret)]];
  return [["Authorization", `Bearer ${reveal(credential.secret)}`]];
}

/** Returns the same header in its recorded form. */
export function shownHeadersOf(credential: Credential): [string, string][] {
  if (credential.kind === "none") return [];
  if (credential.kind === "api-key") return [[credential.header ?? "api-key", credential.secret.label]];
  return [["Authorization", `Bearer ${credential.secret.label}`]];
}
