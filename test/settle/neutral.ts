import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concludeRecordings } from "../../src/conclusion/index.ts";
import { startEmulator } from "../../src/emulator/resource.ts";
import { isJsonObject, type Json } from "../../src/model/json.ts";
import type { Body, Frame, Recording } from "../../src/model/recording.ts";
import type { Report, Result } from "../../src/model/report.ts";
import type { Target } from "../../src/model/target.ts";
import { VERDICTS } from "../../src/model/verdict.ts";
import { makePlan, type PlannedCell, type PlanOptions } from "../../src/plan/index.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { readJournal, run } from "../../src/run/index.ts";
import { type ExtraCell, settleReport } from "../../src/settle/index.ts";
import { planOptionsFor } from "../line/rows/index.ts";
import { PLAN, targetOf } from "../support/embedded.ts";
import { catalog } from "../support/recorded.ts";

/*
 * A scenario whose service speaks in neutral words, read without the list of known error texts. What is left are codes,
 * types, statuses, pointers, and what the run sent.
 */

/** What every message of the service becomes. */
const WORDS = "no";
/** Members whose text is a message for people. */
const MESSAGES = ["message", "msg", "detail", "title", "error_description"];
/** A close reason that is a code of the service and no sentence. */
const CODE = /^[a-z0-9_]+(\.[a-z0-9_]+)*$/;

function neutralJson(json: Json): Json {
  if (Array.isArray(json)) return json.map(neutralJson);
  if (!isJsonObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [
      name,
      typeof value === "string" && MESSAGES.includes(name) ? WORDS : neutralJson(value),
    ]),
  );
}

function neutralBody(body: Body | null, isRefused: boolean): Body | null {
  if (body === null || body.text === null || !isRefused) return body;
  if (!isJsonObject(body.json)) return body.text.trimStart().startsWith("<") ? body : { ...body, text: WORDS };
  const json = neutralJson(body.json);
  return { ...body, json, text: JSON.stringify(json) };
}

function neutralFrame(frame: Frame): Frame {
  if (frame.kind === "close") return frame.by === "us" || CODE.test(frame.reason) ? frame : { ...frame, reason: WORDS };
  if (frame.direction === "sent" || frame.event === null) return frame;
  return { ...frame, event: neutralJson(frame.event) as NonNullable<typeof frame.event> };
}

/** The recording of a service that says nothing in words. */
function neutral(recording: Recording): Recording {
  const attempts = recording.attempts.map((attempt) => ({
    ...attempt,
    steps: attempt.steps.map((step) => ({
      ...step,
      frames: step.frames.map(neutralFrame),
      hops: step.hops.map((hop) => ({ ...hop, body: neutralBody(hop.body, (hop.status ?? 0) >= 400) })),
    })),
  }));
  return { ...recording, attempts };
}

/** A scenario, evaluated with its words and their list, and with neither. */
export interface Spoken {
  worded: Report;
  /** Without the settle pass. */
  neutral: Report;
  settled: Report;
}

/** Runs a scenario once, and the settle pass after each of the two evaluations. */
export async function speak(name: string, cells = 24): Promise<Spoken> {
  const emulator = await startEmulator({ scenario: name });
  try {
    const settle = await runOnce(targetOf(emulator, name), emulator.key, planOptionsFor(name), cells);
    const worded = await settle(false);
    const { before, after } = await settle(true);
    return { worded: worded.after, neutral: before, settled: after };
  } finally {
    await emulator.close();
  }
}

/** Runs a target once. The returned function evaluates that, with words or without, before and after the settle pass. */
export async function runOnce(
  target: Target,
  key: string,
  options: Partial<PlanOptions>,
  cells = 24,
): Promise<(isNeutral: boolean) => Promise<{ before: Report; after: Report }>> {
  const plan = makePlan([target], catalog.probes, { ...PLAN, ...options });
  const vault = new Vault();
  const credentials = new Map([[target.name, { key: vault.register(key, "apikey") }]]);
  const signal = new AbortController().signal;
  const folder = mkdtempSync(join(tmpdir(), "aoai-probe-neutral-"));
  let journals = 0;
  const send = async (own: PlannedCell[], extra: ExtraCell[]) => {
    journals += 1;
    const journal = join(folder, `${journals}.ndjson`);
    await run({
      catalog: { ...catalog, probes: [...catalog.probes, ...extra.map(({ probe }) => probe)] },
      plan: { ...plan, cells: own },
      targets: [target],
      credentials,
      vault,
      runId: "neutral",
      userAgent: "aoai-probe/test (run neutral)",
      concurrency: 8,
      timeoutMs: 30_000,
      maxWaitMs: 120_000,
      signal,
      journal,
      onProgress: () => undefined,
    });
    const recorded: { cell: string; recording: Recording }[] = [];
    for await (const { cell, recording } of readJournal(journal)) recorded.push({ cell, recording });
    return recorded;
  };
  const first = await send(plan.cells, []);
  const startedAt = new Date().toISOString();
  const evaluate = async (isNeutral: boolean, recorded: typeof first, extra: ExtraCell[]) =>
    await concludeRecordings({
      recordings: (async function* () {
        for (const { cell, recording } of recorded)
          yield { cell, recording: isNeutral ? neutral(recording) : recording };
      })(),
      plan: { ...plan, cells: [...plan.cells, ...extra.map(planned)] },
      catalog: {
        ...catalog,
        errorTexts: isNeutral ? [] : catalog.errorTexts,
        probes: [...catalog.probes, ...extra.map(({ probe }) => probe)],
      },
      targets: [target],
      tool: { name: "aoai-probe", version: "0.0.0", node: process.version, catalog: catalog.hash },
      run: {
        id: "neutral",
        startedAt,
        finishedAt: startedAt,
        complete: true,
        timezone: { offsetMinutes: 0, name: "UTC" },
      },
    });
  return async (isNeutral) => {
    const recorded = [...first];
    const before = await evaluate(isNeutral, first, []);
    const after = await settleReport(before, { cells, paid: 1000, confirmAfterMs: 0, signal }, async (added, all) => {
      recorded.push(...(await send(added.map(planned), all)));
      return await evaluate(isNeutral, recorded, all);
    });
    return { before, after };
  };
}

function planned({ cell }: Pick<ExtraCell, "cell">): PlannedCell {
  return { cell, skip: null, required: false };
}

/** One cell before and after, if its verdict counts. */
export interface Kept {
  id: string;
  before: Result;
  after: Result;
  outcome: "kept" | "lost" | "changed";
}

/**
 * Compares the verdicts of the cells that the run sent. A cell keeps its verdict if it is equal. It changes it if the
 * other one is a claim, and loses it otherwise.
 */
export function compare(before: Report, after: Report): Kept[] {
  const later = new Map(after.results.map((result) => [result.cell.id, result]));
  return before.results.flatMap((result) => {
    const other = later.get(result.cell.id);
    if (result.cell.control !== null || result.verdict === "skipped" || other === undefined) return [];
    const isKept = result.verdict === other.verdict;
    const outcome = isKept ? "kept" : VERDICTS[other.verdict] === "claim" ? "changed" : "lost";
    return [{ id: result.cell.id, before: result, after: other, outcome }];
  });
}
