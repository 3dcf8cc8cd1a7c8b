import { describe, expect, it } from "vitest";
import { captureBody, captureHeaders, captureMessage } from "../../src/wire/capture.ts";
import { redactAgain, redactText, redactUrl } from "../../src/wire/redaction.ts";
import { REDACTION_RULES, type RuleName } from "../../src/wire/rules.ts";
import { Vault } from "../../src/wire/secret.ts";
import { freshCanaries } from "./canaries.ts";
import { DISGUISES } from "./disguises.ts";
import { leaksIn } from "./search.ts";

/** What a rule alone keeps from being written: a capture of `secret`, which only `vault` may know. */
type Witness = (vault: Vault, secret: string) => unknown;

const body = (vault: Vault, text: string, secretsAt: string[] = [], more = false) =>
  captureBody(Buffer.from(text), more, secretsAt, vault, 100_000).body;
const header = (vault: Vault, name: string, value: string) => captureHeaders([[name, value]], vault);

/** A text with a known secret in a disguise. */
const known =
  (disguise: string): Witness =>
  (vault, secret) => {
    vault.register(secret, "apikey");
    return redactText(`text ${DISGUISES[disguise]?.(secret)} text`, vault);
  };

const WITNESSES = {
  "header name": (vault, secret) => header(vault, "Ocp-Apim-Subscription-Key", secret),
  "cookie value": (vault, secret) => header(vault, "Set-Cookie", `a=${secret}; Path=/`),
  "url header": (vault, secret) => header(vault, "Location", `/x?zz=${secret}`),
  userinfo: (vault, secret) => redactUrl(`//me:${secret}@r.example/x`, vault),
  "query name": (vault, secret) => [redactUrl(`/x?code=${secret}`, vault), redactText(`again ${secret}`, vault)],
  "unknown query value": (vault, secret) => redactUrl(`/x?zz=${secret}`, vault),
  "json name": (vault, secret) => body(vault, JSON.stringify({ password: secret })),
  "mint body": (vault, secret) => body(vault, JSON.stringify({ client_secret: { value: secret } })),
  "cut mint body": (vault, secret) => body(vault, `{"value":"${secret}","expires_at":1,"x`, [], true),
  "kept by the probe": (vault, secret) => body(vault, JSON.stringify({ a: { own: secret } }), ["a.own"]),
  audio: (vault, secret) => captureMessage(JSON.stringify({ type: "x", item: { audio: secret } }), vault, 10_000),
  fragments: known("its first half"),
  pieces: known("put together from strings"),
  compressed: known("deflated, in base64"),
  // Of a secret this short no fragment counts.
  "cut end": (vault, secret) => {
    vault.register(secret.slice(0, 11), "apikey");
    return body(vault, `the key is ${secret.slice(0, 10)}`, [], true);
  },
  "learnt late": (vault, secret) => {
    const before = redactText(`early ${secret}`, vault);
    vault.register(secret, "ephemeral");
    return redactAgain([before], vault);
  },
  "ephemeral shape": (vault, secret) => redactText(`see\\nek_${secret.replace(/\W/g, "")}`, vault),
  "token shape": (vault, secret) => redactText(`see eyJhbGciOiJI.${secret.replace(/\W/g, "")}.c2lnbmF0dXJl`, vault),
  "annotated key shape": (vault, secret) => {
    const letters = secret.replace(/\W|_/g, "").repeat(4);
    return redactText(`see ${letters.slice(0, 52)}JQQJ99${letters.slice(0, 26)}`, vault);
  },
  subprotocol: (vault, secret) => redactText(`realtime, openai-insecure-api-key.${secret}`, vault),
  bearer: (vault, secret) => redactText(`the header was Bearer ${secret}`, vault),
  "query in text": (vault, secret) => redactText(`see /x?a=1&sig=${secret}&b=2`, vault),
  "header in text": (vault, secret) => redactText(`api-key: ${secret}\r\n`, vault),
  "userinfo in text": (vault, secret) => redactText(`see https://me:${secret}@r.example/`, vault),
  "ice password": (vault, secret) => redactText(`a=ice-pwd:${secret}\r\n`, vault),
  "ice fragment": (vault, secret) => redactText(`a=ice-ufrag:${secret}\r\n`, vault),
  "encoding: raw": known("raw"),
  "encoding: reversed": known("reversed"),
  "encoding: base64 in one case": known("in base64 of one case"),
  "spelling: base64": known("in base64 twice"),
  "spelling: base64 backwards": (vault, secret) => {
    vault.register(secret, "apikey");
    return redactText([...Buffer.from(secret).toString("base64")].reverse().join(""), vault);
  },
  "spelling: hex": known("as a buffer is printed"),
  "spelling: decimal": known("as a list of bytes"),
  "escape: percent": known("percent-encoded in some bytes"),
  "escape: backslash": (vault, secret) => {
    vault.register(secret, "apikey");
    return redactText(
      `text ${secret.replace(/(...)(.)/g, (_, a, b) => `${a}\\x${b.charCodeAt(0).toString(16)}`)}`,
      vault,
    );
  },
  "escape: reference": (vault, secret) => {
    vault.register(secret, "apikey");
    return redactText(`text ${secret.replace(/(...)(.)/g, (_, a, b) => `${a}&#${b.charCodeAt(0)};`)}`, vault);
  },
  "escape: quoted-printable": (vault, secret) => {
    vault.register(`${secret.slice(0, 6)}=${secret.slice(6, 12)}`, "apikey");
    return redactText(`text ${secret.slice(0, 6)}=3D${secret.slice(6, 12)} text`, vault);
  },
} as const satisfies Record<RuleName, Witness>;

/** Whether a witness shows its secret under the rules. The canaries have no symbols: shapes end at some. */
function leaks(witness: Witness, rules: readonly RuleName[]): boolean {
  const secret = freshCanaries().S3;
  const shown = JSON.stringify(witness(new Vault(rules), secret));
  const pieces = new Map([["secret", secret]]);
  return leaksIn(new Map([["captured", shown]]), pieces).length > 0;
}

const caught = new Set<string>();
const TRIES = Array.from({ length: 20 });

describe("a rule of redaction", () => {
  it.each(REDACTION_RULES)("%s keeps a secret back that no other rule does", (rule) => {
    const witness = WITNESSES[rule];
    expect(TRIES.filter(() => leaks(witness, REDACTION_RULES))).toEqual([]);
    const without = REDACTION_RULES.filter((other) => other !== rule);
    expect(TRIES.filter(() => leaks(witness, without)).length).toBeGreaterThan(0);
    caught.add(rule);
  });

  it("has a witness, each of them", () => {
    expect(Object.keys(WITNESSES).sort()).toEqual([...REDACTION_RULES].sort());
    console.log(`rules: ${caught.size} of ${REDACTION_RULES.length} left out in turn are caught`);
  });
});
