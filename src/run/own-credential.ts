import { TokenError, type TokenSource } from "../entra/token-source.ts";
import type { Cell } from "../model/cell.ts";
import { scopeOf } from "../model/entra-scope.ts";
import type { AuthKind, Target } from "../model/target.ts";
import type { Secret } from "../redaction/secret.ts";
import type { Credential, SecretHeader } from "../wire/credential.ts";

/** The credentials of one target. */
export interface TargetCredentials {
  key?: Secret;
  entra?: TokenSource;
  /** Further headers of every request. */
  headers?: SecretHeader[];
}

/** A credential that a cell would send, and that could not be obtained. */
interface Unavailable {
  kind: "unavailable";
  why: string;
}

/** Returns what a cell authenticates with, and the headers of its target. A token may have to be fetched first. */
export async function ownCredential(
  cell: Pick<Cell, "variant" | "control">,
  target: Target,
  credentials: TargetCredentials = {},
): Promise<Credential | Unavailable> {
  const own = await credentialOfService(cell, target, credentials);
  return own.kind === "unavailable" || credentials.headers === undefined ? own : { ...own, also: credentials.headers };
}

async function credentialOfService(
  { variant: { auth, scope }, control }: Pick<Cell, "variant" | "control">,
  target: Target,
  { key, entra }: TargetCredentials,
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
