/*
 * Recognises the kind of a pasted value without repeating it. The shapes are those of the service's keys
 * (32 hex characters, or 84 letters and digits), of OpenAI's keys, and of JSON Web Tokens.
 */

const LEGACY_KEY = /(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/i;
const LONG_KEY = /(?<![0-9a-z])[0-9a-z]{60,}={0,2}(?![0-9a-z])/i;
const OPENAI_KEY = /(?<![0-9a-z])sk-[0-9a-z_-]{16,}/i;
const EPHEMERAL = /(?<![0-9a-z])ek_[0-9a-z]{8,}/i;
const TOKEN = /(?<![0-9a-z])eyJ[0-9a-z_-]{8,}\.[0-9a-z_-]+\.[0-9a-z_-]*/i;

type CredentialShape = "key" | "openai-key" | "ephemeral" | "token";

/** The kind of credential that a text contains, or null. */
export function credentialShapeIn(text: string): CredentialShape | null {
  if (TOKEN.test(text)) return "token";
  if (OPENAI_KEY.test(text)) return "openai-key";
  if (EPHEMERAL.test(text)) return "ephemeral";
  return LEGACY_KEY.test(text) || LONG_KEY.test(text) ? "key" : null;
}

/** True for the name of a flag, key or query parameter under which people carry a secret. */
export function isCredentialName(name: string): boolean {
  const plain = name.toLowerCase().replace(/[^a-z]/g, "");
  return /^(x?(azure|openai|azureopenai|aoai)?(api|subscription|access|account|resource)?(key|keys|token)|(ad|access|bearer|auth|entra|aad)token|authorization|auth|bearer|secret|clientsecret|password|credential|credentials|sig|code|ocpapimsubscriptionkey)$/.test(
    plain,
  );
}
