import type { AuthKind, Target } from "../../model/target.ts";
import type { Secret, Vault } from "../../redaction/secret.ts";
import { joinWithAnd } from "../text/word-list.ts";
import type { CredentialSource } from "./keyring.ts";

/** Who gets the requests of one target, and with which credential. It has names of variables, not values. */
export interface Recipient {
  target: string;
  /** The endpoint first, then further hosts of the target. */
  origins: string[];
  /** Origins that get the credential after a redirect. */
  redirectOrigins: string[];
  credentials: { variable: string; bearer: boolean }[];
}

/**
 * The recipient for a target.
 * @param source the variables of its credentials
 * @param secrets the credentials that are used
 */
export function recipientOf(
  target: Target,
  source: CredentialSource,
  secrets: Partial<Record<AuthKind, Secret>>,
): Recipient {
  const origins = [...new Set([target.endpoint, ...Object.values(target.hosts)])];
  return {
    target: target.name,
    origins,
    redirectOrigins: (target.trusted ?? []).filter((origin) => !origins.includes(origin)),
    credentials: (["key", "token"] as const).flatMap((kind) => {
      const variable = source[kind];
      if (secrets[kind] === undefined || variable === null) return [];
      return [{ variable, bearer: kind === "token" || target.provider === "openai" }];
    }),
  };
}

/** Who gets which credential, one line a target: `Sending to https://r.openai.azure.com with AZURE_OPENAI_API_KEY`. */
export function recipientLines(recipients: Recipient[], verb: string, vault: Vault): string[] {
  return recipients.map((recipient) => vault.redact(`${verb} ${recipientInWords(recipient)}`));
}

/** `https://r.openai.azure.com with AZURE_OPENAI_API_KEY`, to be put after `Sending to`. */
export function recipientInWords({ origins, redirectOrigins, credentials }: Recipient): string {
  const names = credentials.map(({ variable, bearer }) => (bearer ? `${variable} as bearer` : variable));
  const redirected = redirectOrigins.length === 0 ? "" : `, and after a redirect to ${joinWithAnd(redirectOrigins)}`;
  return `${joinWithAnd(origins)} ${names.length === 0 ? "without a credential" : `with ${joinWithAnd(names)}`}${redirected}`;
}
