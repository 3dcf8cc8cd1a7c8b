import { SCOPE_FORM } from "../../model/entra-scope.ts";
import { AUTH_KINDS, type AuthKind, TOKEN_SOURCES, type TokenSourceName } from "../../model/target.ts";
import { didYouMean } from "../text/nearest-name.ts";
import { UsageError } from "../usage-error.ts";
import type { Flags } from "../verb.ts";

/** Flags that say how a run authenticates. They override the configuration file. */
export const CREDENTIAL_FLAGS = {
  auth: {
    kind: "list",
    describe: `How to authenticate: ${AUTH_KINDS.join(", ")}. Every cell is run once for each way. Repeatable.`,
    default: "key, or entra if there is no key",
  },
  "key-file": {
    kind: "text",
    describe: "File with the key, if there is only one target. -: read the key from standard input.",
  },
  "entra-credential": {
    kind: "text",
    describe: `Source of Entra tokens: ${TOKEN_SOURCES.join(", ")}.`,
    default: "token, if AZURE_OPENAI_AD_TOKEN is set",
  },
  "entra-scope": {
    kind: "list",
    describe:
      "Scope of Entra tokens, such as https://ai.azure.com/.default. Every cell with entra is run once for each scope. Repeatable.",
  },
} as const satisfies Flags;

/** How the command line says that a run authenticates. Null and empty: the file or the environment decides. */
export interface CredentialChoice {
  auth: AuthKind[] | null;
  /** A path, or `-` for standard input. */
  keyFile: string | null;
  credential: TokenSourceName | null;
  scopes: string[];
}

/** The names of credentials that a run uses by itself, and what to do instead of naming them. */
const OWN_WAYS: Record<string, string> = {
  ephemeral: "probes that mint a secret use it. Select them with --probe '*client-secret*'.",
  none: "each run has a control without a credential. Select it with --probe no-credential.",
  token: "it is called entra now.",
};

/** @throws UsageError naming the flag, with the nearest known name */
export function readCredentialFlags(flags: Record<string, unknown>): CredentialChoice {
  const auth = listOf(flags.auth).map(readAuth);
  const credential = flags["entra-credential"];
  return {
    auth: auth.length === 0 ? null : [...new Set(auth)],
    keyFile: typeof flags["key-file"] === "string" ? flags["key-file"] : null,
    credential: typeof credential === "string" ? readTokenSource(credential) : null,
    scopes: [...new Set(listOf(flags["entra-scope"]).map(readScope))],
  };
}

function readAuth(text: string): AuthKind {
  const kind = AUTH_KINDS.find((known) => known === text);
  if (kind !== undefined) return kind;
  const own = Object.hasOwn(OWN_WAYS, text) ? OWN_WAYS[text] : undefined;
  if (own !== undefined) throw new UsageError(`--auth ${text}: ${own}`);
  throw new UsageError(`--auth: no such way${adviceFor(text, AUTH_KINDS)}`);
}

function readTokenSource(text: string): TokenSourceName {
  const name = TOKEN_SOURCES.find((known) => known === text);
  if (name !== undefined) return name;
  throw new UsageError(`--entra-credential: no such source${adviceFor(text, TOKEN_SOURCES)}`);
}

function readScope(text: string): string {
  if (SCOPE_FORM.test(text)) return text;
  throw new UsageError("--entra-scope: expects a scope such as https://ai.azure.com/.default.");
}

function adviceFor(text: string, known: readonly string[]): string {
  return didYouMean(text, known) || `. Use ${known.join(", ")}.`;
}

function listOf(given: unknown): string[] {
  return Array.isArray(given) ? given.map(String) : [];
}
