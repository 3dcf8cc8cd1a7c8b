import { reveal, type Secret } from "../redaction/secret.ts";
import { isOneOf, originOf } from "./origin.ts";

/** How a request shows who it is. */
export type Credential = { kind: "none" } | { kind: "api-key"; secret: Secret } | { kind: "bearer"; secret: Secret };

/** A credential, and the only origins it may be sent to. */
export interface BoundCredential {
  credential: Credential;
  origins: string[];
}

/** What may go to a URL's origin: none where it is not one of those the credential is bound to. No other default. */
export function credentialFor(bound: BoundCredential, url: URL): Credential {
  return isOneOf(originOf(url), bound.origins) ? bound.credential : { kind: "none" };
}

/** The header that carries a credential on the wire; for this folder alone. */
export function headersOf(credential: Credential): [string, string][] {
  if (credential.kind === "none") return [];
  if (credential.kind === "api-key") return [["api-key", reveal(credential.secret)]];
  return [["Authorization", `Bearer ${reveal(credential.secret)}`]];
}

/** The same header as it is recorded. */
export function shownHeadersOf(credential: Credential): [string, string][] {
  if (credential.kind === "none") return [];
  if (credential.kind === "api-key") return [["api-key", credential.secret.label]];
  return [["Authorization", `Bearer ${credential.secret.label}`]];
}
