import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import type { LanguageName } from "../../../src/recipe/index.ts";
import { program } from "../support/daemon.ts";

/*
 * Recipes compiled and run by the programs of their languages: those of Debian, which .ci/counterparts installs. Java is
 * run where there is one.
 */

const TOOLS = resolve(import.meta.dirname, "../node_modules/.bin");

/** Assemblies that the .NET SDK refers to by itself. */
const ASSEMBLIES = ["Net.Http", "Runtime.Serialization", "Xml", "Xml.Linq"].map((name) => `-r:System.${name}.dll`);

/** How a recipe becomes a process: the compiler's words, if there is one, and those that run it; all in one folder. */
const COMMANDS = {
  csharp: {
    file: "Program.cs",
    build: [program("mcs"), "-warnaserror", ...ASSEMBLIES, "Program.cs"],
    run: [program("mono"), "Program.exe"],
  },
  curl: { file: "recipe.sh", build: [], run: ["bash", "recipe.sh"] },
  go: { file: "recipe.go", build: [program("go"), "build", "-o", "recipe", "recipe.go"], run: ["./recipe"] },
  java: { file: "Recipe.java", build: [], run: ["java", "Recipe.java"] },
  python: { file: "recipe.py", build: [], run: [program("python3"), "recipe.py"] },
  wscat: { file: "recipe.sh", build: [], run: ["bash", "recipe.sh"] },
} as const satisfies Partial<Record<LanguageName, { file: string; build: string[]; run: string[] }>>;

/** Languages that a program of their own runs. */
export type RunLanguage = keyof typeof COMMANDS;

export const JAVA = spawnSync("java", ["-version"]).status === 0 ? (["java"] as const) : [];

/** What a process came to; `code` is null if it had to be ended. */
export interface Ended {
  code: unknown;
  out: string;
  problems: string;
}

/** Milliseconds after which a program is ended: all of them are done in a few seconds. */
const LONGEST = 60_000;

/**
 * Compiles a program if its language is compiled, and runs it to its end.
 * @param variables AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY, unless a test leaves one out
 */
export async function runProgram(
  language: RunLanguage,
  text: string,
  args: string[],
  folder: string,
  variables: Record<string, string>,
): Promise<Ended> {
  const { file, build, run } = COMMANDS[language];
  writeFileSync(join(folder, file), text);
  if (build.length > 0) {
    const built = await finished([...build], folder, variables);
    if (built.code !== 0 || built.out !== "" || built.problems !== "") return { ...built, code: `build ${built.code}` };
  }
  const first = await finished([...run, ...args], folder, variables);
  // Mono was seen to hang, once in some dozens of runs: one that was ended for it is begun again, once.
  const isHung = language === "csharp" && first.code === null;
  return isHung ? await finished([...run, ...args], folder, variables) : first;
}

async function finished([command = "", ...args]: string[], folder: string, variables: Record<string, string>) {
  const env = {
    PATH: `${TOOLS}${delimiter}${process.env.PATH ?? ""}`,
    HOME: folder,
    // Debian's Go packages are no modules of a proxy, but sources of this tree.
    GO111MODULE: "off",
    GOPATH: "/usr/share/gocode",
    GOCACHE: join(folder, "go-cache"),
    ...variables,
  };
  const ended = { timeout: LONGEST, killSignal: "SIGKILL" } as const;
  const child = spawn(command, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"], ...ended });
  let out = "";
  let problems = "";
  child.stdout.on("data", (bytes) => {
    out += bytes;
  });
  child.stderr.on("data", (bytes) => {
    problems += bytes;
  });
  const code = await new Promise((done) => child.once("close", done));
  return { code, out, problems };
}
