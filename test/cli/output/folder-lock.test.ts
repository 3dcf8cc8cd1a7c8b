import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lockFolder } from "../../../src/cli/output/folder-lock.ts";
import { UsageError } from "../../../src/cli/usage-error.ts";
import { buildCli, runCli } from "../../support/built-cli.ts";

const DIST = fileURLToPath(new URL("../../../dist", import.meta.url));
const ENTRY = fileURLToPath(new URL("../../../bin/aoai-probe.mjs", import.meta.url));
const LOCK = ".aoai-probe.lock";
const SINCE = "2026-06-10T14:41:07.512Z";

const root = mkdtempSync(join(tmpdir(), "aoai-probe-lock-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeAll(buildCli);
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
});

/** The number of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ["-e", "0"]).pid;
}

function leaveLock(holder: object): void {
  writeFileSync(join(folder, LOCK), JSON.stringify(holder));
}

describe("the lock of an output folder", () => {
  it("is held by one run at a time, names it, and leaves nothing behind", () => {
    const unlock = lockFolder(folder);
    expect(readdirSync(folder)).toEqual([LOCK]);
    expect(JSON.parse(readFileSync(join(folder, LOCK), "utf8"))).toMatchObject({ pid: process.pid, host: hostname() });
    expect(() => lockFolder(folder)).toThrow(
      new RegExp(`in use by another run \\(process ${process.pid} on .*--output`),
    );
    unlock();
    expect(readdirSync(folder)).toEqual([]);
    lockFolder(folder)();
  });

  const STALE: [string, () => object | string][] = [
    ["whose process has ended", () => ({ host: hostname(), pid: endedProcess(), began: null, since: SINCE })],
    [
      "whose number another process has now",
      () => ({ host: hostname(), pid: process.pid, began: "x 1", since: SINCE }),
    ],
    ["that says nothing", () => ({})],
  ];

  it.each(STALE)("is taken over from a run %s", (_, holder) => {
    leaveLock(Object(holder()));
    const unlock = lockFolder(folder);
    expect(JSON.parse(readFileSync(join(folder, LOCK), "utf8"))).toMatchObject({ pid: process.pid });
    expect(readdirSync(folder)).toEqual([LOCK]);
    unlock();
  });

  it("is not taken over from a run on another machine: nobody can tell whether it has ended", () => {
    leaveLock({ host: "elsewhere", pid: endedProcess(), began: null, since: SINCE });
    expect(() => lockFolder(folder)).toThrow(UsageError);
  });

  it("is taken over by one of many that find it stale, however late each of them is", async () => {
    leaveLock({ host: hostname(), pid: endedProcess(), began: null, since: SINCE });
    // Each run holds the lock until standard input ends, so that all have tried before one lets it go.
    const script = `
      const { lockFolder } = await import(${JSON.stringify(`${DIST}/cli/output/folder-lock.js`)});
      try { lockFolder(${JSON.stringify(folder)}); console.log("held"); process.stdin.resume(); }
      catch (error) { console.log(error.name); process.exit(); }`;
    const children = Array.from({ length: 8 }, () =>
      spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["pipe", "pipe", "inherit"] }),
    );
    const outcomes = await Promise.all(
      children.map(async (child) => {
        const [text] = await once(child.stdout, "data");
        return String(text).trim();
      }),
    );
    for (const child of children) child.stdin.end();
    expect(outcomes.sort()).toEqual([...Array.from({ length: 7 }, () => "UsageError"), "held"]);
  });

  it("is not taken over by a run that read the stale lock before another run replaced it", () => {
    const stale = JSON.stringify({ host: hostname(), pid: endedProcess(), began: null, since: SINCE });
    leaveLock(JSON.parse(stale));
    const claim = `${LOCK}.${createHash("sha256").update(stale).digest("hex").slice(0, 12)}`;
    writeFileSync(
      join(folder, claim),
      JSON.stringify({ host: hostname(), pid: process.pid, began: null, since: SINCE }),
    );
    expect(() => lockFolder(folder)).toThrow(`in use by another run (process ${process.pid} on`);
    expect(readFileSync(join(folder, LOCK), "utf8")).toBe(stale);
  });
});

describe("a run", () => {
  it("into a folder that another run uses exits 2, and sends nothing", async () => {
    const unlock = lockFolder(folder);
    const { code, stderr } = await runCli(["run", "--emulate", "--probe", "models-v1", "-o", folder]);
    unlock();
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("is in use by another run") });
    expect(existsSync(join(folder, "report.json"))).toBe(false);
  });

  it("that may open too few files says so, and exits 2", () => {
    const command = `ulimit -n 64; exec "${process.execPath}" "${ENTRY}" run --emulate`;
    const { status, stderr } = spawnSync("sh", ["-c", command], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr:
        "aoai-probe: Too few file descriptors: this shell allows 64 open files. Raise the limit with `ulimit -n 1024`.\n",
    });
  });
});
