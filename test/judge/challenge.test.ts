import { expect, it } from "vitest";
import { readChallenge } from "../../src/judge/challenge.ts";
import { hop } from "../support/recorded.ts";

const TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47";

it.each<[string, string | null, object | null]>([
  ["none", null, null],
  ["that of another scheme", 'Basic realm="x"', null],
  [
    "that of Entra",
    `Bearer authorization_uri="https://login.windows.net/${TENANT}", resource="https://cognitiveservices.azure.com"`,
    { audience: "https://cognitiveservices.azure.com", tenant: TENANT },
  ],
  ["one without parts", "Bearer", { audience: null, tenant: null }],
  [
    "parts of another form",
    'Bearer resource="javascript:x", authorization="/common"',
    { audience: null, tenant: null },
  ],
])("reads the challenge of an answer: %s", (_what, header, expected) => {
  const headers: [string, string][] = header === null ? [] : [["WWW-Authenticate", header]];
  expect(readChallenge(hop({ status: 401, headers }))).toEqual(expected);
});
