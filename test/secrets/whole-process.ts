import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type callCli, runCli } from "../support/built-cli.ts";
import type { Canaries } from "./canaries.ts";
import { type Leak, leaksIn } from "./search.ts";

/** What one process is given. */
export interface Given {
  args: string[];
  /** Its environment, beside home and temporary folders of its own. */
  env: Record<string, string>;
  /** Files in its working directory, by their path there. */
  files: Record<string, string>;
  canaries: Canaries;
}

/** What it came to, and what of the secrets stands anywhere that it wrote. */
export interface Ended {
  code: number | null;
  leaks: Leak[];
  stdout: string;
  stderr: string;
}

/** Folders for processes, in memory where the machine has some; `remove` at the end. */
export interface Scratch {
  folder: string;
  /** How many processes were made. */
  made(): number;
  run(given: Given): Promise<Ended>;
  remove(): void;
}

/** The folder, in the home of its process, that a run may be told to write to. */
export const OUTPUT = "out";

/** @param call how the command line is called: as a process each, unless the process itself is not the subject */
export function scratch(call: typeof callCli = runCli): Scratch {
  const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "aoai-probe-processes-"));
  let made = 0;
  return {
    folder,
    made: () => made,
    run: (given) => {
      made += 1;
      return wholeProcess(call, join(folder, `home-${made}`), join(folder, `work-${made}`), given);
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

async function wholeProcess(
  call: typeof callCli,
  home: string,
  work: string,
  { args, env, files, canaries }: Given,
): Promise<Ended> {
  for (const made of [home, work]) mkdirSync(made);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(work, name)), { recursive: true });
    writeFileSync(join(work, name), text);
  }
  const { code, stdout, stderr } = await call(
    args.map((argument) => (argument === OUTPUT ? join(home, OUTPUT) : argument)),
    { cwd: work, env: { HOME: home, TMPDIR: home, XDG_STATE_HOME: home, ...env } },
  );
  const artefacts = everythingBelow(home).set("stdout", stdout).set("stderr", stderr);
  return { code, leaks: leaksIn(artefacts, new Map(Object.entries(canaries))), stdout, stderr };
}

/** Everything below a folder, by name; names count as text too. */
function everythingBelow(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => [
      join(entry.parentPath, entry.name),
      `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), "latin1")}`,
    ]),
  );
}
