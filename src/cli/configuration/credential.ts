import type { Provider } from "../../model/provider.ts";
import type { AuthKind } from "../../model/target.ts";
import { credentialShapeIn } from "./credential-shape.ts";

/** What the value of a credential's variable came to. `why` completes "NAME …" and never repeats the value. */
type CredentialReading =
  | { kind: "unset" }
  | { kind: "value"; value: string; note: string | null }
  | { kind: "refused"; why: string };

/** Audiences under which the service takes a token; sovereign clouds have their own, so others are only noted. */
const AUDIENCES = /^https:\/\/(cognitiveservices\.azure\.(com|us|cn)|ai\.azure\.(com|us|cn))\/?$/;

/**
 * Checks the value of a variable that holds a key or a token, before anything is sent. Trailing line ends are
 * dropped, for `$(cat file)` and secret stores leave them; anything else unusual is refused with advice.
 * @param now Unix time in seconds, to tell an expired token
 */
export function readCredential(
  kind: AuthKind,
  raw: string | undefined,
  now: number,
  provider: Provider = "azure",
): CredentialReading {
  const value = raw?.replace(/[\r\n]+$/, "");
  if (value === undefined || value === "") return { kind: "unset" };
  const ownKey = provider === "openai" && credentialShapeIn(value) === "openai-key";
  const why = problemOfForm(value) ?? (ownKey ? null : kind === "key" ? problemOfKey(value) : problemOfToken(value));
  if (why !== null) return { kind: "refused", why };
  if (kind === "key") return { kind: "value", value, note: null };
  return readToken(value, now);
}

function problemOfForm(value: string): string | null {
  if (value.trim() === "") return "holds white space only; set it, or unset it";
  if (/^["'“”‘’„«]|["'“”‘’»]$/.test(value)) return "has quotation marks around its value; remove them";
  if (/^bearer\s/i.test(value)) return "begins with `Bearer `; set the bare value, the prefix is added when it is sent";
  if (/^(api-key|authorization|ocp-apim-subscription-key)\s*:/i.test(value)) {
    return "holds a whole header; set the bare value";
  }
  if (value !== value.trim()) return "has white space before or after its value; remove it";
  if (/[\s,;]/.test(value)) return "holds white space or a separator: two values, or a line break? Set exactly one";
  if (/[^\u0021-\u007e]/.test(value)) return "holds characters outside ASCII; copy it again";
  if (/[<>{}]|^\$|your[-_]?(api[-_]?)?(key|token)|^x+$|changeme|^REDACTED/i.test(value)) {
    return "still holds a placeholder; set the real value";
  }
  return null;
}

function problemOfKey(value: string): string | null {
  switch (credentialShapeIn(value)) {
    case "token":
      return "holds a token (JWT) where a key is due; put it into the token's variable (AZURE_OPENAI_AD_TOKEN)";
    case "openai-key":
      return "holds a key of OpenAI's own platform (sk-…); an Azure resource has keys of its own, and OpenAI's platform is a target with `provider: openai`";
    case "ephemeral":
      return "holds an ephemeral secret (ek_…); set the resource's key, the probes mint their own";
    default:
      break;
  }
  if (/^([0-9a-f]{32}){2,}$/i.test(value) || /^[0-9a-z]{168,}$/i.test(value)) return "holds two keys; set exactly one";
  return value.length < 16 ? "is shorter than any key (16 characters); copy it again" : null;
}

function problemOfToken(value: string): string | null {
  if (credentialShapeIn(value) === "token") return null;
  switch (credentialShapeIn(value)) {
    case "key":
      return "holds what looks like a resource's key where a token is due; put it into the key's variable";
    case "openai-key":
      return "holds a key of OpenAI's own platform (sk-…) where an Entra token is due";
    case "ephemeral":
      return "holds an ephemeral secret (ek_…) where an Entra token is due";
    default:
      return value.length < 16 ? "is shorter than any token (16 characters); copy it again" : null;
  }
}

function readToken(value: string, now: number): CredentialReading {
  const { expires, audience } = claimsOf(value);
  if (expires !== null && expires <= now) {
    return { kind: "refused", why: "holds a token that has expired; get a new one" };
  }
  const foreign = audience !== null && !AUDIENCES.test(audience);
  const note = foreign ? "holds a token for another audience than Azure AI services; the service may refuse it" : null;
  return { kind: "value", value, note };
}

/** The two claims that matter before sending; null where the token is opaque. */
function claimsOf(token: string): { expires: number | null; audience: string | null } {
  const nothing = { expires: null, audience: null };
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    if (typeof claims !== "object" || claims === null) return nothing;
    const expires = "exp" in claims && typeof claims.exp === "number" ? claims.exp : null;
    const audience = "aud" in claims && typeof claims.aud === "string" ? claims.aud : null;
    return { expires, audience };
  } catch {
    return nothing;
  }
}
