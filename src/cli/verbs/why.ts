import { describeCell } from "../../plan/index.ts";
import { plain, safeJson } from "../../render/inert.ts";
import { counted, outcome } from "../../render/words.ts";
import {
  answerInWords,
  factorInWords,
  IncomparableError,
  type Mixture,
  questionOf,
  type Side,
  sentenceOf,
  type Why,
  whyOf,
} from "../../why/index.ts";
import { EXIT } from "../exit.ts";
import type { Call } from "../flags.ts";
import { writeArtefact } from "../output/artefact.ts";
import { lockFolder } from "../output/folder-lock.ts";
import { ALL_OF_IT, folderOf, proven, publish } from "../output/publication.ts";
import { listenForSignals } from "../output/signals.ts";
import { writeOut } from "../output/standard-output.ts";
import { agreeToSearch } from "../plan/paid-limit.ts";
import { planRun, recipientLines } from "../plan/planned-run.ts";
import { UsageError } from "../usage-error.ts";
import { CellSearch } from "../why/cell-search.ts";
import { agreeToProbes, sidesOf } from "../why/sides.ts";

/** `why PASSING FAILING [REPORT]`: the smallest difference that decides, found by asking cells in between. */
export async function why(call: Call): Promise<number> {
  const signals = listenForSignals();
  const planned = await planRun(call, process.env, "send");
  try {
    for (const note of planned.notes) process.stderr.write(`${note}\n`);
    const { passing, failing, notes, unknown } = sidesOf(call, planned);
    const targets = [passing.target.name, failing.target.name];
    for (const line of [...notes, ...recipientLines(planned, "Sending to", targets)]) process.stderr.write(`${line}\n`);
    const { difference, mostCells } = question(passing, failing);
    const folder = folderOf(call);
    if (folder !== null) lockFolder(folder);
    announce(difference.factors.map(factorInWords), [passing, failing], mostCells);
    if (planned.emulatedTargets === null) await agreeToProbes(unknown, call.given("yes"));
    const isPaid = [passing, failing].some(({ probe }) => probe.steps.some((step) => step.paid));
    const mayBeBilled = isPaid && planned.emulatedTargets === null;
    const agreed = mayBeBilled
      ? await agreeToSearch(mostCells, planned.settings.maxPaid, call.given("yes"))
      : mostCells;
    const search = new CellSearch(planned, signals, folder);
    const budget = Math.min(agreed, mostCells);
    const found = await whyOf(difference, {
      budget,
      ask: async (mixture) => {
        show(mixture);
        const result = await search.ask(mixture);
        process.stderr.write(`  ${result === null ? "interrupted" : plain(outcome(result))}\n`);
        return result;
      },
    });
    const text = call.given("json") ? `${safeJson(shape(found), 2)}\n` : inWords(found);
    writeOut(proven(text, "the answer on standard output", planned.vault));
    if (folder === null) return codeOf(found, signals.received(), found.asked.length >= budget);
    writeArtefact(folder, "why.json", proven(`${safeJson(shape(found), 2)}\n`, "why.json", planned.vault));
    const written = await publish(
      await search.report(),
      { shown: null, folder, files: ["json", "markdown"], view: ALL_OF_IT },
      planned.vault,
    );
    if (written.internal) return EXIT.internal;
    if (written.inputOutput) return EXIT.inputOutput;
    return codeOf(found, signals.received(), found.asked.length >= budget);
  } finally {
    await planned.emulatedTargets?.close();
  }
}

function question(passing: Side, failing: Side): ReturnType<typeof questionOf> {
  try {
    return questionOf(passing, failing);
  } catch (error) {
    if (error instanceof IncomparableError) throw new UsageError(error.message);
    throw error;
  }
}

/** What will be asked, before anything is. */
function announce(differences: string[], sides: Side[], mostCells: number): void {
  process.stderr.write(`${counted(differences.length, "difference")}:\n`);
  for (const difference of differences) process.stderr.write(`  ${plain(difference, 400)}\n`);
  process.stderr.write(`at most ${counted(mostCells, "cell")}, each in between these two:\n`);
  for (const { cell, probe, target } of sides) {
    process.stderr.write(`  ${plain(cell.id)}\n`);
    for (const line of describeCell({ cell, skip: null, required: false }, probe, target)) {
      process.stderr.write(`    ${plain(line, 400)}\n`);
    }
  }
}

function show({ cell, probe, target }: Mixture): void {
  process.stderr.write(`${plain(cell.id)}: ${plain(probe.title)}\n`);
  for (const line of describeCell({ cell, skip: null, required: false }, probe, target)) {
    process.stderr.write(`    ${plain(line, 400)}\n`);
  }
}

function inWords(found: Why): string {
  const rows = found.asked.map(({ cell, fromPassing, result }) => {
    return `  ${cell.id}: ${likeness(fromPassing, found)}: ${answerInWords(result)}`;
  });
  return `${[sentenceOf(found), "", "Asked, in order:", ...rows].map((line) => line.replace(/\S.*/, (text) => plain(text, 2000))).join("\n")}\n`;
}

/** What a cell in between has of which end, the shorter way round. */
function likeness(fromPassing: string[], { tried }: Why): string {
  const rest = tried.map(({ name }) => name).filter((name) => !fromPassing.includes(name));
  if (fromPassing.length === 0) return "as the failing cell";
  if (rest.length === 0) return "as the passing cell";
  return fromPassing.length <= rest.length
    ? `as the failing cell but for ${fromPassing.join(", ")}`
    : `as the passing cell but for ${rest.join(", ")}`;
}

/** The answer as data. */
function shape(found: Why): object {
  const { cause, differences, asked, passing, failing } = found;
  return {
    schema: "aoai-probe/why/v1",
    passing: passing.cell.id,
    failing: failing.cell.id,
    answer: sentenceOf(found),
    kind: cause.kind,
    minimal: cause.kind === "found" ? cause.minimal : null,
    factors: cause.kind === "found" ? cause.factors.map(factorShape) : [],
    differences: differences.map(factorShape),
    asked: asked.map(({ cell, fromPassing, outcome: o, result }) => ({
      cell: cell.id,
      fromPassing,
      outcome: o,
      verdict: result.verdict,
      cause: result.cause,
      status: result.status,
    })),
  };
}

function factorShape({ name, passing, failing }: Why["differences"][number]): object {
  return { name, passing, failing };
}

function codeOf(found: Why, signal: "SIGHUP" | "SIGINT" | "SIGTERM" | null, spent: boolean): number {
  if (signal !== null) return EXIT[signal];
  if (found.cause.kind === "found") return found.cause.minimal || !spent ? EXIT.met : EXIT.endedEarly;
  if (found.cause.kind === "cut-short") return EXIT.endedEarly;
  return found.cause.kind === "no-difference" ? EXIT.met : EXIT.noEvidence;
}
