import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

/* Runs the scripts of a workflow as GitHub does. Actions of others are left out. */

interface Step {
  id?: string;
  if?: string;
  uses?: string;
  run?: string;
  env?: Record<string, string>;
  with?: Record<string, string>;
  "working-directory"?: string;
}

type Context = Record<string, unknown>;

export interface Job {
  /** Exit code of each step that ran a script, in order. */
  codes: number[];
  /** What all steps printed. */
  log: string;
  summary: string;
  outputs: Record<string, Record<string, string>>;
}

/** Runs the first job of a workflow file in a folder. */
export async function runJob(folder: string, file: string, given: Context, env: Record<string, string>): Promise<Job> {
  const [job] = Object.values<{ steps: Step[] }>(parse(readFileSync(join(folder, file), "utf8")).jobs);
  const state = { codes: [], log: "", summary: "", outputs: {} };
  await runSteps(
    folder,
    job?.steps ?? [],
    { ...given, steps: {}, github: { action_path: folder, run_id: "1" } },
    env,
    state,
  );
  return state;
}

async function runSteps(
  folder: string,
  steps: Step[],
  context: Context,
  env: Record<string, string>,
  job: Job,
): Promise<boolean> {
  let failed = false;
  for (const step of steps) {
    if (failed && step.if !== "always()") continue;
    const own = { ...env, ...evaluateAll(step.env ?? {}, context) };
    let result: { code: number; outputs: Record<string, string> } | null = null;
    if (step.uses === "./") {
      const { inputs, outputs, runs } = parse(readFileSync(join(folder, "action.yml"), "utf8"));
      const defaults = Object.fromEntries(Object.entries<{ default: string }>(inputs).map(([k, v]) => [k, v.default]));
      const unknown = Object.keys(step.with ?? {}).filter((name) => !(name in inputs));
      if (unknown.length > 0) throw new Error(`action.yml has no input ${unknown.join(", ")}`);
      const inner: Context = {
        ...context,
        steps: {},
        inputs: { ...defaults, ...evaluateAll(step.with ?? {}, context) },
      };
      const isFailed = await runSteps(folder, runs.steps, inner, own, job);
      const values = Object.entries<{ value: string }>(outputs).map(([name, { value }]) => [name, value] as const);
      result = { code: isFailed ? 1 : 0, outputs: evaluateAll(Object.fromEntries(values), inner) };
    } else if (step.run !== undefined) {
      const cwd = evaluate(step["working-directory"] ?? folder, context);
      result = await runScript(cwd, step.run, { ...own, GITHUB_ACTION_PATH: folder }, job);
    }
    if (result === null) continue;
    failed ||= result.code !== 0;
    if (step.id === undefined) continue;
    job.outputs[step.id] = result.outputs;
    Object.assign(context.steps as object, { [step.id]: { outputs: result.outputs } });
  }
  return failed;
}

/** Runs one script with bash. Its output goes to the log of the job. */
export async function runScript(cwd: string, script: string, env: Record<string, string>, job: Job) {
  const files = mkdtempSync(join(tmpdir(), "aoai-probe-step-"));
  const [outputFile, summaryFile] = [join(files, "output"), join(files, "summary")];
  writeFileSync(outputFile, "");
  writeFileSync(summaryFile, "");
  const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: files,
      ...env,
      GITHUB_OUTPUT: outputFile,
      GITHUB_STEP_SUMMARY: summaryFile,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      job.log += text;
    });
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (ended) => resolve(ended ?? -1));
  });
  job.codes.push(code);
  job.summary += readFileSync(summaryFile, "utf8");
  const outputs = [...readFileSync(outputFile, "utf8").matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm)];
  return { code, outputs: Object.fromEntries(outputs.map(([, name = "", , value = ""]) => [name, value])) };
}

function evaluateAll(values: Record<string, string>, context: Context): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, evaluate(String(value), context)]));
}

/** Replaces the expressions in a value: `toJSON(inputs)` and dotted names. */
function evaluate(text: string, context: Context): string {
  return text.replace(/\$\{\{\s*(.+?)\s*\}\}/g, (_, expression: string) => {
    const [, json] = /^toJSON\((.+)\)$/.exec(expression) ?? [];
    const value = (json ?? expression)
      .split(".")
      .reduce<unknown>(
        (here, key) => (typeof here === "object" && here !== null ? Reflect.get(here, key) : undefined),
        context,
      );
    if (value === undefined && !expression.startsWith("steps.")) throw new Error(`unknown expression ${expression}`);
    return json === undefined ? String(value ?? "") : JSON.stringify(value);
  });
}
