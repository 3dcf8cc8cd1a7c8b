import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { harText } from "../../src/bundle/har.ts";
import { parseReport } from "../../src/conclusion/index.ts";
import { listHops, listMessages } from "../../src/judge/ids.ts";
import type { Report } from "../../src/model/report.ts";
import { EMBEDDED_JSON } from "../support/embedded-report.ts";
import { concluded } from "./bundled.ts";

/** The validator is CommonJS without types: `har(data)` resolves to the data, or rejects with what is wrong. */
const validator = z.object({ har: z.custom<(data: unknown) => Promise<unknown>>((v) => typeof v === "function") });
const { har: validate } = validator.parse(createRequire(import.meta.url)("har-validator"));

const messages = z.array(
  z.object({ type: z.enum(["send", "receive"]), time: z.number(), opcode: z.literal(1), data: z.string() }),
);
const log = z.object({
  log: z.object({
    version: z.literal("1.2"),
    entries: z.array(
      z.looseObject({
        request: z.looseObject({ method: z.string(), url: z.string() }),
        response: z.looseObject({ status: z.number(), redirectURL: z.string() }),
        startedDateTime: z.string(),
        time: z.number(),
        timings: z.record(z.string(), z.number()),
        _webSocketMessages: messages.optional(),
      }),
    ),
  }),
});

describe("a run as HAR", () => {
  let report: Report;
  let entries: z.output<typeof log>["log"]["entries"];
  beforeAll(async () => {
    report = await concluded();
    entries = log.parse(JSON.parse(harText(report))).log.entries;
  });

  it("is HAR 1.2 by its schema", async () => {
    const data: unknown = JSON.parse(harText(report));
    await expect(validate(data)).resolves.toEqual(data);
    await expect(validate({ log: { version: "1.2" } })).rejects.toBeDefined();
  });

  it("is HAR 1.2 of the whole embedded run", async () => {
    const sample = EMBEDDED_JSON;
    const data: unknown = JSON.parse(harText(parseReport(readFileSync(sample, "utf8"))));
    expect(log.parse(data).log.entries.length).toBeGreaterThan(200);
    await expect(validate(data)).resolves.toEqual(data);
  });

  it("has an entry for every hop, in order", () => {
    const hops = report.results.flatMap((r) => (r.recording?.attempts ?? []).flatMap(listHops));
    expect(hops.length).toBeGreaterThan(10);
    expect(entries.map(({ request, response }) => [request.method, request.url, response.status])).toEqual(
      hops.map((hop) => [hop.method, hop.url, hop.status ?? 0]),
    );
  });

  it("has every message at the handshake of its connection", () => {
    const sent = report.results.flatMap((r) => (r.recording?.attempts ?? []).flatMap(listMessages));
    const shown = entries.flatMap((entry) => entry._webSocketMessages ?? []);
    expect(shown).toHaveLength(sent.length);
    expect(shown.map(({ data }) => data)).toEqual(
      sent.map(({ event, text }) => (event === null ? text : JSON.stringify(event))),
    );
    for (const entry of entries) if (entry._webSocketMessages !== undefined) expect(entry.response.status).toBe(101);
  });

  it("tells a redirect by its Location, without the key", () => {
    const redirects = entries.filter(({ response }) => response.status === 302);
    expect(redirects.length).toBeGreaterThan(0);
    for (const { response } of redirects) expect(response.redirectURL).toContain("api-key=REDACTED-apikey-1");
  });

  it("counts a time that is the sum of its parts, connect with TLS in it", () => {
    for (const { time, timings } of entries) {
      const parts = ["blocked", "dns", "connect", "send", "wait", "receive"].map((p) => Math.max(0, timings[p] ?? 0));
      expect(time).toBeCloseTo(parts.reduce((sum, ms) => sum + ms, 0));
      expect(timings.connect).toBeGreaterThanOrEqual(timings.ssl ?? 0);
    }
  });
});
