import type { Cell, Trial } from "../model/cell.ts";
import { CONFIRMATIONS, FIELD_PAIRS, PAIRS } from "../model/effort.ts";
import { isGood } from "../model/outcome.ts";
import type { Probe } from "../model/probe.ts";
import type { Report, Result } from "../model/report.ts";
import { VERDICTS } from "../model/verdict.ts";
import { fieldInWords, subjectOf } from "../steps/named-field.ts";
import { optionalFields } from "../steps/optional-field.ts";
import { sentUntil } from "../steps/sent.ts";
import { CLAIMS, MISSING, PASSING } from "./causes.ts";
import { decidingIndex, peerOf } from "./extra-cell.ts";

/** The requests of the next round, and how many the experiment still needs if they end as expected. */
interface NextTrials {
  trials: Trial[];
  needed: number;
}

export const AGAIN: Trial = { kind: "again" };

export function nextTrials(result: Result, probe: Probe, tried: Result[], report: Report): NextTrials {
  const trials = nextSingleTrials(result, probe, tried, report);
  if (trials !== null) return { trials, needed: trials.length };
  return nextPair(
    optionalFields(probe, decidingIndex(result, probe)),
    result.facts?.field ?? null,
    tried,
    peerOf(result, report) !== null,
  );
}

/** Requests that are sent once each. Null if it is time to compare two requests. */
function nextSingleTrials(result: Result, probe: Probe, tried: Result[], report: Report): Trial[] | null {
  const { cause, verdict, facts } = result;
  const has = (kind: Trial["kind"]) => tried.some(({ cell }) => cell.settles?.trial.kind === kind);
  const repeated = tried.filter(({ cell }) => cell.settles?.trial.kind === "again").length;
  if (CLAIMS.includes(cause)) return repeated < CONFIRMATIONS ? [{ kind: "again" }] : [];
  const again: Trial[] = repeated > 0 ? [] : [{ kind: "again" }];
  if (verdict === "auth") return has("credential") ? [] : credentials(result, report);
  if (PASSING.includes(cause) || MISSING.includes(cause) || VERDICTS[verdict] === "fault") return again;
  if (facts?.field === "query api-version")
    return has("api-version")
      ? []
      : [...again, ...versions(result, report).map((version): Trial => ({ kind: "api-version", version }))];
  const all = optionalFields(probe, decidingIndex(result, probe));
  const named = facts?.field ?? null;
  const suspected = named ?? facts?.mentions ?? null;
  const removal = nextRemoval(all, suspected, tried, (refusal) => listNamed(refusal, result.cell, probe));
  return removal.length > 0 ? removal : null;
}

/**
 * The requests whose difference would decide, each once more, until all were sent often enough. They are the request
 * with a field and without it, or the minimal request for this deployment and for another one. Empty if one of them did
 * not end as before.
 */
function nextPair(all: string[], named: string | null, tried: Result[], hasPeer: boolean): NextTrials {
  const again = AGAIN;
  const smallest = smallestPassing(tried);
  const minimal: Trial = all.length === 0 ? again : { kind: "without", fields: all, minimal: true };
  const needed = smallest?.fields.join() === named ? 1 : FIELD_PAIRS;
  const sides: Side[] =
    smallest !== null
      ? [
          { trial: again, ends: "refused", needed },
          { trial: smallest, ends: "passed", needed },
        ]
      : hasPeer
        ? [
            { trial: again, ends: "refused", needed: minimal === again ? 2 * PAIRS : PAIRS },
            ...(minimal === again ? [] : [{ trial: minimal, ends: "refused", needed: PAIRS } as const]),
            { trial: { kind: "peer" }, ends: "passed", needed: PAIRS },
          ]
        : minimal === again
          ? [{ trial: again, ends: "refused", needed: 1 }]
          : [];
  const sent = (trial: Trial) => tried.filter((one) => isSameTrial(trialOf(one), trial));
  const isSteady = sides.every(({ trial, ends }) => sent(trial).every((one) => isGood(one) === (ends === "passed")));
  if (!isSteady) return { trials: [], needed: 0 };
  const missing = sides.map(({ trial, needed: most }) => ({ trial, count: Math.max(0, most - sent(trial).length) }));
  const trials = missing.flatMap(({ trial, count }) => (count > 0 ? [trial] : []));
  // Each round begins with the last request of the one before. Servers that answer by turns are then no pattern.
  const isOdd = sides.reduce((sum, { trial }) => sum + sent(trial).length, 0) % (2 * sides.length) >= sides.length;
  return {
    trials: isOdd ? trials.reverse() : trials,
    needed: missing.reduce((sum, { count }) => sum + count, 0),
  };
}

/** One of the requests that are compared, and how it must end each time. */
interface Side {
  trial: Trial;
  ends: "passed" | "refused";
  needed: number;
}

/** The fewest fields without which the request works. Null if it does not work without any. */
function smallestPassing(tried: Result[]): Extract<Trial, { kind: "without" }> | null {
  const passing = tried.flatMap((one) => {
    const trial = trialOf(one);
    return trial?.kind === "without" && isGood(one) ? [trial] : [];
  });
  return passing.sort((a, b) => a.fields.length - b.fields.length)[0] ?? null;
}

/** The next set of fields to leave out, by halving. Empty if nothing is left to find out. */
function nextRemoval(
  all: string[],
  named: string | null,
  tried: Result[],
  namedBy: (refusal: Result) => string[],
): Trial[] {
  if (all.length === 0) return [];
  const trialWithout = (fields: string[]) =>
    tried.find((one) => isSameTrial(trialOf(one), { kind: "without", fields, minimal: false }));
  const passes = (fields: string[]): boolean | null => {
    const known = trialWithout(fields);
    return known === undefined ? null : isGood(known);
  };
  const ask = (fields: string[]): Trial[] => [{ kind: "without", fields, minimal: fields.length === all.length }];
  const isRemovable = named !== null && all.some((one) => isWithin(named, one));
  const single = named !== null && isRemovable ? [named] : null;
  if (single !== null && passes(single) === null) return ask(single);
  if (single !== null && passes(single) === true) return [];
  let current = all;
  while (passes(current) === false) {
    // The request may lack a field that the service requires, and the refusal then names it.
    const refusal = trialWithout(current);
    const required = refusal === undefined ? [] : namedBy(refusal);
    const rest = current.filter((one) => !required.some((field) => isWithin(field, one) || isWithin(one, field)));
    if (rest.length === 0 || rest.length === current.length) return [];
    current = rest;
  }
  if (passes(current) === null) return ask(current);
  while (current.length > 1) {
    const half = Math.ceil(current.length / 2);
    const [first, second] = [current.slice(0, half), current.slice(half)];
    const passing: string[] | undefined = [first, second].find((fields) => passes(fields) === true);
    const open = [first, second].find((fields) => passes(fields) === null);
    if (passing === undefined) return open === undefined ? [] : ask(open);
    current = passing;
  }
  return [];
}

function isWithin(field: string, other: string): boolean {
  return field === other || field.startsWith(`${other}.`);
}

/** The fields of the request that the refusal of an extra request names, although that request was without them. */
function listNamed({ error, recording }: Result, cell: Cell, probe: Probe): string[] {
  if (error === null || recording === null) return [];
  const sent = sentUntil(probe, decidingIndex({ recording }, probe), cell);
  return subjectOf({ ...error, pointers: [] }, sent).fields.map(fieldInWords);
}

export function trialOf({ cell }: Result): Trial | undefined {
  return cell.settles?.trial;
}

export function isSameTrial(one: Trial | undefined, other: Trial): boolean {
  if (one?.kind === "without" && other.kind === "without") return one.fields.join("\n") === other.fields.join("\n");
  return one?.kind === other.kind;
}

function credentials({ cell }: Result, report: Report): Trial[] {
  const target = report.targets.find(({ name }) => name === cell.target);
  const others = (target?.auth ?? []).filter((auth) => auth !== cell.variant.auth);
  return [...others, "none" as const].map((auth) => ({ kind: "credential", auth }));
}

/** The recorded api-versions next to the one that was sent. */
function versions({ cell }: Result, report: Report): string[] {
  const known = report.probes.flatMap(({ vary, steps }) => [
    ...(vary?.["api-version"] ?? []),
    ...steps.flatMap(({ query }) => query?.["api-version"] ?? []),
  ]);
  const sorted = [...new Set(known.filter((version) => !version.includes("{")))].sort();
  const probe = report.probes.find(({ id }) => id === cell.probe);
  const own =
    cell.variant.apiVersion ?? probe?.steps.find(({ query }) => query?.["api-version"])?.query?.["api-version"];
  const at = sorted.indexOf(own ?? "");
  return at === -1 ? [] : [sorted[at - 1], sorted[at + 1]].filter((version) => version !== undefined);
}
