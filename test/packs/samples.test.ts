import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PackFileError, readPackFile } from "../../src/catalog/pack-file.ts";
import { buildCli, callCli } from "../support/built-cli.ts";
import { LONG } from "../support/long-counts.ts";
import { attack, CANARY, type Entry, newFolder, probe, removeFolders, writePack } from "./attack.ts";

afterAll(removeFolders);

/** A folder outside of every pack, with files that no pack may read. */
let outside = "";
beforeAll(() => {
  outside = newFolder();
  writePack(outside, { "secret.txt": CANARY, "samples/voice.wav": CANARY, ".env": `KEY=${CANARY}` });
});

const SENDS = probe("{ stage: result, post: /upload, body: { file: voice.wav, type: audio/wav } }");
const SENDS_PART = probe("{ stage: result, post: /upload, multipart: { f: { file: voice.wav, type: audio/wav } } }");

const linkTo = (target: () => string) => (path: string) => symlinkSync(target(), path);
const fifo = (path: string) => execFileSync("mkfifo", [path]);
const sparse = (bytes: number) => (path: string) => {
  writeFileSync(path, "");
  truncateSync(path, bytes);
};

/** What is at samples/voice.wav or on the way there, and what the error says of it. */
const HOSTILE: [fact: string, entries: Record<string, Entry>, said: string][] = [
  ["a link to a file outside", { "samples/voice.wav": linkTo(() => join(outside, "secret.txt")) }, "symbolic link"],
  ["a link to .env", { "samples/voice.wav": linkTo(() => join(outside, ".env")) }, "symbolic link"],
  ["a relative link upwards", { "samples/voice.wav": linkTo(() => "../../../../../../etc/hostname") }, "symbolic link"],
  ["a link to the environment", { "samples/voice.wav": linkTo(() => "/proc/self/environ") }, "symbolic link"],
  ["a link to the command line", { "samples/voice.wav": linkTo(() => "/proc/self/cmdline") }, "symbolic link"],
  ["a link to a descriptor", { "samples/voice.wav": linkTo(() => "/proc/self/fd/0") }, "symbolic link"],
  ["a link to the home folder", { "samples/voice.wav": linkTo(() => join(homedir(), ".ssh/id_rsa")) }, "symbolic link"],
  ["a link to an endless device", { "samples/voice.wav": linkTo(() => "/dev/zero") }, "symbolic link"],
  ["a link within the pack", { own: "x", "samples/voice.wav": linkTo(() => "../own") }, "symbolic link"],
  ["a link to another sample", { "samples/a.wav": "x", "samples/voice.wav": linkTo(() => "a.wav") }, "symbolic link"],
  ["a link that leads nowhere", { "samples/voice.wav": linkTo(() => "nowhere") }, "symbolic link"],
  ["a link to itself", { "samples/voice.wav": linkTo(() => "voice.wav") }, "symbolic link"],
  ["samples/ as a link outside", { samples: linkTo(() => join(outside, "samples")) }, "symbolic link"],
  ["samples/ as a link to /proc/self", { samples: linkTo(() => "/proc/self") }, "is in no samples/ folder"],
  ["samples/ as a link within", { "s/voice.wav": "x", samples: linkTo(() => "s") }, "symbolic link"],
  ["samples/ as a link to itself", { samples: linkTo(() => "samples") }, "symbolic link"],
  ["samples/ as a file", { samples: "x" }, "is in no samples/ folder"],
  ["a pipe", { "samples/voice.wav": fifo }, "is not a regular file"],
  ["a folder", { "samples/voice.wav/x": "x" }, "is not a regular file"],
  ["a file that is too large", { "samples/voice.wav": sparse((25 << 20) + 1) }, "is larger than 25 MiB"],
  ["nothing", {}, "is in no samples/ folder"],
];

describe("a sample that is no regular file of the pack's own samples/", () => {
  const rows = HOSTILE.flatMap(([fact, entries, said]) => [
    { fact: `${fact}, as a body`, entries, said, text: SENDS, key: "body" },
    { fact: `${fact}, as a part`, entries, said, text: SENDS_PART, key: "multipart" },
  ]);
  it.each(rows)("is refused before anything is sent: $fact", async ({ entries, said, text, key }) => {
    const { refused, received, elsewhere, folder } = await attack({ entries: { ...entries, "p.yaml": text } });
    expect(refused).toContain(`${folder}/p.yaml:7:`);
    expect(refused).toContain(`'steps.0.${key}': the sample 'voice.wav' `);
    expect(refused).toContain(said);
    expect(refused).not.toContain(CANARY);
    expect([...received, ...elsewhere]).toEqual([]);
  });

  it.each(["../voice.wav", "/etc/hostname", "a/b.wav", "..", ".", "a\\\\b", ".env", "", "x\\u0000.wav", "~/x"])(
    "is refused by its name: %j",
    async (name) => {
      const text = probe(`{ stage: result, post: /upload, body: { file: "${name}", type: audio/wav } }`);
      const { refused, received } = await attack({ entries: { "p.yaml": text, "samples/voice.wav": "x" } });
      expect(refused).toContain("'steps.0.body.file': a sample must be a plain file name in samples/");
      expect(received).toEqual([]);
    },
  );

  it("is refused if it has the name of a built-in sample but other bytes", async () => {
    const text = probe("{ stage: result, post: /upload, body: { file: offer.sdp, type: application/sdp } }");
    const { refused } = await attack({ entries: { "p.yaml": text, "samples/offer.sdp": "v=0 of a stranger" } });
    expect(refused).toContain("has the name of a built-in sample but other bytes: give it another name");
  });

  it("is refused when all of them are too large together", async () => {
    const names = ["a", "b", "c", "d", "e"];
    const steps = names.map((name) => `{ stage: result, post: /x, body: { file: ${name}.wav, type: audio/wav } }`);
    const files = Object.fromEntries(names.map((name) => [`samples/${name}.wav`, sparse(22 << 20)]));
    const { refused } = await attack({ entries: { ...files, "p.yaml": probe(...steps) } });
    expect(refused).toContain("'steps.4.body': the sample 'e.wav' makes the samples larger than 100 MiB in total");
  });
});

describe("a sample that is a regular file", () => {
  it("is sent as it is", async () => {
    const { refused, received } = await attack({ entries: { "p.yaml": SENDS, "samples/voice.wav": "RIFF-own-bytes" } });
    expect(refused).toBeNull();
    expect(received[0]).toMatch(
      /^POST \/upload HTTP\/1\.1\r\n[\s\S]*content-type: audio\/wav\r\n[\s\S]*RIFF-own-bytes$/i,
    );
  });

  it("may be a hard link, as package managers make them", async () => {
    const link = (path: string) => {
      writeFileSync(`${path}.other`, "hard");
      linkSync(`${path}.other`, path);
    };
    const { refused, received } = await attack({ entries: { "p.yaml": SENDS, "samples/voice.wav": link } });
    expect(refused).toBeNull();
    expect(received[0]).toContain("hard");
  });

  it("is read when the operator names the pack by a link", async () => {
    const pack = newFolder();
    writePack(pack, { "p.yaml": SENDS, "samples/voice.wav": "through-a-link" });
    const link = join(newFolder(), "pack");
    symlinkSync(pack, link);
    expect(readPackFile(link, "samples/voice.wav", 100).toString()).toBe("through-a-link");
  });
});

/** Swaps the entry at a path for a link to the secret and back, as fast as it can. */
const SWAP = `
const { renameSync, symlinkSync, writeFileSync, rmSync, mkdirSync } = require("node:fs");
const { workerData, parentPort } = require("node:worker_threads");
const { path, secret, of, ended } = workerData;
let swaps = 0;
while (Atomics.load(ended, 0) === 0) {
  const next = path + ".next";
  rmSync(next, { recursive: true, force: true });
  if (swaps % 2 === 0) symlinkSync(secret, next);
  else if (of === "file") writeFileSync(next, "own");
  else { mkdirSync(next); writeFileSync(next + "/voice.wav", "own"); }
  try { renameSync(next, path); } catch { rmSync(path, { recursive: true, force: true }); renameSync(next, path); }
  swaps += 1;
  Atomics.store(ended, 1, swaps);
}
parentPort.postMessage(swaps);
`;

/** How often the swapped entry must be read, and how often refused. */
const SWAPS_SEEN = LONG ? 2_000 : 300;

describe("a sample that is swapped for a link while it is read", () => {
  it.each(["file", "folder"] as const)(
    "never gives the bytes that the link leads to: the %s is swapped",
    async (of) => {
      const pack = newFolder();
      mkdirSync(join(pack, "samples"));
      writePack(pack, { "samples/voice.wav": "own" });
      const path = join(pack, of === "file" ? "samples/voice.wav" : "samples");
      const secret = join(outside, of === "file" ? "secret.txt" : "samples");
      const ended = new Int32Array(new SharedArrayBuffer(8));
      const worker = new Worker(SWAP, { eval: true, workerData: { path, secret, of, ended } });
      const swapped = new Promise<number>((resolve, reject) => {
        worker.once("message", resolve);
        worker.once("error", reject);
      });
      const seen = { own: 0, refused: 0, other: [] as string[] };
      // Enough of both, however slow the machine is; the bound only catches a hang.
      const isEnough = () => Math.min(seen.own, seen.refused) >= SWAPS_SEEN && Atomics.load(ended, 1) > 2;
      for (let turns = 0; turns < 1_000_000 && !isEnough(); turns += 1) {
        try {
          const text = readPackFile(pack, "samples/voice.wav", 1_000).toString();
          if (text === "own") seen.own += 1;
          // A file that is being written is short for a moment.
          else if (text !== "") seen.other.push(text);
        } catch (error) {
          if (!(error instanceof PackFileError)) throw error;
          seen.refused += 1;
        }
        if (turns % 200 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      Atomics.store(ended, 0, 1);
      expect(seen.other).toEqual([]);
      expect(Math.min(seen.own, seen.refused)).toBeGreaterThanOrEqual(SWAPS_SEEN);
      expect(await swapped).toBeGreaterThan(2);
    },
  );
});

describe("plan", () => {
  beforeAll(buildCli);

  const TARGET = { AZURE_OPENAI_ENDPOINT: "http://127.0.0.1:9", AZURE_OPENAI_DEPLOYMENT: "d0=transcription" };
  const env = { ...TARGET, AZURE_OPENAI_API_KEY: "0123456789abcdef0123456789abcdef" };

  it("shows each file that a probe sends, with its size and SHA-256", async () => {
    const folder = newFolder();
    const bytes = "RIFF-own-bytes";
    writePack(folder, { "p.yaml": SENDS, "samples/voice.wav": bytes, "samples/unused.wav": "x" });
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const { code, stdout } = await callCli(["plan", "--probes", folder, "--probe", "p"], { env });
    expect(code).toBe(0);
    expect(stdout).toContain(
      `Files that probes send:\n  ${folder}/samples/voice.wav: 14 bytes, SHA-256 ${sha256.slice(0, 16)}\n`,
    );
    expect(stdout).not.toContain("unused");
  });

  it("names the built-in ones, and shows none if none is sent", async () => {
    const all = await callCli(["plan", "--probe", "audio-transcriptions-v1"], { env });
    expect(all.stdout).toMatch(/\n {2}speech\.wav \(built in\): 131,196 bytes, SHA-256 [0-9a-f]{16}\n/);
    expect(all.stdout).not.toContain("offer.sdp");
    const none = await callCli(["plan", "--probe", "ga-transcription"], { env });
    expect(none.stdout).not.toContain("Files that probes send");
  });

  it.each(["plan", "run"])("ends with 2 on a sample that is a link, as does run: %s", async (verb) => {
    const folder = newFolder();
    writePack(folder, { "p.yaml": SENDS, "samples/voice.wav": linkTo(() => "/proc/self/environ") });
    const { code, stderr } = await callCli([verb, "--probes", folder], { env });
    expect(code).toBe(2);
    expect(stderr).toContain(
      `aoai-probe: ${folder}/p.yaml:7:37: 'steps.0.body': the sample 'voice.wav' is a symbolic link or reached through one: copy the file itself into the folder.\n`,
    );
  });
});
