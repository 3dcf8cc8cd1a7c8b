import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningEmulator, startEmulator } from "../../src/emulator/resource.ts";
import { buildCli, runCli } from "../support/built-cli.ts";

/** Not shaped like a key of the service, and with every character that some encoding changes. */
const CANARY = "c4n/ry+of=the~mine/shaft+n0/2=77";

const root = mkdtempSync(join(tmpdir(), "aoai-probe-canary-"));
const home = join(root, "home");
const out = join(root, "out");
let emulator: RunningEmulator;
let echo: Server;

/** A peer that sends back, in every place of an answer, what it was sent. */
function echoingServer(): Server {
  return createServer((request, response) => {
    const key = String(request.headers["api-key"] ?? "");
    response.statusMessage = "Bad Request";
    response.setHeader("x-echo", key);
    response.setHeader("set-cookie", `session=${encodeURIComponent(key)}; Path=/`);
    response.setHeader("x-ms-region", `region of ${Buffer.from(`user:${key}`).toString("base64")}`);
    response.writeHead(400, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        error: {
          code: key,
          message: `the key ${key}, ${encodeURIComponent(key)}, ${Buffer.from(key).toString("hex")}`,
        },
        headers: request.rawHeaders,
      }),
    );
  });
}

beforeAll(async () => {
  await buildCli();
  mkdirSync(home);
  emulator = await startEmulator({ scenario: "france-central-2026-06-10", key: CANARY });
  echo = echoingServer();
  await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
}, 60_000);

afterAll(async () => {
  await emulator.close();
  await new Promise((resolve) => echo.close(resolve));
  rmSync(root, { recursive: true, force: true });
});

function environment(endpoint: string): Record<string, string> {
  return {
    HOME: home,
    XDG_STATE_HOME: join(home, "state"),
    AZURE_OPENAI_ENDPOINT: endpoint,
    AZURE_OPENAI_API_KEY: CANARY,
    AZURE_OPENAI_DEPLOYMENT: "gpt-realtime-whisper,gpt-realtime-1.5",
  };
}

/** Every form in which the canary might have been written, worked out without the product's own list. */
function forms(): Buffer[] {
  const bytes = Buffer.from(CANARY);
  const aligned = [0, 1, 2].map((n) =>
    Buffer.concat([Buffer.alloc(n, 65), bytes])
      .toString("base64")
      .slice(4, -4),
  );
  const texts = [
    CANARY,
    encodeURIComponent(CANARY),
    encodeURIComponent(encodeURIComponent(CANARY)),
    CANARY.replaceAll("/", "\\/"),
    bytes.toString("hex"),
    bytes.toString("base64url").slice(0, -2),
    ...aligned,
    CANARY.slice(0, 12),
    CANARY.slice(-12),
    CANARY.slice(8, 20),
  ];
  return texts.map((text) => Buffer.from(text));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function placesOf(artefacts: Map<string, Buffer>): string[] {
  return [...artefacts].flatMap(([name, bytes]) =>
    forms()
      .filter((form) => bytes.includes(form))
      .map((form) => `${name}: ${form}`),
  );
}

describe("a canary key", () => {
  it.each(["the emulator, which repeats it in a Location", "a peer that repeats it everywhere"])(
    "sent to %s is in no byte that the run wrote",
    async (peer) => {
      const address = echo.address() as AddressInfo;
      const endpoint = peer.startsWith("the") ? emulator.endpoint : `http://127.0.0.1:${address.port}`;
      const formats = ["--format", "json", "--format", "markdown", "--format", "table"];
      const args = [
        "run",
        "-o",
        out,
        "--matrix",
        "--max-paid",
        "1000",
        "--skip",
        "*translation*",
        "--redirect-credential",
        "both",
        ...formats,
      ];
      const run = await runCli(args, { cwd: root, env: environment(endpoint) });
      expect([0, 3]).toContain(run.code);
      const files = [...filesBelow(out), ...filesBelow(home)];
      expect(files.length).toBeGreaterThanOrEqual(3);
      const artefacts = new Map(files.map((file) => [file, readFileSync(file)]));
      artefacts.set("stdout", Buffer.from(run.stdout)).set("stderr", Buffer.from(run.stderr));
      expect(placesOf(artefacts)).toEqual([]);
      const report = artefacts.get(join(out, "report.json"))?.toString() ?? "";
      expect(report).toContain("REDACTED-apikey-1");
      rmSync(out, { recursive: true });
    },
    60_000,
  );

  it("would be found if it were there", () => {
    const planted = new Map([["planted", Buffer.from(`x ${Buffer.from(`user:${CANARY}`).toString("base64")} y`)]]);
    expect(placesOf(planted).length).toBeGreaterThan(0);
  });
});
