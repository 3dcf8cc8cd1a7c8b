import { describeCell } from "../../plan/index.ts";
import { plain, safeJson } from "../../render/inert.ts";
import { counted, outcome } from "../../render/words.ts";
import {
  describeFactor,
  describeResult,
  findWhy,
  formatAnswer,
  IncomparableError,
  type Mixture,
  prepareSearch,
  type Side,
  type Why,
} from "../../why/index.ts";
import type { PlanFlags } from "../configuration/plan-flags.ts";
import { recipientLines } from "../configuration/recipient.ts";
import { EXIT } from "../exit.ts";
import { prepareFolder, writeArtefact } from "../output/artefact.ts";
import { lockFolder } from "../output/folder-lock.ts";
import { ALL_OF_IT, proven, publish } from "../output/publication.ts";
import { listenForSignals } from "../output/signals.ts";
import { writeOut } from "../output/standard-output.ts";
import { agreeToSearch } from "../plan/paid-limit.ts";
import { planRun } from "../plan/plan-run.ts";
import { serveTargets } from "../run/served-run.ts";
import { UsageError } from "../usage-error.ts";
import { CellSearch } from "./cell-search.ts";
import { agreeToProbes, type CellNames, sidesOf } from "./sides.ts";

interface WhyFlags extends PlanFlags {
  output?: string | undefined;
  json: boolean;
  yes: boolean;
}

/** `why PASSING FAILING [REPORT]`: the smallest difference that decides, found by running cells in between. */
export async function findDifference(names: CellNames, flags: WhyFlags): Promise<number> {
  const signals = listenForSignals("stopping and printing what was found");
  const served = await serveTargets(await planRun(flags, process.env, "send"), flags.tls === true);
  try {
    for (const line of [...served.notes, ...served.warnings]) process.stderr.write(`${line}\n`);
    const { passing, failing, notes, unknown } = sidesOf(names, served);
    const targets = [passing.target.name, failing.target.name];
    const recipients = served.recipients.filter(({ target }) => targets.includes(target));
    for (const line of [...notes, ...recipientLines(recipients, "Sending to", served.vault)]) {
      process.stderr.write(`${line}\n`);
    }
    const { difference, mostCells } = question(passing, failing);
    const folder = flags.output ?? null;
    if (folder !== null) {
      prepareFolder(folder);
      lockFolder(folder);
    }
    announce(difference.factors.map(describeFactor), [passing, failing], mostCells);
    if (served.emulated === null) await agreeToProbes(unknown, flags.yes);
    const isPaid = [passing, failing].some(({ probe }) => probe.steps.some((step) => step.paid));
    const mayBeBilled = isPaid && served.emulated === null;
    const agreed = mayBeBilled ? await agreeToSearch(mostCells, served.settings["max-paid"], flags.yes) : mostCells;
    const search = new CellSearch(served, signals, folder);
    const budget = Math.min(agreed, mostCells);
    const found = await findWhy(difference, {
      budget,
      ask: async (mixture) => {
        show(mixture);
        const result = await search.runCell(mixture);
        process.stderr.write(`  ${result === null ? "interrupted" : plain(outcome(result))}\n`);
        return result;
      },
    });
    signals.stopDeadline();
    const code = codeOf(found, signals.received(), found.asked.length >= budget);
    const text = flags.json ? `${safeJson(shape(found), 2)}\n` : inWords(found);
    writeOut(proven(text, "the answer on standard output", served.vault));
    if (folder === null) return code;
    writeArtefact(folder, "why.json", proven(`${safeJson(shape(found), 2)}\n`, "why.json", served.vault));
    const written = await publish(
      await search.report(),
      { shown: null, folder, files: ["json", "markdown"], view: ALL_OF_IT },
      served.vault,
    );
    if (written.internal) return EXIT.internal;
    return written.inputOutput ? EXIT.inputOutput : code;
  } finally {
    await served.close();
  }
}

function question(passing: Side, failing: Side): ReturnType<typeof prepareSearch> {
  try {
    return prepareSearch(passing, failing);
  } catch (error) {
    if (error instanceof IncomparableError) throw new UsageError(error.message);
    throw error;
  }
}

/** Prints what will be sent, before anything is. */
function announce(differences: string[], sides: Side[], mostCells: number): void {
  process.stderr.write(`${counted(differences.length, "difference")}:\n`);
  for (const difference of differences) process.stderr.write(`  ${plain(difference, 400)}\n`);
  process.stderr.write(`Running at most ${counted(mostCells, "cell")} between these two:\n`);
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
    return `  ${cell.id}: ${likeness(fromPassing, found)}: ${describeResult(result)}`;
  });
  return `${[formatAnswer(found), "", "Cells that were run, in order:", ...rows].map((line) => line.replace(/\S.*/, (text) => plain(text, 2000))).join("\n")}\n`;
}

/** Which of the two cells this one resembles more, and in what it differs from that one. */
function likeness(fromPassing: string[], { tried }: Why): string {
  const rest = tried.map(({ name }) => name).filter((name) => !fromPassing.includes(name));
  if (fromPassing.length === 0) return "like the failing cell";
  if (rest.length === 0) return "like the passing cell";
  return fromPassing.length <= rest.length
    ? `like the failing cell except ${fromPassing.join(", ")}`
    : `like the passing cell except ${rest.join(", ")}`;
}

/** The answer as data. */
function shape(found: Why): object {
  const { cause, differences, asked, passing, failing } = found;
  return {
    schema: "aoai-probe/why/v1",
    passing: passing.cell.id,
    failing: failing.cell.id,
    answer: formatAnswer(found),
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
