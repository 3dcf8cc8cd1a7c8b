import type { Provider } from "../../model/provider.ts";
import { readTokenClaims } from "../../redaction/token-claims.ts";
import { credentialShapeIn } from "./credential-shape.ts";

/** The value of a credential variable, or why it cannot be used. `why` completes "NAME …" without the value. */
type CredentialReading =
  | { kind: "unset" }
  | { kind: "value"; value: string; note: string | null }
  | { kind: "refused"; why: string };

/** Audiences that the service accepts. Sovereign clouds have their own, so another audience is only noted. */
const AUDIENCES = /^https:\/\/(cognitiveservices\.azure\.(com|us|cn)|ai\.azure\.(com|us|cn))\/?$/;

/**
 * Checks the value of a variable for a key or token, before anything is sent. Trailing line ends are removed, because
 * `$(cat file)` and secret stores leave them. Anything else unusual is refused with advice.
 * @param now Unix time in seconds, to tell an expired token
 */
export function readCredential(
  kind: "key" | "token",
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

/** A shorter text is a word, which a report could not hide. */
const SHORTEST_HEADER = 8;

/** Checks the value of a variable for a header, in the same way. Its form is that of a gateway, so it may have spaces. */
export function readHeaderValue(raw: string | undefined): CredentialReading {
  const value = raw?.replace(/[\r\n]+$/, "");
  if (value === undefined || value === "") return { kind: "unset" };
  const why = problemOfFrame(value) ?? problemOfHeaderValue(value);
  return why === null ? { kind: "value", value, note: null } : { kind: "refused", why };
}

function problemOfHeaderValue(value: string): string | null {
  if (/[^\u0020-\u007e]/.test(value)) return "has characters that a header cannot have: copy it again";
  const example = problemOfExample(value);
  if (example !== null) return example;
  return value.length < SHORTEST_HEADER
    ? `is shorter than ${SHORTEST_HEADER} characters, which a report could not hide: use a longer secret`
    : null;
}

function problemOfForm(value: string): string | null {
  if (/^bearer\s/i.test(value))
    return "begins with `Bearer `: remove this prefix, because it is added when the token is sent";
  const why = problemOfFrame(value);
  if (why !== null) return why;
  if (/[\s,;]/.test(value)) return "has white space or a separator within its value: set exactly one value";
  return /[^\u0021-\u007e]/.test(value) ? "has characters outside ASCII: copy it again" : problemOfExample(value);
}

/** What is around a value that was pasted with more than itself. */
function problemOfFrame(value: string): string | null {
  if (value.trim() === "") return "has only white space: set or unset it";
  if (/^["'“”‘’„«]|["'“”‘’»]$/.test(value)) return "has quotation marks around its value: remove them";
  if (/^(api-key|authorization|ocp-apim-subscription-key)\s*:/i.test(value)) {
    return "has a whole header: set the value only";
  }
  return value === value.trim() ? null : "has white space before or after its value: remove it";
}

function problemOfExample(value: string): string | null {
  return /[<>{}]|^\$|your[-_]?(api[-_]?)?(key|token)|^x+$|changeme|^REDACTED/i.test(value)
    ? "still has a placeholder: set the real value"
    : null;
}

function problemOfKey(value: string): string | null {
  switch (credentialShapeIn(value)) {
    case "token":
      return "has a token (JWT) instead of a key: put it into AZURE_OPENAI_AD_TOKEN";
    case "openai-key":
      return "has a key of OpenAI's platform (sk-…): use a key of the Azure resource, or set `provider: openai` in the target";
    case "ephemeral":
      return "has an ephemeral secret (ek_…): use the key of the resource";
    default:
      break;
  }
  if (/^([0-9a-f]{32}){2,}$/i.test(value) || /^[0-9a-z]{168,}$/i.test(value)) return "has two keys: set exactly one";
  return value.length < 16 ? "is shorter than 16 characters, so it is not a complete key: copy it again" : null;
}

function problemOfToken(value: string): string | null {
  if (credentialShapeIn(value) === "token") return null;
  switch (credentialShapeIn(value)) {
    case "key":
      return "looks like a key instead of a token: put it into the variable of the key";
    case "openai-key":
      return "has a key of OpenAI's platform (sk-…) instead of an Entra token: set a token";
    case "ephemeral":
      return "has an ephemeral secret (ek_…) instead of an Entra token: set a token";
    default:
      return value.length < 16 ? "is shorter than 16 characters, which no token is: copy it again" : null;
  }
}

function readToken(value: string, now: number): CredentialReading {
  const { expires = null, audience = null } = readTokenClaims(value) ?? {};
  if (expires !== null && Date.parse(expires) / 1000 <= now) {
    return { kind: "refused", why: "has an expired token: get a new one" };
  }
  const foreign = audience !== null && !AUDIENCES.test(audience);
  const note = foreign ? "has a token for another audience than Azure AI services, so the service may reject it" : null;
  return { kind: "value", value, note };
}
