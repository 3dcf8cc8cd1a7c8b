import { scopeOf } from "../entra/scope.ts";
import { TokenError, type TokenSource } from "../entra/token-source.ts";
import type { Cell } from "../model/cell.ts";
import type { AuthKind, Target } from "../model/target.ts";
import type { Secret } from "../redaction/secret.ts";
import type { Credential } from "../wire/credential.ts";

/** The credentials of one target. */
export interface TargetCredentials {
  key?: Secret;
  entra?: TokenSource;
}

/** A credential that a cell would send, and that could not be obtained. */
interface Unavailable {
  kind: "unavailable";
  why: string;
}

/** Returns what a cell authenticates with. A token may have to be fetched first. */
export async function ownCredential(
  { variant: { auth, scope }, control }: Pick<Cell, "variant" | "control">,
  target: Target,
  { key, entra }: TargetCredentials = {},
): Promise<Credential | Unavailable> {
  if (control === "no-credential") return { kind: "none" };
  if (auth !== "entra") return key === undefined ? { kind: "none" } : { kind: placeOfKey(auth, target), secret: key };
  if (entra === undefined) return { kind: "none" };
  try {
    return { kind: "bearer", secret: await entra(scope ?? scopeOf(target.endpoint)) };
  } catch (error) {
    if (error instanceof TokenError) return { kind: "unavailable", why: error.message };
    throw error;
  }
}

/** OpenAI's own platform takes its key as a bearer. */
function placeOfKey(auth: Exclude<AuthKind, "entra">, { provider }: Target): "api-key" | "bearer" | "query" {
  if (auth === "key-query") return "query";
  return auth === "key-bearer" || provider === "openai" ? "bearer" : "api-key";
}
