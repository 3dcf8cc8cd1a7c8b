/** A secret in a form it may take in an answer must be at least so long to be told from ordinary text. */
export const SHORTEST_NEEDLE = 8;

/** Every form a secret may take in text that somebody else wrote: the longest first, each once. */
export function encodingsOf(secret: string): string[] {
  const percent = encodeURIComponent(secret);
  const forms = [
    secret,
    // A header or host name may be folded on the way.
    secret.toLowerCase(),
    secret.toUpperCase(),
    percent,
    lowerPercent(percent),
    // Many encoders leave the slash of a path alone.
    percent.replaceAll("%2F", "/"),
    lowerPercent(percent).replaceAll("%2f", "/"),
    encodeURIComponent(percent),
    everyBytePercent(secret),
    lowerPercent(everyBytePercent(secret)),
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll("/", "\\/"),
    unicodeEscaped(secret),
    markupEscaped(secret),
    characterReferences(secret, (code) => `&#${code};`),
    characterReferences(secret, (code) => `&#x${code.toString(16)};`),
    characterReferences(secret, (code) => `&#x${code.toString(16).toUpperCase()};`),
    Buffer.from(secret).toString("hex"),
    Buffer.from(secret).toString("hex").toUpperCase(),
    ...base64Forms(secret),
  ];
  return [...new Set(forms)].filter((form) => form.length >= SHORTEST_NEEDLE).sort((a, b) => b.length - a.length);
}

/**
 * What stays the same of a text's base64 wherever it begins within a longer one: at each of three alignments, without
 * the characters that its neighbours share.
 */
function base64Forms(secret: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const encoded = bytes.toString("base64").replace(/=+$/, "");
    const inner = encoded.slice([0, 2, 3][before], bytes.length % 3 === 0 ? undefined : -1);
    return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

function lowerPercent(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase());
}

function everyBytePercent(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, "0").toUpperCase()}`).join("");
}

function unicodeEscaped(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function markupEscaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function characterReferences(text: string, reference: (code: number) => string): string {
  return text.replace(/[^A-Za-z0-9._-]/g, (c) => reference(c.charCodeAt(0)));
}
