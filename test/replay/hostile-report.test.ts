import { mkdtempSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { parseReport } from "../../src/conclusion/index.ts";
import type { Json, JsonObject } from "../../src/model/json.ts";
import type { Report } from "../../src/model/report.ts";
import { startReplay } from "../../src/replay/index.ts";
import { smallReports } from "../conclusion/small-reports.ts";
import { buildCli, callCli } from "../support/built-cli.ts";

/*
 * A report that nobody's run wrote, played back. What a listener could not write is refused when the report is read;
 * everything else is asked of it, and it goes on answering.
 */

const RESPONSE = "results.N.recording.attempts.0.steps.0.hops.0";

/** Puts a value at a dotted path, `N` being the first result with a response. */
function reportWith(path: string, value: Json): { text: string; place: string } {
  const small: Report[] = smallReports();
  for (const report of small) {
    const n = report.results.findIndex(
      ({ recording }) => (recording?.attempts[0]?.steps[0]?.hops[0]?.responseHeaders.length ?? 0) > 0,
    );
    if (n === -1) continue;
    const place = path.replace("N", String(n));
    const json: Json = JSON.parse(JSON.stringify(report));
    put(json, place.split("."), value);
    return { text: JSON.stringify(json), place };
  }
  throw new Error("no report has a response");
}

function put(json: Json, [name = "", ...below]: string[], value: Json): void {
  if (json === null || typeof json !== "object") throw new Error(`there is no ${name}`);
  const holder = json as JsonObject;
  if (below.length === 0) holder[name] = value;
  else put(holder[name] ?? null, below, value);
}

const close = (more: JsonObject): Json => ({
  kind: "close",
  at: 1,
  by: "peer",
  code: 1000,
  reason: "",
  transport: "fin",
  failure: null,
  ...more,
});

const REFUSED: [fact: string, path: string, value: Json][] = [
  ["a header name with a space", `${RESPONSE}.responseHeaders.0.0`, "x a"],
  ["a header name with a colon", `${RESPONSE}.responseHeaders.0.0`, "x:a"],
  ["an empty header name", `${RESPONSE}.responseHeaders.0.0`, ""],
  ["a header name with a line end", `${RESPONSE}.responseHeaders.0.0`, "x\r\ny"],
  ["a header name beyond ASCII", `${RESPONSE}.responseHeaders.0.0`, "xé"],
  ["a header value with a line end", `${RESPONSE}.responseHeaders.0.1`, "a\r\nb: c"],
  ["a header value with NUL", `${RESPONSE}.responseHeaders.0.1`, "a\u0000"],
  ["a header value with DEL", `${RESPONSE}.responseHeaders.0.1`, "a\u007f"],
  ["a header value beyond one byte", `${RESPONSE}.responseHeaders.0.1`, "€"],
  ["a request header name with a space", `${RESPONSE}.requestHeaders.0.0`, "x a"],
  ["status 0", `${RESPONSE}.status`, 0],
  ["status 99", `${RESPONSE}.status`, 99],
  ["status 100", `${RESPONSE}.status`, 100],
  ["status 103", `${RESPONSE}.status`, 103],
  ["status 600", `${RESPONSE}.status`, 600],
  ["status 1000", `${RESPONSE}.status`, 1000],
  ["status -1", `${RESPONSE}.status`, -1],
  ["status 200.5", `${RESPONSE}.status`, 200.5],
  ["status 2^53", `${RESPONSE}.status`, 2 ** 53],
  ["a close code of 0", `${RESPONSE.replace(/hops\.0$/, "frames.0")}`, close({ code: 0 })],
  ["a close code of 999", `${RESPONSE.replace(/hops\.0$/, "frames.0")}`, close({ code: 999 })],
  ["a close code of 5000", `${RESPONSE.replace(/hops\.0$/, "frames.0")}`, close({ code: 5000 })],
  ["a close code of 70000", `${RESPONSE.replace(/hops\.0$/, "frames.0")}`, close({ code: 70_000 })],
  ["a close reason that is a number", `${RESPONSE.replace(/hops\.0$/, "frames.0")}`, close({ reason: 7 })],
  ["a URL of code", `${RESPONSE}.url`, "javascript:alert(1)"],
  ["a URL of a file", `${RESPONSE}.url`, "file:///etc/passwd"],
  ["a URL that is none", `${RESPONSE}.url`, "http://[::1"],
  ["an endpoint that is a file", "targets.0.endpoint", "file:///etc/passwd"],
  ["an endpoint of data", "targets.0.endpoint", "data:,x"],
  ["a host of another scheme", "targets.0.hosts", { webrtc: "ftp://r.example" }],
  ["a run id with a line end", "run.id", "a\r\nb: c"],
  ["a run id beyond one byte", "run.id", "€"],
  ["an empty run id", "run.id", ""],
];

describe("a report that no run wrote", () => {
  it.each(REFUSED)("with %s is refused, naming the place", (_fact, path, value) => {
    const { text, place } = reportWith(path, value);
    expect(() => parseReport(text)).toThrow(/^the file is not a valid aoai-probe\/report\/v2: '/);
    expect(() => parseReport(text)).toThrow(place);
  });

  it.each([
    ["a body", "body"],
    ["a sent body", "requestBody"],
  ])("with %s that is nested ten thousand deep is refused", (_, key) => {
    const { text } = reportWith(`${RESPONSE}.${key}`, { text: null, json: "DEEP", bytes: 0, cut: false });
    const deep = text.replace('"DEEP"', `${"[".repeat(10_000)}${"]".repeat(10_000)}`);
    expect(() => parseReport(deep)).toThrow("it is nested too deep");
  });

  it("with a probe that is nested ten thousand deep is refused", () => {
    const { text } = reportWith("probes.0.steps.0.send", { a: "DEEP" });
    const deep = text.replace('"DEEP"', `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`);
    expect(() => parseReport(deep)).toThrow(/^the file is nested too deep/);
  });

  describe("and the command line", () => {
    beforeAll(buildCli);
    const folder = mkdtempSync(join(tmpdir(), "aoai-probe-hostile-"));
    const fileOf = (path: string, value: Json) => {
      const { text, place } = reportWith(path, value);
      const file = join(folder, "report.json");
      writeFileSync(file, text);
      return { file, place };
    };

    it.each(REFUSED.filter((_, index) => [0, 11, 15, 22].includes(index)))(
      "ends with 2 and names file and place: %s",
      async (_fact, path, value) => {
        const { file, place } = fileOf(path, value);
        const { code, stdout, stderr } = await callCli(["emulate", "--from", file]);
        expect(code).toBe(2);
        expect(stdout).toBe("");
        expect(stderr).toContain(`aoai-probe: ${file}: the file is not a valid aoai-probe/report/v2: '${place}`);
      },
    );
  });
});

/** A report whose one hop is an unsigned question to /x, answered as said. */
function playable(answer: JsonObject, frames: Json[] = []): Report {
  const socket = frames.length > 0;
  const { text } = reportWith(RESPONSE.replace(/\.hops\.0$/, ""), {
    index: 0,
    stage: "upgrade",
    hops: [
      {
        at: 0,
        transport: socket ? "websocket" : "http",
        method: "GET",
        url: "ORIGIN/x",
        requestHeaders: [],
        requestBody: null,
        status: 200,
        responseHeaders: [],
        body: null,
        phases: { dns: 0, tcp: 0, tls: 0, sent: 0, firstByte: 0, end: 0 },
        remote: null,
        failure: null,
        redirect: null,
        ...answer,
      },
    ],
    frames,
    failure: null,
  });
  const endpoint = parseReport(text.replace("ORIGIN", "http://r.example")).targets[0]?.endpoint ?? "";
  return parseReport(text.replace("ORIGIN", socket ? endpoint.replace(/^http/, "ws") : endpoint));
}

const failed = (cause: string) => ({ cause, code: null, phase: "headers", text: "" });
const header = (...headers: [string, string][]): JsonObject => ({ responseHeaders: headers });

/** Answers that can be read, and that a listener may stumble over; the status that a client gets, null: none. */
const STRANGE: [fact: string, answer: JsonObject, status: number | null][] = [
  ["status 204 with a body", { status: 204, body: { text: "x", json: null, bytes: 1, cut: false } }, 204],
  ["status 304 with a body", { status: 304, body: { text: "x", json: null, bytes: 1, cut: false } }, 304],
  ["status 599", { status: 599 }, 599],
  ["status 99, recorded as no status", { status: 99, failure: failed("http.bad-status") }, null],
  ["status 0, recorded as no status", { status: 0, failure: failed("http.bad-status") }, null],
  ["status 999, recorded as no status", { status: 999, failure: failed("http.bad-status") }, 999],
  ["status 101 to a plain request", { status: 101 }, null],
  ["no status", { status: null, failure: failed("tcp.reset.awaiting-headers") }, null],
  ["Trailer", header(["Trailer", "x-a"]), 200],
  ["Transfer-Encoding", header(["Transfer-Encoding", "chunked"]), 200],
  ["Content-Length of another length", header(["Content-Length", "9999"]), 200],
  ["Connection: upgrade", header(["Connection", "upgrade"], ["Upgrade", "websocket"]), 200],
  ["Content-Encoding", header(["Content-Encoding", "gzip"]), 200],
  ["one header two hundred times", header(...Array(200).fill(["x-a", "b"])), 200],
  ["Date twice", header(["Date", "x"], ["date", "y"]), 200],
  ["a name that objects inherit", header(["__proto__", "x"], ["constructor", "y"]), 200],
  ["a value of all bytes that may stand there", header(["x-a", "\t ~\u0080\u00ff"]), 200],
  ["the emulator's own mark", header(["x-aoai-probe-emulator", "another"]), 200],
  ["a Location that is none", { status: 302, responseHeaders: [["location", "http://[::1"]] }, 302],
  ["a Location of code", { status: 302, responseHeaders: [["location", "javascript:alert(1)"]] }, 302],
];

describe("a strange report that can be read", () => {
  it.each(STRANGE)("is played back, and the listener goes on: %s", async (_fact, answer, status) => {
    const replay = await startReplay({ report: playable(answer) });
    try {
      const endpoint = replay.targets[0]?.endpoint ?? "";
      for (let turn = 0; turn < 2; turn += 1) expect(await statusOf(`${endpoint}/x`)).toBe(status);
      expect(await statusOf(`${endpoint}/never-asked`)).toBe(501);
    } finally {
      await replay.close();
    }
  });

  it.each<[string, JsonObject, number]>([
    ["a reason of 2,000 characters", { reason: "é".repeat(2_000) }, 1000],
    ["a reason with line ends", { reason: "a\r\nb\u0000" }, 1000],
    ["code 1005", { code: 1005 }, 1006],
    ["code 1015", { code: 1015 }, 1006],
    ["code 2999", { code: 2999 }, 1006],
    ["code 4999", { code: 4999 }, 4999],
    ["no code", { code: null, transport: "reset" }, 1006],
  ])("closes a socket as well as it can be closed: %s", async (_fact, more, code) => {
    const replay = await startReplay({ report: playable({ status: 101 }, [close(more)]) });
    try {
      const endpoint = (replay.targets[0]?.endpoint ?? "").replace(/^http/, "ws");
      expect(await closeOf(`${endpoint}/x`)).toMatchObject({ code });
    } finally {
      await replay.close();
    }
  });

  it.each([
    ["that is longer than any", 1e12],
    ["of no length", -1],
    ["of a broken length", 0.5],
    ["of a length beyond numbers", Number.MAX_VALUE],
  ])("puts silence in place of audio, and not more than a message can hold: %s", async (_fact, bytes) => {
    const event = { type: "x", audio: Array.from({ length: 4 }, () => ({ bytes, sha256: "0" })) };
    const frame: Json = { kind: "message", at: 0, direction: "received", event, text: null, bytes: 1 };
    const replay = await startReplay({ report: playable({ status: 101 }, [frame, close({})]) });
    try {
      const endpoint = (replay.targets[0]?.endpoint ?? "").replace(/^http/, "ws");
      const { received } = await closeOf(`${endpoint}/x`);
      expect(received).toBeGreaterThan(0);
      expect(received).toBeLessThan(24 << 20);
    } finally {
      await replay.close();
    }
  });
});

/** The status of an unsigned GET; null if the connection ended without one. */
function statusOf(url: string): Promise<number | null> {
  return new Promise((resolve) => {
    const asked = request(url, { agent: false }, (response: IncomingMessage) => {
      response.resume();
      response.on("close", () => resolve(response.statusCode ?? null));
    });
    asked.on("upgrade", () => resolve(101));
    asked.on("error", () => resolve(null));
    asked.end();
  });
}

/** How a socket was closed, and how many bytes of messages came before. */
function closeOf(url: string): Promise<{ code: number; received: number }> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    let received = 0;
    socket.on("message", (data) => {
      received += String(data).length;
    });
    socket.on("error", () => undefined);
    socket.on("close", (code) => resolve({ code, received }));
  });
}
