import type { Secret } from "../redaction/secret.ts";

/** Gives an Entra token for a scope, and a new one before it expires. Throws TokenError if there is none. */
export type TokenSource = (scope: string) => Promise<Secret>;

/** No token could be obtained. This says nothing about the service. The message has no secret. */
export class TokenError extends Error {
  override name = "TokenError";
}

/** A token that the operator has. It is the same for every scope, and cannot be renewed. */
export function readyToken(token: Secret): TokenSource {
  return async () => token;
}
