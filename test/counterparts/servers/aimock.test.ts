import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report, Result } from "../../../src/model/report.ts";
import { freePorts, startServer } from "../support/daemon.ts";
import { outcomeOf, probe, resultOf } from "../support/prober.ts";
import { note } from "../support/table.ts";

/* A realtime server that nobody here wrote. It knows no deployments: every name is served. */

const KEY = "good-key-of-aimock";
const MODEL = "gpt-realtime-1.5";
const COMMAND = join(import.meta.dirname, "../node_modules/@copilotkit/aimock/dist/cli.js");

/** What it serves, and what it lacks. */
const GA = ["ga-realtime", "sdk-ga-beta-header"];
const LACKED = [
  "ga-client-secret-realtime",
  "ga-translation",
  "ga-calls",
  "preview-realtime",
  "preview-session",
  "voice-live-realtime",
];

let server: { stop(): Promise<void> };
let endpoint = "";
let report: Report;

beforeAll(async () => {
  const fixtures = mkdtempSync(join(tmpdir(), "aoai-probe-aimock-"));
  writeFileSync(
    join(fixtures, "ready.json"),
    JSON.stringify({ fixtures: [{ match: { userMessage: "ready" }, response: { content: "ready" } }] }),
  );
  const [port = 0] = await freePorts(1);
  endpoint = `http://127.0.0.1:${port}`;
  server = await startServer({
    name: "aimock",
    command: process.execPath,
    args: [COMMAND, "-p", String(port), "-h", "127.0.0.1", "-f", fixtures],
    env: { AIMOCK_API_KEYS: KEY },
    ports: [{ port, tls: false }],
  });
  report = (await probe({ endpoint, key: KEY, deployment: MODEL, probes: [...GA, ...LACKED] })).report;
});

afterAll(() => server?.stop());

describe("aimock", () => {
  it("reaches the result of a GA conversation", () => {
    const result = asked("ga-realtime");
    expect(result.stage).toEqual({ reached: "result", failedAt: null });
    const types = result.recording?.attempts[0]?.steps.flatMap(({ frames }) =>
      frames.flatMap((frame) =>
        frame.kind === "message" && frame.direction === "received" ? [frame.event?.type] : [],
      ),
    );
    expect(types).toEqual(expect.arrayContaining(["session.created", "session.updated", "response.done"]));
  });

  it("serves deployments that cannot exist too, so that no claim is made of the one that was asked", () => {
    expect(asked("ga-realtime")).toMatchObject({
      verdict: "inconclusive",
      cause: "control.missing-deployment-succeeds",
    });
  });

  it("closes with 4000 where the beta header is sent, and is not called supported", () => {
    const result = asked("sdk-ga-beta-header");
    expect(result.error).toMatchObject({ code: "beta_api_shape_disabled" });
    const closes = result.recording?.attempts.flatMap(({ steps }) =>
      steps.flatMap(({ frames }) => frames.flatMap((frame) => (frame.kind === "close" ? [frame] : []))),
    );
    expect(closes?.[0]).toMatchObject({ code: 4000, by: "peer" });
    expect(result.verdict).not.toBe("supported");
    expect(result.stage.reached).not.toBe("result");
  });

  it.each(LACKED)("lacks %s, which is said as it is", (id) => {
    const result = asked(id);
    expect(result.stage.reached).toBe("connect");
    expect(result.status).toBeGreaterThanOrEqual(400);
    expect(["no-route", "inconclusive", "rejected-request", "not-deployed"]).toContain(result.verdict);
  });

  it("refuses a wrong key with 401, on the handshake as on a request", async () => {
    const { report: denied } = await probe({
      endpoint,
      key: "wrong-key-for-aimock",
      deployment: MODEL,
      probes: ["ga-realtime", "chat-completions-v1"],
    });
    for (const id of ["ga-realtime", "chat-completions-v1"]) {
      const result = resultOf(denied, id);
      note("aimock", `${id}, wrong key`, outcomeOf(result));
      expect(result).toMatchObject({ verdict: "auth", status: 401 });
    }
  });
});

function asked(id: string): Result {
  const result = resultOf(report, id);
  note("aimock", id, outcomeOf(result));
  return result;
}
