import { describe, expect, it } from "vitest";
import { captureBody, captureHeaders, captureMessage } from "../../src/redaction/capture.ts";
import { REDACTION_RULES, type RuleName } from "../../src/redaction/rules.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { redactText } from "../../src/redaction/text.ts";
import { redactUrl } from "../../src/redaction/url.ts";
import { freshCanaries } from "./canaries.ts";
import { DISGUISES } from "./disguises.ts";
import { leaksIn } from "./search.ts";

/** What one rule alone masks: a capture of `secret`, which only `vault` may know. */
type Witness = (vault: Vault, secret: string) => unknown;

const body = (vault: Vault, text: string, secretsAt: string[] = []) =>
  captureBody(Buffer.from(text), false, secretsAt, vault, 100_000).body;
const header = (vault: Vault, name: string, value: string) => captureHeaders([[name, value]], vault);

/** A text with a secret of ours in a form. */
const ours =
  (form: string): Witness =>
  (vault, secret) => {
    vault.register(secret, "apikey");
    return redactText(`text ${DISGUISES[form]?.(secret)} text`, vault);
  };

const WITNESSES = {
  "form: raw": ours("raw"),
  "form: lower case": (vault, secret) => {
    vault.register(secret, "apikey");
    const shown = redactText(`https://${secret.toLowerCase()}.example`, vault);
    return shown.includes(secret.toLowerCase()) ? secret : shown;
  },
  "form: base64": ours("in base64 after one byte"),
  "form: hexadecimal": ours("in hexadecimal"),
  "form: percent": ours("percent-encoded in every byte"),
  "form: JSON escape": ours("in JSON escapes"),
  "form: reference": ours("in character references"),
  "form: soft markup": ours("broken by <wbr>"),
  "form: piece": ours("its first half"),
  "place: kept by the probe": (vault, secret) => [
    body(vault, `{"a":{"own":"${secret.slice(0, 6)}-${secret.slice(6)}`, ["a.own"]),
    body(vault, JSON.stringify({ own: secret }).slice(0, -2), ["own"]),
  ],
  "place: header": (vault, secret) => header(vault, "Authorization", `Negotiate ${secret}`),
  "place: cookie": (vault, secret) => header(vault, "Set-Cookie", `theme=dark; Path=/, sid=${secret}; HttpOnly`),
  "place: URL header": (vault, secret) => header(vault, "Location", `/x?zz=${secret}`),
  "place: userinfo": (vault, secret) => redactUrl(`//me:${secret}@r.example/x`, vault),
  "place: query": (vault, secret) => redactUrl(`/x?zz=${secret}`, vault),
  "place: JSON name": (vault, secret) => body(vault, `{"pass\\u0077ord":"${secret}"}`),
  "place: JSON pair": (vault, secret) => body(vault, JSON.stringify([{ name: "api-key", value: secret }])),
  "place: mint body": (vault, secret) => body(vault, JSON.stringify({ value: secret, expires_at: 1 })),
  "place: name in text": (vault, secret) => redactText(`Account=x;AccountKey=${secret};`, vault),
  "place: quoted name in text": (vault, secret) => redactText(`config: client_secret: "${secret} and more"`, vault),
  "place: XML element": (vault, secret) => body(vault, `<r><Password>${secret}</Password></r>`),
  "place: HTML value": (vault, secret) => body(vault, `<input name="api_key" type="hidden" value="${secret}">`),
  "place: repeated": (vault, secret) => body(vault, JSON.stringify({ password: secret, note: `not ${secret}` })),
  "place: audio": (vault, secret) =>
    captureMessage(JSON.stringify({ type: "x", item: { audio: secret } }), vault, 10_000),
  "shape: ephemeral": (vault, secret) => redactText(`see\\nek_${secret.replace(/\W/g, "")}`, vault),
  "shape: token": (vault, secret) =>
    redactText(`the eyJhbGciOiJub25lIn0.${secret.replace(/\W/g, "")}.c2ln has expired`, vault),
  "shape: annotated key": (vault, secret) =>
    redactText(
      `key ${`${secret}${secret}`.replace(/\W/g, "").slice(0, 52)}JQQJ99BCDe5BCDe5BCDe5BCDe5BCDe5 is wrong`,
      vault,
    ),
  "shape: platform key": (vault, secret) => redactText(`Incorrect: sk-proj-${secret.replace(/\W/g, "")}.`, vault),
  "shape: subprotocol": (vault, secret) => redactText(`realtime, openai-insecure-api-key.${secret}`, vault),
  "shape: bearer": (vault, secret) => redactText(`sent Bearer ${secret.replace(/\W/g, "")} to us`, vault),
  "shape: userinfo": (vault, secret) => redactText(`see https://me:${secret}@r.example/x`, vault),
  "shape: SDP": (vault, secret) => redactText(`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${secret}`, vault),
} as const satisfies Record<RuleName, Witness>;

/** Whether a witness shows its secret under the rules. The canaries have no symbols: shapes end at some. */
function leaks(witness: Witness, rules: readonly RuleName[]): boolean {
  const secret = freshCanaries().S3;
  const shown = JSON.stringify(witness(new Vault(rules), secret));
  return leaksIn(new Map([["captured", shown]]), new Map([["secret", secret]])).length > 0;
}

const caught = new Set<string>();
const TRIES = Array.from({ length: 20 });

describe("a rule of redaction", () => {
  it.each(REDACTION_RULES)("%s masks a secret that no other rule masks", (rule) => {
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
