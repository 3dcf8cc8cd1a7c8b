import { isCredentialName, isOpenQueryName } from "./credential-names.ts";
import { isStrong } from "./forms.ts";
import { MASK, type Vault } from "./secret.ts";
import { redactText } from "./text.ts";

/**
 * Redacts a URL for display: userinfo, and the values of all query names that are not known to be harmless. The run's
 * own secrets are replaced first, because one may contain URL punctuation.
 */
export function redactUrl(url: string, vault: Vault): string {
  const text = vault.redact(url);
  const head = /^[^?#]*/.exec(text)?.[0] ?? "";
  const query = /^\?[^#]*/.exec(text.slice(head.length))?.[0] ?? "";
  const hash = text.slice(head.length + query.length);
  const pairs = (part: string) =>
    part.slice(0, 1) +
    part
      .slice(1)
      .split("&")
      .map((one) => redactPair(one, vault))
      .join("&");
  return redactText(`${redactUserinfo(head, vault)}${pairs(query)}${hash.includes("=") ? pairs(hash) : hash}`, vault);
}

/** WHATWG ends userinfo at the last `@` of the authority. */
function redactUserinfo(head: string, vault: Vault): string {
  if (!vault.rules.has("place: userinfo")) return head;
  return head.replace(/^(\s*(?:[a-z][a-z0-9+.-]*:[\\/]*|[\\/]{2,}))([^\\/]*)@/i, `$1${MASK}@`);
}

function redactPair(pair: string, vault: Vault): string {
  const equals = pair.indexOf("=");
  if (equals === -1) return vault.rules.has("place: query") && isStrong(pair) ? MASK : pair;
  const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
  if (value === "" || isOpenQueryName(name) || !vault.rules.has("place: query")) return pair;
  // A label stays visible, because it shows that a parameter with an unknown name carries the sent credential.
  return `${name}=${/^REDACTED(?:-[a-z]+-\d+)?$/.test(value) ? value : (labelIn(value) ?? MASK)}`;
}

/** Returns the label of a value that consists of one credential (`Bearer%20REDACTED-token-1`). */
function labelIn(value: string): string | null {
  return /^(?:(?:Bearer|Basic)(?:%20|\+| ))?(REDACTED-[a-z]+-\d+)$/i.exec(value)?.[1] ?? null;
}

/**
 * Returns the label of a value that is a credential by its name or is a secret of the run. Null for any other value.
 */
export function credentialLabel(name: string, value: string, vault: Vault): string | null {
  if (value === "") return null;
  const known = vault.firstIn(value);
  if (known !== null) return known;
  if (/^REDACTED/.test(value)) return value;
  return isCredentialName(name) || redactText(value, vault) !== value ? MASK : null;
}
