import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseReport, ReportError } from "../../src/conclusion/index.ts";
import { isJsonObject, type Json, type JsonObject } from "../../src/model/json.ts";
import { type Probe, probeSchema } from "../../src/model/probe.ts";
import { describeCell } from "../../src/plan/index.ts";
import { factorsOf } from "../../src/steps/factors.ts";
import { RequestError, renderRequest } from "../../src/steps/request.ts";
import { EMBEDDED_JSON } from "../support/embedded-report.ts";
import { rawPeer, say } from "../support/raw-peer.ts";
import { catalog } from "../support/recorded.ts";
import { cellsOf, smallRun, target } from "../support/small-run.ts";
import { failureOf } from "./attack.ts";

/*
 * The probes of a saved report are a stranger's as well: they are read by the schema of a pack, and the renderer of
 * requests holds what the schema cannot see.
 */

const SAMPLE = readFileSync(EMBEDDED_JSON, "utf8");

/** The sample with a step of its first probe changed. */
function reportWith(change: JsonObject): string {
  const report: Json = JSON.parse(SAMPLE);
  const probes = isJsonObject(report) && Array.isArray(report.probes) ? report.probes : [];
  const steps = isJsonObject(probes[0] ?? null) ? (probes[0] as JsonObject).steps : null;
  const step = Array.isArray(steps) ? (steps[0] ?? null) : null;
  if (!isJsonObject(step)) throw new Error("the sample has no step");
  Object.assign(step, change);
  return JSON.stringify(report);
}

describe("a probe of a saved report", () => {
  it.each<[string, JsonObject, string]>([
    ["that leaves its origin", { websocket: "//evil.example/x" }, "probes.0.steps.0.websocket"],
    ["that leaves its origin by backslash", { websocket: "/\\evil.example/x" }, "probes.0.steps.0.websocket"],
    ["that leaves its path", { websocket: "/a/../b" }, "probes.0.steps.0.websocket"],
    ["that sets Host", { headers: { Host: "evil.example" } }, "probes.0.steps.0.headers.Host"],
    ["that sets a credential", { headers: { "api-key": "x" } }, "probes.0.steps.0.headers.api-key"],
    ["that breaks a header", { headers: { "x-a": "b\r\nc: d" } }, "probes.0.steps.0.headers.x-a"],
    ["whose pattern never ends", { expect: { header: { a: "^(a+)+$" } } }, "probes.0.steps.0.expect.header.a"],
    ["that sends a file by path", { websocket: null }, "probes.0.steps.0.websocket"],
    ["with a body by path", { body: { file: "../../.env", type: "text/plain" } }, "probes.0.steps.0.body.file"],
    ["with a type that breaks a header", { body: { file: "a", type: "a/b\r\nc: d" } }, "probes.0.steps.0.body.type"],
  ])("%s is refused, naming the place", (_, change, place) => {
    expect(() => parseReport(reportWith(change))).toThrow(ReportError);
    expect(() => parseReport(reportWith(change))).toThrow(`'${place}'`);
  });
});

/** A probe as no file could give it: what is held here is held without the schema. */
function unchecked(step: JsonObject): Probe {
  const probe = probeSchema.parse({
    id: "p",
    title: "t",
    surface: "rest",
    role: "none",
    reference: "https://example.com/",
    steps: [{ stage: "result", get: "/x" }],
  });
  return { ...probe, steps: probe.steps.map((one) => ({ ...one, ...step })) };
}

const STRAY = [
  "//evil.example/x",
  "///evil.example/x",
  "/\\evil.example/x",
  "/a/../b",
  "/a/%2e%2e/b",
  "/\t/evil.example",
  "@evil.example/x",
  "https://evil.example/x",
  "",
  "/a b",
  "/a?b",
  "/a#b",
];

describe("a request that the schema never saw", () => {
  it.each(STRAY)("is not sent to another path or host, and ends the step: %j", async (path) => {
    const peer = await rawPeer(say("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"));
    try {
      const probe = unchecked({ get: path });
      const cells = cellsOf("p", 1);
      const { recordings } = await smallRun(peer.url("http").origin, cells, {
        catalog: { ...catalog, probes: [probe] },
      });
      expect(failureOf(recordings[0])).toMatchObject({
        cause: "local.unsafe-request",
        text: expect.stringMatching(/^probe 'p', step 'result', path /),
      });
      expect(peer.received).toEqual([]);
      const [cell] = cells;
      if (cell === undefined) throw new Error("no cell");
      const planned = { cell, skip: null, required: false };
      expect(describeCell(planned, probe, target("https://r.example"))[0]).toMatch(/^not sent: step 'result', path /);
      expect([...factorsOf(probe, {}, target("https://r.example"), "key").keys()]).toEqual(["credential"]);
    } finally {
      await peer.close();
    }
  });

  it.each(["Host", "X-Forwarded-Host", "Authorization", "a b", "Transfer-Encoding"])(
    "is not sent with the header %s",
    (name) => {
      const step = unchecked({ headers: { [name]: "v" } }).steps[0];
      if (step === undefined) throw new Error("no step");
      expect(() => renderRequest(step, {}, target("https://r.example"))).toThrow(RequestError);
    },
  );

  it("is not sent without its sample, which a report does not hold", async () => {
    const peer = await rawPeer(say("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"));
    const probe = unchecked({
      post: "/x",
      get: undefined as unknown as Json,
      body: { file: "absent.wav", type: "a/b" },
    });
    const { recordings } = await smallRun(peer.url("http").origin, cellsOf("p", 1), {
      catalog: { ...catalog, probes: [probe] },
    });
    await peer.close();
    expect(failureOf(recordings[0])?.text).toBe(
      "probe 'p', the sample 'absent.wav' is in no samples/ folder: name the folder of its probe with --probes.",
    );
    expect(peer.received).toEqual([]);
  });
});
