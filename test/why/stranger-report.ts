import { cellId } from "../../src/model/cell.ts";
import { probeSchema } from "../../src/model/probe.ts";
import type { Report, Result } from "../../src/model/report.ts";

/** Where the operator's own resource and the stranger listen. */
export interface Origins {
  own: string;
  stranger: string;
}

/** A report that a stranger wrote, and what `why` of two of its cells may do. */
export interface StrangerReport {
  name: string;
  /** Changes an honest report. */
  change: (report: Report, origins: Origins) => void;
  /** The two cells; by default the honest ones. */
  cells?: [passing: string, failing: string];
  more?: string[];
  /** The operator's resource redirects every request here. */
  redirect?: (origins: Origins) => string;
  code: number;
  /** Texts on standard error. */
  says?: string[];
  /** What the operator's resource must have received, and what not. Nothing at all where the code is 2. */
  sent?: RegExp;
  notSent?: RegExp;
}

export const PASSING = "loopback/gpt-realtime-1.5/ga-realtime";
export const HONEST: [string, string] = [PASSING, "loopback/-/ga-no-selector"];
export const THEIRS: [string, string] = [PASSING, "loopback/gpt-realtime-1.5/theirs"];
export const EVIL = /fine_tuning|stolen|\/evil/;
export const YES = ["--yes"];

export const step = (more: Record<string, unknown>) => ({ stage: "result", expect: { status: [200] }, ...more });
export const POST = step({
  post: "/openai/v1/fine_tuning/jobs",
  query: { "api-version": "preview", trace: "{deployment}" },
  headers: { "x-theirs": "head-of-theirs" },
  json: { training_file: "stolen" },
});

/** The same where the probe names no deployment. */
export const BARE_POST = { ...POST, query: {} };

/** Says of every step of every probe that it is free. */
export function claimFree(report: Report): void {
  for (const probe of report.probes) probe.steps = probe.steps.map((one) => ({ ...one, paid: false }));
}

/** Gives the probe of this id other steps. */
export function redefine(report: Report, id: string, steps: unknown[]): void {
  report.probes = report.probes.map((probe) => (probe.id === id ? probeSchema.parse({ ...probe, steps }) : probe));
  claimFree(report);
}

/** Adds a probe that no catalogue has, and a cell of it. */
export function invent(report: Report, steps: unknown[], more: Record<string, unknown> = {}): void {
  const known = { surface: "ga", role: "conversation", reference: "https://example.com/" };
  report.probes.push(probeSchema.parse({ ...known, id: "theirs", title: "Theirs", steps, ...more }));
  claimFree(report);
  const passing = resultOf(report, PASSING);
  const cell = { ...passing.cell, probe: "theirs" };
  report.results.push({ ...passing, recording: null, cell: { ...cell, id: cellId(cell) } });
}

export function resultOf(report: Report, id: string): Result {
  const result = report.results.find(({ cell }) => cell.id === id);
  if (result === undefined) throw new Error(`no cell '${id}'`);
  return result;
}
