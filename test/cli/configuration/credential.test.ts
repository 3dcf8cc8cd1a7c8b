import { describe, expect, it } from "vitest";
import { readCredential, readHeaderValue } from "../../../src/cli/configuration/credential.ts";
import { credentialShapeIn, isCredentialName } from "../../../src/cli/configuration/credential-shape.ts";

const NOW = 1_780_000_000;
const HEX = "0123456789abcdef0123456789abcdef";
const LONG = `${"Ab3dE6gH".repeat(6)}JQQJ99${"Zy8xW6vU".repeat(3)}ACOG12`;

function jwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256" })}.${part(claims)}.c2lnbmF0dXJl`;
}

const GOOD_TOKEN = jwt({ aud: "https://cognitiveservices.azure.com", exp: NOW + 600 });

describe("a key's variable", () => {
  it.each([HEX, LONG, "canary/with+slash=and-more=="])("holding %s is taken", (value) => {
    expect(readCredential("key", value, NOW)).toEqual({ kind: "value", value, note: null });
  });

  it("loses the line end that a file leaves", () => {
    expect(readCredential("key", `${HEX}\r\n`, NOW)).toMatchObject({ kind: "value", value: HEX });
  });

  it.each([undefined, "", "\n"])("that is %j is unset", (value) => {
    expect(readCredential("key", value, NOW)).toEqual({ kind: "unset" });
  });

  it.each([
    ["   ", "only white space"],
    [`"${HEX}"`, "quotation marks"],
    [`“${HEX}”`, "quotation marks"],
    [` ${HEX}`, "white space before or after"],
    [`Bearer ${HEX}`, "`Bearer `"],
    [`api-key: ${HEX}`, "whole header"],
    [`${HEX.slice(0, 16)}\n${HEX.slice(16)}`, "white space or a separator"],
    [`${HEX},${HEX}`, "exactly one"],
    [`${HEX}${HEX}`, "two keys"],
    [`${HEX.slice(0, 31)}é`, "outside ASCII"],
    ["<your-api-key-here>", "placeholder"],
    ["YOUR_API_KEY_GOES_HERE", "placeholder"],
    ["Zq7.Zq7.Zq7.Zq", "shorter than 16 characters"],
    ["sk-abcdefghijklmnopqrstuvwx", "OpenAI's platform"],
    ["ek_abcdefghijklmnopqrst", "ephemeral"],
    [GOOD_TOKEN, "AZURE_OPENAI_AD_TOKEN"],
  ])("holding %j is refused and not repeated", (value, said) => {
    const reading = readCredential("key", value, NOW);
    const why = reading.kind === "refused" ? reading.why : "accepted";
    expect(why).toContain(said);
    if (value.trim() !== "") expect(why).not.toContain(value.trim().slice(0, 14));
  });
});

describe("a token's variable", () => {
  it("holding a token of the service's audience is taken", () => {
    expect(readCredential("token", GOOD_TOKEN, NOW)).toEqual({ kind: "value", value: GOOD_TOKEN, note: null });
  });

  it("holding an opaque token is taken", () => {
    expect(readCredential("token", "emulator-token-0001", NOW)).toMatchObject({ kind: "value", note: null });
  });

  it("holding a token for another audience is taken with a note", () => {
    const token = jwt({ aud: "https://management.azure.com", exp: NOW + 600 });
    const reading = readCredential("token", token, NOW);
    expect(reading.kind === "value" ? reading.note : null).toContain("another audience");
  });

  it("holding an expired token is refused", () => {
    const reading = readCredential("token", jwt({ exp: NOW - 1 }), NOW);
    expect(reading.kind === "refused" ? reading.why : "").toContain("expired");
  });

  it("holding a key is refused", () => {
    const reading = readCredential("token", HEX, NOW);
    expect(reading.kind === "refused" ? reading.why : "").toContain("instead of a token");
  });
});

describe("the shape of a credential", () => {
  it.each([
    [HEX, "key"],
    [`--probe=${HEX.toUpperCase()}`, "key"],
    [LONG, "key"],
    [GOOD_TOKEN, "token"],
    ["sk-proj-abcdefghijklmnop", "openai-key"],
    ["ek_0123456789", "ephemeral"],
    ["4b30c637-e2c5-41f9-8e2c-5d37fa3d22d8", null],
    ["gpt-realtime-whisper=gpt-realtime-whisper@2026-05-06", null],
    ["preview-transcription-with-deployment", null],
    ["/home/somebody/a/rather/long/path/to/a/folder/of/reports/that/goes/on/and/on/for/ever", null],
  ])("of %s is %s", (text, shape) => {
    expect(credentialShapeIn(text)).toBe(shape);
  });

  it.each(["api-key", "apiKey", "API_KEY", "token", "access_token", "Authorization", "azure-openai-api-key", "sig"])(
    "is expected under the name %s",
    (name) => expect(isCredentialName(name)).toBe(true),
  );

  it.each(["endpoint", "probe", "api-version", "model", "deployment", "intent", "max-output-tokens"])(
    "is not expected under the name %s",
    (name) => expect(isCredentialName(name)).toBe(false),
  );
});

describe("the variable of a header", () => {
  it.each([HEX, "Basic dXNlcjpwYXNzd29yZA==", "client=one; secret=two"])("holding %s is taken", (value) => {
    expect(readHeaderValue(`${value}\n`)).toEqual({ kind: "value", value, note: null });
  });

  it("that is empty is unset", () => {
    expect(readHeaderValue("\n")).toEqual({ kind: "unset" });
  });

  it.each([
    ["   ", "only white space"],
    [`"${HEX}"`, "quotation marks"],
    [`${HEX} `, "white space before or after"],
    [`Ocp-Apim-Subscription-Key: ${HEX}`, "whole header"],
    [`${HEX}\r\nX-Evil: 1`, "characters that a header cannot have"],
    [`${HEX}é`, "characters that a header cannot have"],
    ["<your-api-key-here>", "placeholder"],
    ["Zq7.Zq7", "shorter than 8 characters"],
  ])("holding %j is refused and not repeated", (value, said) => {
    const reading = readHeaderValue(value);
    const why = reading.kind === "refused" ? reading.why : "accepted";
    expect(why).toContain(said);
    if (value.trim() !== "") expect(why).not.toContain(value.trim().slice(-7));
  });
});
