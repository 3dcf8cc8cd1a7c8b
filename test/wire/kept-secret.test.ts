import { expect, it } from "vitest";
import { captureBody } from "../../src/redaction/capture.ts";
import { Vault } from "../../src/redaction/secret.ts";

const SECRET = "ek_6a1f0c9d2b7e4853";

it.each([
  ["client_secret.value", { client_secret: { value: SECRET } }],
  ["data.1.value", { data: [{ value: null }, { value: SECRET }] }],
  ["data.*.value", { data: [{ value: null }, { value: SECRET }] }],
])("a secret that a probe keeps from %s is known from then on, and not in the record", (path, body) => {
  const vault = new Vault();
  const bytes = Buffer.from(JSON.stringify({ ...body, again: `it is ${SECRET}` }));
  const { body: kept, secrets } = captureBody(bytes, false, [path], vault, 10_000);
  expect(Object.keys(secrets)).toEqual([path]);
  expect(JSON.stringify(kept)).not.toContain(SECRET);
  expect(vault.scan(SECRET)).not.toEqual([]);
});
