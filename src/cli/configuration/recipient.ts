import type { AuthKind, Target } from "../../model/target.ts";
import type { Vault } from "../../redaction/secret.ts";
import { joinWithAnd } from "../text/word-list.ts";
import type { CredentialSource } from "./keyring.ts";
import { shortPlace } from "./secret-place.ts";

/** Who gets the requests of one target, and with which credential. It has names of variables and files, not values. */
export interface Recipient {
  target: string;
  /** The endpoint first, then further hosts of the target. */
  origins: string[];
  /** Origins that get the credential after a redirect. */
  redirectOrigins: string[];
  /** `header`: the name of a gateway's own header. Absent: the credential of the service. */
  credentials: { from: string; as: "header" | "bearer" | "query"; header?: string }[];
}

/**
 * The recipient for a target.
 * @param source the places of its secrets
 */
export function recipientOf(target: Target, source: CredentialSource): Recipient {
  const origins = [...new Set([target.endpoint, ...Object.values(target.hosts)])];
  return {
    target: target.name,
    origins,
    redirectOrigins: (target.trusted ?? []).filter((origin) => !origins.includes(origin)),
    credentials: [
      ...target.auth.map((auth) => ({ from: sourceOf(auth, target, source), as: placeOf(auth, target) })),
      ...Object.entries(source.headers ?? {}).map(([header, place]) => ({
        from: shortPlace(place),
        as: "header" as const,
        header,
      })),
    ],
  };
}

function sourceOf(auth: AuthKind, { entra }: Target, { key, token }: CredentialSource): string {
  if (auth !== "entra") return key === null ? "a key" : shortPlace(key);
  if (entra?.credential === "token" && token !== null) return shortPlace(token);
  return `an Entra token (${entra?.credential ?? "default"})`;
}

function placeOf(auth: AuthKind, { provider }: Target): Recipient["credentials"][number]["as"] {
  if (auth === "key-query") return "query";
  return auth === "key" && provider !== "openai" ? "header" : "bearer";
}

const PLACES = { header: "", bearer: " as bearer", query: " in the URL" } as const;

/** Who gets which credential, one line a target: `Sending to https://r.openai.azure.com with AZURE_OPENAI_API_KEY`. */
export function recipientLines(recipients: Recipient[], verb: string, vault: Vault): string[] {
  return recipients.map((recipient) => vault.redact(`${verb} ${recipientInWords(recipient)}`));
}

/** `https://r.openai.azure.com with AZURE_OPENAI_API_KEY`, to be put after `Sending to`. */
export function recipientInWords({ origins, redirectOrigins, credentials }: Recipient): string {
  const names = credentials.map(({ from, as, header }) =>
    header === undefined ? `${from}${PLACES[as]}` : `${from} as ${header}`,
  );
  const redirected = redirectOrigins.length === 0 ? "" : `, and after a redirect to ${joinWithAnd(redirectOrigins)}`;
  return `${joinWithAnd(origins)} ${names.length === 0 ? "without a credential" : `with ${joinWithAnd(names)}`}${redirected}`;
}
