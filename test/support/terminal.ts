import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { CLI_ENTRY } from "./built-cli.ts";

/** What a terminal showed, and how the process ended. */
export interface TerminalResult {
  code: number | null;
  screen: string;
}

export interface TerminalOptions {
  cwd: string;
  /** The whole environment beside PATH and HOME. */
  env: Record<string, string>;
  /** What the operator types when a text appears; each is used once, in order. */
  types: { when: string; keys: string }[];
}

/** Fails if the program that makes a terminal is missing: Debian's `bsdutils` always has it. */
export function requireTerminal(): void {
  if (spawnSync("script", ["--version"]).error !== undefined) {
    throw new Error("script (bsdutils) is missing: these tests type on a terminal that it makes");
  }
}

/** Runs the built CLI on a terminal of its own, and types. */
export function runOnTerminal(args: string[], { cwd, env, types }: TerminalOptions): Promise<TerminalResult> {
  const command = [process.execPath, CLI_ENTRY, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const child: ChildProcess = spawn("script", ["-qec", command, "/dev/null"], {
    cwd,
    env: { PATH: process.env.PATH ?? "", HOME: tmpdir(), TZ: "UTC", TERM: "dumb", SHELL: "/bin/sh", ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const waiting = [...types];
  let screen = "";
  let seen = 0;
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
    for (let next = waiting[0]; next !== undefined && screen.indexOf(next.when, seen) !== -1; next = waiting[0]) {
      seen = screen.indexOf(next.when, seen) + next.when.length;
      child.stdin?.write(next.keys);
      waiting.shift();
    }
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, screen }));
  });
}
