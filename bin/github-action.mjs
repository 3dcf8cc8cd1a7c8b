// The step of action.yml: runs `aoai-probe run` with the inputs as flags, and gives GitHub the summary, the annotations
// and the outputs. The inputs come as JSON in one variable, so no shell ever reads them.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../dist/cli/verbs/run.js";

const VERDICTS = { 0: "passed", 1: "failed", 3: "no-evidence", 4: "incomplete" };

const { INPUTS = "{}", GITHUB_STEP_SUMMARY: summaryFile, GITHUB_OUTPUT: outputFile, ...environment } = process.env;
const inputs = JSON.parse(INPUTS);
const folder = inputs.output;
const [summary, annotations] = ["github-summary.md", "github-annotations.txt"].map((one) =>
  join(folder, `report.${one}`),
);
// A run that fails before it writes them must not show those of the last run.
for (const file of [summary, annotations]) rmSync(file, { force: true });

const formats = ["github-summary", "github-annotations"].map((name) => `--format=${name}`);
const flags = Object.entries(run.flags).flatMap(([name, flag]) =>
  flagsOf(name, flag, String(inputs[name] ?? "").trim()),
);
const { code, reason } = await call(["run", ...formats, ...flags]);

const lines = existsSync(annotations) ? readFileSync(annotations, "utf8") : "";
process.stdout.write(lines);
if (summaryFile)
  appendFileSync(summaryFile, existsSync(summary) ? readFileSync(summary) : `**Exit ${code}: ${reason}**\n`);
const report = join(folder, "report.json");
const outputs = {
  verdict: VERDICTS[code] ?? "error",
  "exit-reason": reason,
  regressions: String(lines.split("\n").length - 1),
  report: existsSync(report) ? report : "",
};
for (const [name, value] of Object.entries(outputs)) {
  const end = randomUUID();
  if (outputFile) appendFileSync(outputFile, `${name}<<${end}\n${value}\n${end}\n`);
}
process.exitCode = code;

/** A list has one value a line. A switch is on if its input is `true`. */
function flagsOf(name, { kind }, value) {
  if (value === "") return [];
  if (kind === "switch") return value === "true" ? [`--${name}`] : [];
  if (kind === "optional" && value === "true") return [`--${name}`];
  if (kind !== "list") return [`--${name}=${value}`];
  return value.split("\n").flatMap((line) => (line.trim() === "" ? [] : [`--${name}=${line.trim()}`]));
}

/** Runs the tool, shows what it says, and returns its exit code and the reason in its last line. */
function call(args) {
  const entry = fileURLToPath(new URL("aoai-probe.mjs", import.meta.url));
  const child = spawn(process.execPath, [entry, ...args], { env: environment, stdio: ["ignore", "inherit", "pipe"] });
  let last = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    process.stderr.write(text);
    last = (last + text).slice(-4000);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      const line = last.trimEnd().split("\n").at(-1) ?? "";
      resolve({ code: code ?? 70, reason: line.replace(/^(Exit \d+|aoai-probe): /, "") });
    });
  });
}
