import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cell, cellId } from "../../src/model/cell.ts";
import { probeSchema } from "../../src/model/probe.ts";
import type { Recording } from "../../src/model/recording.ts";
import type { Target } from "../../src/model/target.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { type JournalRecord, type RunOptions, readJournal, run } from "../../src/run/index.ts";
import { catalog } from "./recorded.ts";
import { KEY } from "./wire-question.ts";

/** One question of one request, on the path `/ask/NUMBER`. */
export const QUESTION = probeSchema.parse({
  id: "small-question",
  title: "A question of one request",
  surface: "rest",
  role: "none",
  reference: "https://example.com/",
  steps: [{ stage: "result", get: "/ask/{deployment}", expect: { status: [200] } }],
});

export function target(endpoint: string): Target {
  return {
    name: "t",
    endpoint,
    hosts: {},
    region: null,
    resourceId: null,
    subscription: null,
    kind: null,
    auth: ["key"],
    deployments: [],
  };
}

/** So many cells of a probe, one a deployment, or all of the same one. */
export function cellsOf(probe: string, count: number, deployment?: string): Cell[] {
  return Array.from({ length: count }, (_, n) => {
    const cell = {
      target: "t",
      deployment: deployment ?? `d${n}`,
      role: null,
      probe,
      control: null,
      variant: { apiVersion: deployment === undefined ? null : `v${n}`, auth: "key", redirectCredential: "clean" },
      companion: null,
    } as const;
    return { ...cell, id: cellId(cell) };
  });
}

export interface SmallRun {
  complete: boolean;
  journal: string;
  recordings: Recording[];
  records: JournalRecord[];
  ms: number;
}

/** Asks cells of an endpoint, and reads the journal back. */
export async function smallRun(endpoint: string, cells: Cell[], options: Partial<RunOptions> = {}): Promise<SmallRun> {
  const vault = new Vault();
  const journal = join(mkdtempSync(join(tmpdir(), "aoai-probe-run-")), "journal.ndjson");
  const started = performance.now();
  const { complete } = await run({
    catalog: { ...catalog, probes: [QUESTION, ...catalog.probes] },
    plan: { cells: cells.map((cell) => ({ cell, skip: null, required: false })), targets: [] },
    targets: [target(endpoint)],
    credentials: new Map([["t", { key: vault.register(KEY, "apikey") }]]),
    vault,
    runId: "small",
    userAgent: "aoai-probe/test (run small)",
    concurrency: 4,
    timeoutMs: 5_000,
    maxWaitMs: 5_000,
    retryHostAfterMs: [20, 60, 180],
    signal: new AbortController().signal,
    journal,
    onProgress: () => undefined,
    ...options,
  });
  const ms = performance.now() - started;
  const records: JournalRecord[] = [];
  for await (const record of readJournal(journal)) records.push(record);
  return { complete, journal, records, recordings: records.map((record) => record.recording), ms };
}
