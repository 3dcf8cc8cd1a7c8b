import { ENCODINGS } from "./encodings.ts";
import { ESCAPES } from "./escapes.ts";
import { SPELLINGS } from "./spelt-bytes.ts";

/** Where a word begins; in the text of JSON also behind an escaped line break, whose letter belongs to no word. */
const START = String.raw`(?:(?<![A-Za-z0-9_])|(?<=\\[nrtbf]))`;

const shape = (flags: string, ...parts: RegExp[]) =>
  new RegExp(START + parts.map(({ source }) => source).join(""), flags);

/** Shapes of secrets that nobody registered, and what they are then called. The first group is what is masked. */
export const SHAPES = {
  "ephemeral shape": { shape: shape("g", /(ek_[A-Za-z0-9_-]{8,})/), kind: "ephemeral" },
  "token shape": { shape: shape("g", /(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)/), kind: "token" },
  "annotated key shape": { shape: shape("g", /([A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{20,30}(?:==)?)/), kind: "apikey" },
  subprotocol: { shape: shape("g", /openai-insecure-api-key\.([^\s,;"'\\]{6,})/), kind: "unknown" },
  bearer: { shape: shape("gi", /(?:bearer|basic)\s+(?!REDACTED)([A-Za-z0-9._~+/=-]{16,})/), kind: "token" },
  "query in text": {
    shape:
      /(?:api-key|api_key|subscription-key|access_token|refresh_token|client_secret|(?<![a-z])sig)=(?!REDACTED)([^&\s"'<>\\]{4,})/gi,
    kind: "unknown",
  },
  "header in text": {
    shape:
      /(?:api-key|subscription-key|authorization|functions-key|cookie)[\\"']*\s*[:,]\s*[\\"']*(?!REDACTED|(?:bearer|basic)\s)([^\s"'&<>,\\]{16,})/gi,
    kind: "unknown",
  },
  "userinfo in text": {
    shape: /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,20}:\/\/(?!REDACTED)([^\s/?#"'<>\\]+)@/gi,
    kind: "unknown",
  },
  "ice password": { shape: /a=ice-pwd:(?!REDACTED)([^\s\\"]+)/g, kind: "unknown" },
  "ice fragment": { shape: /a=ice-ufrag:(?!REDACTED)([^\s\\"]+)/g, kind: "unknown" },
} as const satisfies Record<string, { shape: RegExp; kind: string }>;

/** Rules that are neither a way of writing, nor a shape: places at which a secret stands, and when to look. */
const PLACES = [
  "header name",
  "cookie value",
  "url header",
  "userinfo",
  "query name",
  "unknown query value",
  "json name",
  "mint body",
  "cut mint body",
  "kept by the probe",
  "audio",
  "fragments",
  "pieces",
  "compressed",
  "cut end",
  "learnt late",
] as const;

export type RuleName =
  | (typeof PLACES)[number]
  | keyof typeof SHAPES
  | `encoding: ${keyof typeof ENCODINGS}`
  | `spelling: ${keyof typeof SPELLINGS}`
  | `escape: ${keyof typeof ESCAPES}`;

/** Every rule of redaction, by name. A test runs with each left out, and something must leak then. */
export const REDACTION_RULES: readonly RuleName[] = [
  ...PLACES,
  ...keysOf(SHAPES),
  ...keysOf(ENCODINGS).map((name) => `encoding: ${name}` as const),
  ...keysOf(SPELLINGS).map((name) => `spelling: ${name}` as const),
  ...keysOf(ESCAPES).map((name) => `escape: ${name}` as const),
];

/** Names of a closed table. */
export function keysOf<K extends string>(table: Record<K, unknown>): K[] {
  const isKey = (name: string): name is K => Object.hasOwn(table, name);
  return Object.keys(table).filter(isKey);
}
