import type { Provider } from "../../model/provider.ts";
import type { AuthKind } from "../../model/target.ts";
import type { Secret, Vault } from "../../redaction/secret.ts";
import { UsageError } from "../usage-error.ts";
import { readCredential } from "./credential.ts";
import type { VariableReader } from "./variables.ts";

/** The names of the variables that have a target's credentials. */
export interface CredentialSource {
  key: string | null;
  token: string | null;
  /** The kinds to use, as stated; null: the one that is set, the key before the token. */
  auth: AuthKind[] | null;
  /** Whose platform the target is; absent: Azure. */
  provider?: Provider;
}

type CredentialOutcome =
  | { kind: "found"; auth: AuthKind[]; secrets: Partial<Record<AuthKind, Secret>>; notes: string[] }
  /** A variable that is needed is not set. */
  | { kind: "unset"; variable: string; auth: AuthKind[] };

/**
 * Fetches the credentials of one target into the vault.
 * @param target the name of the target, for messages
 * @throws UsageError if the value of a variable cannot be a credential
 */
export function fetchCredentials(
  target: string,
  source: CredentialSource,
  environment: VariableReader,
  vault: Vault,
): CredentialOutcome {
  const notes: string[] = [];
  const secrets: Partial<Record<AuthKind, Secret>> = {};
  for (const kind of source.auth ?? (["key", "token"] as const)) {
    const variable = source[kind];
    if (variable === null) continue;
    const reading = readCredential(kind, environment.get(variable), Date.now() / 1000, source.provider);
    if (reading.kind === "refused") throw new UsageError(`${target}: the variable ${variable} ${reading.why}.`);
    if (reading.kind === "value") {
      secrets[kind] = vault.register(reading.value, kind === "key" ? "apikey" : "token");
      if (reading.note !== null) notes.push(`${target}: the variable ${variable} ${reading.note}.`);
    }
  }
  const missing = missingVariable(source, secrets);
  if (missing !== null) return { kind: "unset", variable: missing, auth: source.auth ?? ["key"] };
  if (source.auth !== null) return { kind: "found", auth: source.auth, secrets, notes };
  if (secrets.key !== undefined && secrets.token !== undefined) {
    notes.push(
      `${target}: both ${source.key} and ${source.token} are set, and the key is used. Set \`auth:\` to choose.`,
    );
    return { kind: "found", auth: ["key"], secrets: { key: secrets.key }, notes };
  }
  return { kind: "found", auth: secrets.key === undefined ? ["token"] : ["key"], secrets, notes };
}

function missingVariable(source: CredentialSource, secrets: Partial<Record<AuthKind, Secret>>): string | null {
  if (source.auth === null) {
    return secrets.key === undefined && secrets.token === undefined ? (source.key ?? source.token) : null;
  }
  const kind = source.auth.find((k) => secrets[k] === undefined);
  return kind === undefined ? null : source[kind];
}
