import { randomBytes, randomUUID } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Random letters and digits. They are never the id of a field report. */
function fresh(length: number): string {
  let text = "";
  for (const byte of randomBytes(length)) text += ALPHABET[byte % ALPHABET.length] ?? "0";
  return text;
}

type IdKind = "event" | "item" | "sess" | "resp" | "conv" | "rtc" | "live" | "msg" | "chatcmpl";

/** A new id in the service's form: `sess_DpE8UrTWVVY9rJQhPwDlb`. */
export function freshId(kind: IdKind): string {
  return kind === "chatcmpl" ? `chatcmpl-${fresh(29)}` : `${kind}_${fresh(21)}`;
}

/** A new value for `apim-request-id` or `x-request-id`. */
export function freshRequestId(): string {
  return randomUUID();
}

/** A new token. No part of it is a word, because redaction would then mask that word in every report. */
export function freshToken(): string {
  return fresh(40);
}

/** A new secret. A key has no prefix, and an ephemeral secret has `ek_`. */
export function freshSecret(prefix: "" | "ek_"): string {
  return prefix + (prefix === "" ? randomBytes(16).toString("hex") : fresh(40));
}
