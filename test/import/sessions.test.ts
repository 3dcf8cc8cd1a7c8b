import { describe, expect, it } from "vitest";
import { concludeReport, parseReport } from "../../src/conclusion/index.ts";
import { entry, HOST, harOf, TURN } from "./captures.ts";
import { importText, reportOf } from "./imported.ts";

const SECRET = "ek_68af296e8e408191a1120ab6383263c2";
const MODEL = { session: { type: "realtime", model: "gpt-realtime" } };
const mint = entry({
  url: "/openai/v1/realtime/client_secrets",
  headers: { "api-key": "0123456789abcdefABCDEF0123456789" },
  sent: MODEL,
  body: { value: SECRET, expires_at: 1, ...MODEL },
  answer: { "apim-request-id": "mint-1", "azureml-served-by-cluster": "hyena-eastus2-02" },
});
const call = entry({
  url: "/openai/v1/realtime/calls",
  method: "POST",
  status: 201,
  at: 1,
  headers: { Authorization: `Bearer ${SECRET}` },
  answer: { Location: "/v1/realtime/calls/rtc_abc123" },
});
const socket = (query: string, headers: Record<string, string> = {}, at = 2) =>
  entry({ url: `wss://${HOST}/openai/v1/realtime?${query}`, status: 101, at, headers, messages: TURN });
const withSecret = (secret = SECRET) => ({ "Sec-WebSocket-Protocol": `realtime, openai-insecure-api-key.${secret}` });
const sideband = socket("call_id=rtc_abc123", { "api-key": "0123456789abcdefABCDEF0123456789" });
const hangup = entry({ url: "/openai/v1/realtime/calls/rtc_abc123/hangup", method: "POST", at: 9 });

/** The requests of each cell, by stage. */
function shapeOf(...entries: object[]): string[] {
  return importText(harOf(...entries), "capture.har").cells.map(({ recording }) =>
    (recording.attempts[0]?.steps ?? [])
      .flatMap(({ stage, hops }) => (hops.length === 0 ? [] : `${stage}×${hops.length}`))
      .join(" "),
  );
}

describe("requests of one session", () => {
  it.each<[string, object[], string[]]>([
    ["a mint and the socket that uses its secret", [mint, socket("", withSecret())], ["mint×1 upgrade×1"]],
    [
      "a mint and a socket with its secret as bearer",
      [mint, socket("", { Authorization: `Bearer ${SECRET}` })],
      ["mint×1 upgrade×1"],
    ],
    ["a mint and a socket with its secret as key", [mint, socket("", { "api-key": SECRET })], ["mint×1 upgrade×1"]],
    ["a mint, its call and the sideband", [mint, call, sideband], ["mint×1 upgrade×1 session×1"]],
    [
      "a mint, its call, the sideband and the hang-up",
      [mint, call, sideband, hangup],
      ["mint×1 upgrade×1 session×1 result×1"],
    ],
    ["a call and its sideband", [call, sideband], ["upgrade×1 session×1"]],
    ["a mint and its call", [mint, call], ["mint×1 upgrade×1"]],
    [
      "a mint and a socket, with another request between",
      [mint, entry({ url: "/openai/v1/models" }), socket("", withSecret())],
      ["mint×1 upgrade×1", "result×1"],
    ],
  ])("are steps of one cell: %s", (_, entries, shape) => {
    expect(shapeOf(...entries)).toEqual(shape);
  });

  it.each<[string, object[], string[]]>([
    [
      "a socket with another secret",
      [mint, socket("", withSecret("ek_00000000aaaaaaaa11111111bbbbbbbb"))],
      ["mint×1", "upgrade×1"],
    ],
    [
      "a socket with the key of the resource",
      [mint, socket("model=gpt-realtime", { "api-key": "0123456789abcdefABCDEF0123456789" })],
      ["mint×1", "upgrade×1"],
    ],
    ["the sideband of another call", [mint, call, socket("call_id=rtc_other")], ["mint×1 upgrade×1", "upgrade×1"]],
    [
      "a second socket of one secret",
      [mint, socket("", withSecret()), socket("", withSecret(), 5)],
      ["mint×1 upgrade×1", "upgrade×1"],
    ],
  ])("are separate cells if the capture does not show that they belong together: %s", (_, entries, shape) => {
    expect(shapeOf(...entries)).toEqual(shape);
  });

  it("are not joined by a mask that a recorder wrote", () => {
    const masked = JSON.parse(JSON.stringify([mint, socket("", withSecret())]).replaceAll(SECRET, "ek_REDACTED"));
    expect(shapeOf(...masked)).toEqual(["mint×1", "upgrade×1"]);
  });

  it("are judged by the result of the socket, and no secret is kept", async () => {
    const report = await reportOf(harOf(mint, call, sideband, hangup), "capture.har");
    expect(report.results.map(({ verdict, cell, stage }) => [verdict, cell.deployment, stage.reached])).toEqual([
      ["supported", "gpt-realtime", "result"],
    ]);
    expect(report.targets.map(({ answeredRegions }) => answeredRegions)).toEqual([["eastus2"]]);
    expect(report.probes[0]?.title).toMatch(/ga-calls/);
    expect(JSON.stringify(report)).not.toContain(SECRET);
    expect(JSON.stringify(concludeReport(parseReport(JSON.stringify(report))))).toBe(JSON.stringify(report));
  });
});

const at = (path: string) => `/openai/v1/${path}`;
const redirect = (from: string, location: string, status = 307, more: object = {}) =>
  entry({ url: at(from), status, answer: { Location: location }, ...more });

describe("redirects", () => {
  it.each<[string, object[], string[]]>([
    ["to the next request", [redirect("models", at("models/")), entry({ url: at("models/"), at: 1 })], ["result×2"]],
    [
      "by an absolute Location",
      [redirect("models", `https://${HOST}${at("x")}`), entry({ url: at("x"), at: 1 })],
      ["result×2"],
    ],
    [
      "twice",
      [
        redirect("models", at("a")),
        redirect("a", at("b"), 308, { at: 1 }),
        entry({ url: at("b"), at: 2, status: 404 }),
      ],
      ["result×3"],
    ],
    [
      "of a POST, by 302 to a GET",
      [redirect("responses", at("x"), 302, { sent: {} }), entry({ url: at("x"), at: 1 })],
      ["result×2"],
    ],
    [
      "of a POST, by 307 to a POST",
      [redirect("responses", at("x"), 307, { sent: {} }), entry({ url: at("x"), at: 1, sent: {} })],
      ["result×2"],
    ],
    [
      "with a key in the Location",
      [redirect("models", `${at("models")}?api-key=Zx81Kq9mPw27Lr4T`), entry({ url: at("models"), at: 1 })],
      ["result×2"],
    ],
    [
      "with a foreign request between",
      [redirect("models", at("x")), entry({ url: "https://cdn.example.com/a.js" }), entry({ url: at("x"), at: 1 })],
      ["result×2"],
    ],
  ])("are hops of one step: %s", (_, entries, shape) => {
    expect(shapeOf(...entries)).toEqual(shape);
  });

  it.each<[string, object[]]>([
    ["to another URL", [redirect("models", at("a")), entry({ url: at("b"), at: 1 })]],
    ["by another method", [redirect("responses", at("x"), 307, { sent: {} }), entry({ url: at("x"), at: 1 })]],
    ["that a request of an hour later repeats", [redirect("models", at("a")), entry({ url: at("a"), at: 3600 })]],
    ["without a Location", [entry({ url: at("models"), status: 302 }), entry({ url: at("models"), at: 1 })]],
  ])("are separate cells if the next request does not follow them: %s", (_, entries) => {
    expect(shapeOf(...entries)).toEqual(["result×1", "result×1"]);
  });

  it.each<[string, object[], string]>([
    [
      "a dead path",
      [redirect("realtime", at("gone")), entry({ url: at("gone"), at: 1, status: 404 })],
      "redirect.dead-path",
    ],
    ["no further request", [redirect("models", at("gone"))], "redirect.not-followed"],
    ["its own URL", [redirect("models", at("models"))], "redirect.loop"],
    ["no Location", [entry({ url: at("models"), status: 302 })], "http.bad-redirect"],
  ])("that lead to %s are judged as in a run", async (_, entries, cause) => {
    const { results } = await reportOf(harOf(...entries), "capture.har");
    expect(results.map((result) => result.cause)).toEqual([cause]);
  });
});
