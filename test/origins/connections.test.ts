import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCli, finished } from "../support/built-cli.ts";
import { rawPeer, response, say } from "../support/raw-peer.ts";
import { LOCATIONS, STATUSES } from "./locations.ts";
import { type Peers, redirectingPeers } from "./redirecting-peers.ts";

const ENTRY = fileURLToPath(new URL("../../bin/aoai-probe.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "aoai-probe-connections-"));
let peers: Peers;

beforeAll(async () => {
  if (spawnSync("strace", ["-V"]).error !== undefined) {
    throw new Error("strace is missing: this test reads every connect() of a run; `apt-get install strace` brings it");
  }
  await buildCli();
  peers = await redirectingPeers();
}, 60_000);
afterAll(async () => {
  await peers.close();
  rmSync(folder, { recursive: true });
});

/** Every address that a process and its threads connected to or sent a datagram to, as `address:port`; and local sockets. */
function addressesIn(trace: string): Set<string> {
  const addresses = [
    ...trace.matchAll(/sin6?_port=htons\((\d+)\), (?:.*?)(?:inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)")/g),
  ];
  const local = [...trace.matchAll(/sun_path="([^"]+)"/g)].map(([, path]) => `local ${path}`);
  return new Set([...addresses.map(([, port, four, six]) => `${four ?? six}:${port}`), ...local]);
}

async function traced(
  args: string[],
  env: Record<string, string>,
): Promise<{ code: number | null; addresses: Set<string> }> {
  const log = join(folder, `trace-${Math.random()}`);
  const child = spawn(
    "strace",
    ["-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", log, process.execPath, ENTRY, ...args],
    {
      cwd: folder,
      env: { PATH: process.env.PATH ?? "", HOME: folder, XDG_STATE_HOME: folder, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  child.stdin.end();
  const { code } = await finished(child);
  return { code, addresses: addressesIn(readFileSync(log, "utf8")) };
}

describe("a run", () => {
  it("connects to the configured host and to no other, wherever it is redirected to", async () => {
    let asked = 0;
    const own = await rawPeer((socket, head) => {
      const key = /\r\napi-key: *([^\r]+)/i.exec(head)?.[1] ?? "";
      const form = LOCATIONS[asked % LOCATIONS.length];
      const status = STATUSES[asked % STATUSES.length];
      asked += 1;
      say(
        response(
          `${status} X`,
          [`location: ${form?.of({ own: peers.ports.own, other: peers.ports.other }, key)}`],
          "{}",
        ),
      )(socket, head);
    });
    const { code, addresses } = await traced(
      ["run", "--probe", "*", "--max-paid", "1000", "--timeout", "5s", "--max-wait", "1ms", "-o", join(folder, "out")],
      {
        AZURE_OPENAI_ENDPOINT: own.url("http").origin,
        AZURE_OPENAI_API_KEY: "Zq7canary0key9of-a-resource",
        AZURE_OPENAI_DEPLOYMENT: "gpt-realtime-whisper,gpt-realtime",
      },
    );
    await own.close();
    expect(code).toBe(3);
    expect(asked).toBeGreaterThan(60);
    expect([...addresses]).toEqual([`127.0.0.1:${own.port}`]);
    expect(peers.strangers.flatMap(({ received }) => received)).toEqual([]);
    console.log(
      `origins: strace saw ${addresses.size} address in a run of ${asked} redirected requests: the configured one`,
    );
  }, 60_000);

  it("that is embedded connects to nothing but its own loopback ports", async () => {
    const { code, addresses } = await traced(
      ["run", "--emulate", "france-central-2026-06-10", "-o", join(folder, "embedded")],
      {},
    );
    expect(code).toBe(0);
    expect([...addresses].filter((address) => !address.startsWith("127.0.0.1:"))).toEqual([]);
    expect(addresses.size).toBe(1);
  }, 60_000);

  it("would be seen, did it connect elsewhere", async () => {
    const { addresses } = await traced(["run", "--probe", "models-v1", "--timeout", "2s", "-o", join(folder, "seen")], {
      AZURE_OPENAI_ENDPOINT: "https://[::1]:9",
      AZURE_OPENAI_API_KEY: "Zq7canary0key9of-a-resource",
      AZURE_OPENAI_DEPLOYMENT: "d=chat",
    });
    expect([...addresses]).toEqual(["::1:9"]);
  }, 30_000);
});
