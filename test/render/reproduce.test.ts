import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { withSides } from "../../src/conclusion/finding-sides.ts";
import type { Report } from "../../src/model/report.ts";
import { format } from "../../src/render/markdown.ts";
import { franceCentral } from "../fixtures/france-central/report.ts";
import { ENDPOINT } from "../fixtures/france-central/wire.ts";

const VIEW = { matrix: false, target: null, finding: null };
const KEY = "canary/with+and=";
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A resource that notes what it is asked and refuses every handshake. */
async function resource() {
  const asked: { url: string; key: string | undefined; body: string }[] = [];
  const note = (request: IncomingMessage, body: string) =>
    asked.push({ url: request.url ?? "", key: request.headers["api-key"]?.toString(), body });
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      note(request, body);
      response.writeHead(400).end();
    });
  });
  server.on("upgrade", (request, socket) => {
    note(request, "");
    socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, asked };
}

/** Runs a script in bash with the key typed in, and with a curl in front that notes its command line. */
async function run(script: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "reproduce-"));
  closing.push(() => rm(folder, { recursive: true }));
  const lines = join(folder, "command-lines");
  await writeFile(join(folder, "curl"), `#!/bin/sh\nprintf '%s\\n' "$*" >> ${lines}\nexec /usr/bin/curl "$@"\n`, {
    mode: 0o755,
  });
  const child = spawn("/bin/bash", ["-c", script], {
    env: { PATH: `${folder}:${process.env.PATH}` },
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.stdin.end(`${KEY}\n`);
  await new Promise((resolve) => child.on("close", resolve));
  return await readFile(lines, "utf8");
}

function moved(report: Report, endpoint: string): Report {
  const ws = (url: string) => url.replace("http", "ws");
  return JSON.parse(JSON.stringify(report).replaceAll(ws(ENDPOINT), ws(endpoint)).replaceAll(ENDPOINT, endpoint));
}

function scriptOf(markdown: string): string {
  return /```bash\n([\s\S]*?)\n```/.exec(markdown)?.[1] ?? "";
}

it("asks in bash what the failing cell asked, then where it was sent, then the nearest that differs", async () => {
  const { endpoint, asked } = await resource();
  const script = scriptOf(format.render(moved(await franceCentral(), endpoint), VIEW));
  const commandLines = await run(script.replace("DEPLOYMENT=gpt-realtime-whisper", "DEPLOYMENT=mine"));
  expect(asked).toEqual([
    { url: "/openai/realtime?api-version=2025-04-01-preview&intent=transcription&deployment=mine", key: KEY, body: "" },
    { url: "/v1/realtime?api-version=2025-04-01-preview&intent=transcription&deployment=mine", key: KEY, body: "" },
    { url: "/openai/realtime?api-version=2025-04-01-preview&intent=transcription", key: KEY, body: "" },
  ]);
  expect(commandLines.split("\n").filter((line) => line !== "")).toHaveLength(3);
  expect(commandLines).not.toContain(KEY);
});

it("sends the body of a refused mint, the deployment a variable in it", async () => {
  const { endpoint, asked } = await resource();
  const report = await franceCentral();
  const minted = report.results.find(({ cell }) => cell.probe === "preview-transcription-session");
  const [finding] = report.findings;
  if (minted?.recording?.attempts[0] === undefined || finding === undefined)
    throw new Error("the situation lacks its mint");
  minted.recording.attempts[0].steps.length = 1;
  minted.evidence = ["/recording/attempts/0/steps/0/hops/0"];
  minted.verdict = "unsupported";
  const cut = { ...report, findings: [withSides({ ...finding, cells: [minted.cell.id], pair: null }, report.results)] };
  await run(
    scriptOf(format.render(moved(cut, endpoint), VIEW)).replace("DEPLOYMENT=gpt-realtime-whisper", "DEPLOYMENT=mine"),
  );
  expect(asked.slice(0, 1)).toEqual([
    {
      url: "/openai/realtimeapi/transcription_sessions?api-version=2025-04-01-preview",
      key: KEY,
      body: '{"input_audio_transcription":{"model":"mine"}}',
    },
  ]);
});

it("runs the whole probe for a response within a session, the key in its environment", async () => {
  const text = format.render(await franceCentral(), { ...VIEW, finding: "session-type-mismatch" });
  expect(scriptOf(text)).toContain(
    `AZURE_OPENAI_API_KEY="$AOAI_KEY" npx aoai-probe run --endpoint "\${AOAI_SCHEME:-https}://$AOAI_HOST" --deployment "$DEPLOYMENT"=conversation --probe ga-realtime-transcription-update`,
  );
});

it("expands nothing that a server put into a Location", async () => {
  const { endpoint, asked } = await resource();
  const hostile = "/v1/realtime$(touch /tmp/never)`id`'\"!x";
  const report = await franceCentral();
  for (const { recording } of report.results)
    for (const { steps } of recording?.attempts ?? [])
      for (const hop of steps.flatMap(({ hops }) => hops).filter(({ url }) => url.includes("com/v1/realtime")))
        hop.url = hop.url.replace("/v1/realtime", hostile);
  await run(scriptOf(format.render(moved(report, endpoint), VIEW)));
  expect(asked[1]?.url.startsWith(new URL(hostile, endpoint).pathname)).toBe(true);
});
