import { readFileSync } from "node:fs";
import { concludeReport, parseReport } from "../../src/conclusion/index.ts";
import type { Baseline } from "../../src/model/baseline.ts";
import type { LedgerEntry } from "../../src/model/claim.ts";
import type { Finding } from "../../src/model/finding.ts";
import { isJsonObject, type Json } from "../../src/model/json.ts";
import type { Probe } from "../../src/model/probe.ts";
import type { Hop } from "../../src/model/recording.ts";
import type { Report, ReportTarget, Result } from "../../src/model/report.ts";
import type { Deployment } from "../../src/model/target.ts";
import { EMBEDDED_JSON } from "../support/embedded-report.ts";
import { closed, failure, received } from "../support/recorded.ts";

const SAMPLE = EMBEDDED_JSON;
const FAILED = failure("ws.reset");
const STALL = { at: 3, ms: 300, kind: "loop" } as const;
const MACHINE: NonNullable<Report["run"]["machine"]> = {
  lostMs: 300,
  stalls: [STALL],
  concurrency: [{ at: "2026-06-10T14:41:07.512Z", cells: 2, why: "event-loop-delay" }],
};

/** A date of a model that every small report has. */
const RETIRES: LedgerEntry = {
  id: "CL-99",
  who: "Somebody",
  source: "https://example.com/dates",
  date: "2026-06-10",
  says: "it retires",
  quoted: false,
  models: ["gpt-realtime-whisper", "gpt-realtime-1.5"],
  probes: [],
  expects: { kind: "retires", on: "2027-06-10", version: "2026-05-06", provider: "openai", replacement: "another" },
  "conflicts-with": [],
  standing: "untested",
  confirming: [],
  contradicting: [],
  untested: "a probe cannot test a date in the future",
};

/**
 * Small reports, each of two real cells, that between them have every key a saved report can have: cut from the sample,
 * with the keys that its run had no use for.
 */
export function smallReports(): Report[] {
  made ??= JSON.stringify(makeSmallReports());
  return JSON.parse(made);
}

/** They are made once: each caller gets a copy that it may change. */
let made: string | null = null;

function makeSmallReports(): Report[] {
  const saved = parseReport(readFileSync(SAMPLE, "utf8"));
  const probes = new Map(saved.probes.map((probe) => [probe.id, probe]));
  const cells = fewest(saved.results.map((result) => ({ result, probe: probes.get(result.cell.probe) })));
  const [beside] = cells;
  const errorTexts = fewest(saved.errorTexts);
  const claims = fewest(saved.claims);
  return cells.map((own, index) => {
    const both = [own, ...(beside === undefined || beside === own ? [] : [beside])];
    const names = new Set(both.map(({ result }) => result.cell.target));
    const report = concludeReport({
      ...saved,
      run: {
        ...saved.run,
        machine: MACHINE,
        replaced: ["probe ga-realtime"],
        ...(index === 0 ? { imported: ["HAR"] } : {}),
      },
      targets: saved.targets.filter(({ name }) => names.has(name)).map(described),
      probes: [...new Set(both.flatMap(({ probe }) => probe ?? []))].map(withHeaders),
      errorTexts,
      claims: [...claims, RETIRES],
      knownModels: ["gpt-realtime"],
      baseline: baselineOf(both.map(({ result }) => result)),
      expect: EXPECT,
      results: both.map(({ result }) => completed(result, index)),
    });
    const results = report.results.map((result) => settled(result, index));
    return {
      ...report,
      run: {
        ...report.run,
        exit: {
          code: 3,
          reason: "There is no evidence for any cell.",
          failOn: "any",
          retiringDays: 30,
          regressions: [both[0]?.result.cell.id ?? ""],
        },
        part: { index: 1, of: 2, plan: "a plan" },
      },
      expectations: both.map(({ result }) => expectationOf(result)),
      results,
      findings: report.findings.map(paired),
      settings: both.map(({ result }) => settingOf(result)),
      versions: both.map(({ result }) => versionOf(result)),
      apiVersions: [VERSION],
      skipped: both.map(({ result }) => leftOut(result)),
    };
  });
}

const EXPECT: NonNullable<Report["expect"]> = [
  { target: "*", region: "*", for: "transcription" },
  { model: "*", deployment: "*", probe: "*", is: "any" },
];

function expectationOf({ cell }: Result): NonNullable<Report["expectations"]>[number] {
  const { target, deployment, id } = cell;
  const about = { target, deployment, cell: id, role: null, expected: "any" } as const;
  return { ...about, source: "configuration", standing: "met", cells: [id] };
}

/** An earlier run in which the first cell worked, and the others were not asked. */
function baselineOf([first, ...others]: Result[]): Baseline {
  const at = "2026-06-09T14:41:07.512Z";
  const before = { verdict: "supported", cause: "result.received", at } as const;
  return {
    run: { id: "earlier", startedAt: at, finishedAt: at, emulated: ["france-central-2026-06-10"] },
    cells: first === undefined ? [] : [{ cell: first.cell.id, trend: "worse", before, lastGood: at, firstBad: at }],
    notCompared: [...others, ...(first === undefined ? [] : [first])].map(({ cell }) => ({
      cell: cell.id,
      why: "not-asked-then",
      before,
    })),
    added: { targets: ["new"], deployments: ["old/new"], cells: ["old/old/new"] },
    vanished: { targets: ["gone"], deployments: ["old/gone"], cells: ["old/old/gone"] },
  };
}

function withHeaders(probe: Probe): Probe {
  const [first, ...others] = probe.steps;
  const asked = { ...probe, steps: [{ ...first, headers: { "x-asked": "once" } }, ...others, ...CLEAN_UP] };
  return first === undefined ? probe : (asked as Probe);
}

/** Steps that decide nothing, with the keys of requests that the sample has no use for. */
const CLEAN_UP: Probe["steps"] = [
  {
    stage: "result",
    post: "/x",
    expect: { stream: { event: "a", data: "b", nonempty: "c" }, "audio-at-least": "200ms" },
    finally: true,
    paid: false,
  },
  { stage: "result", send: { type: "x" }, "event-id": "none", finally: true, paid: false },
];

function settingOf({ cell }: Result): NonNullable<Report["settings"]>[number] {
  const error = { code: "unknown_parameter", message: "no", param: "session.x" };
  const { id, target, deployment } = cell;
  return { cell: id, target, deployment, model: "gpt-realtime", setting: "x", value: 1, outcome: "refused", error };
}

const VERSION: NonNullable<Report["apiVersions"]>[number] = {
  version: "2024-10-21",
  status: "ga",
  source: "https://example.com/versions",
  date: "2026-06-10",
  says: "it is the latest",
};

function versionOf({ cell: { id, target } }: Result): NonNullable<Report["versions"]>[number] {
  const { version, status } = VERSION;
  return { cell: id, target, path: "chat/completions", version, status, outcome: "answered" };
}

function paired(finding: Finding): Finding {
  const [cell = ""] = finding.cells;
  return { ...finding, pair: { failing: cell, passing: cell, difference: "none" } };
}

const TRIALS: NonNullable<Result["cell"]["settles"]>["trial"][] = [
  { kind: "again" },
  { kind: "repeat", number: 2 },
  { kind: "peer" },
  { kind: "without", fields: ["body temperature"], minimal: true },
  { kind: "credential", auth: "none" },
  { kind: "api-version", version: "2024-10-21" },
];

const SCOPE = "https://ai.azure.com/.default";
const TOKEN: NonNullable<Hop["token"]> = {
  audience: "https://ai.azure.com",
  issuer: "https://sts.windows.net/00000000-0000-4000-8000-000000000001/",
  tenant: "00000000-0000-4000-8000-000000000001",
  expires: "2026-11-29T14:00:00.000Z",
};

const ISSUER = "C=US, O=DigiCert Inc, CN=DigiCert Global Root G2";
const CONNECTION: NonNullable<Hop["connection"]> = {
  family: "IPv4",
  address: "public",
  tls: {
    protocol: "TLSv1.3",
    fingerprint: "ab12",
    issuer: ISSUER,
    publicRoot: true,
    chain: [
      {
        subject: "CN=r.openai.azure.com",
        issuer: ISSUER,
        validFrom: "2026-01-01T00:00:00.000Z",
        validTo: "2026-12-31T00:00:00.000Z",
        fingerprint: "ab12",
        names: ["DNS:*.openai.azure.com"],
      },
    ],
  },
};

const RATE: NonNullable<Result["rate"]> = { worked: 1, of: 2, unknown: 0, interval: [0.09, 0.91] };

/** A result of the settle pass, with all facts that a verdict may have. */
function settled(result: Result, index: number): Result {
  const trial = TRIALS[index % TRIALS.length];
  if (trial === undefined) return result;
  const named = { field: "body x", mentions: "body y", credential: "none", apiVersion: "v1" };
  const facts = { ...named, reason: "content_filter", form: "text" };
  const { id } = result.cell;
  return { ...result, cell: { ...result.cell, settles: { cell: id, trial } }, settledBy: [id], facts, rate: RATE };
}

function leftOut({ cell }: Result): Report["skipped"][number] {
  return { cell: cell.id, reason: "the run ended before this cell" };
}

function described(target: ReportTarget): ReportTarget {
  return {
    ...target,
    label: "A resource",
    optional: true,
    provider: "azure",
    basePath: "/api/projects/voice",
    aliasOf: "another",
    trusted: ["https://r.cognitiveservices.azure.com"],
    headers: ["Ocp-Apim-Subscription-Key"],
    entra: { credential: "azure-cli", scopes: [SCOPE] },
    deployments: target.deployments.map((deployment) => ({ ...deployment, probe: false, arm: ARM })),
  };
}

const ARM: NonNullable<Deployment["arm"]> = {
  lifecycle: "GenerallyAvailable",
  retires: "2027-08-24",
  capabilities: ["realtime"],
  at: "2026-06-09T14:41:07.512Z",
};

/**
 * The first report is of a cell not attempted; in the second, hops, steps and frames failed, went by a proxy, were too
 * many to be kept, and were measured on a busy machine.
 */
function completed(result: Result, index: number): Result {
  const { recording } = result;
  if (recording === null) return result;
  if (index === 0)
    return { ...result, recording: { ...recording, notAttempted: { cause: "tcp.refused", because: [] } } };
  if (index !== 1) return result;
  const hop = (one: Hop): Hop => ({
    ...one,
    token: TOKEN,
    connection: CONNECTION,
    proxy: "http://proxy.example:3128",
    failure: FAILED,
  });
  const attempts = recording.attempts.map((attempt) => ({
    ...attempt,
    busy: { lostMs: 300, stalls: [STALL] },
    steps: attempt.steps.map((step) => ({
      ...step,
      hops: step.hops.map(hop),
      frames: [...step.frames, { ...received({}), event: null }, closed(1011, { failure: FAILED })],
      elided: {
        before: step.frames.length,
        count: 9_800,
        bytes: 98_000,
        from: 1,
        to: 2,
        types: { "": 9_800 },
        audio: { "": 1 },
      },
      failure: FAILED,
    })),
  }));
  const cell = { ...result.cell, variant: { ...result.cell.variant, scope: SCOPE } };
  return { ...result, cell, recording: { ...recording, attempts } };
}

/** Those that have a key which none before them has. */
function fewest<T>(all: T[]): T[] {
  const seen = new Set<string>();
  return all.filter((one) => {
    const fresh = [...pathsOf(JSON.parse(JSON.stringify(one)))].filter(([kind]) => !seen.has(kind));
    for (const [kind] of fresh) seen.add(kind);
    return fresh.length > 0;
  });
}

/** One path of each kind: where elements of a list are alike, the first that has the key stands for all. */
export function pathsOf(value: Json): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const visit = (here: Json, path: string[], kind: string): void => {
    if (path.length > 0 && !found.has(kind)) found.set(kind, path);
    if (Array.isArray(here)) for (const [n, one] of here.entries()) visit(one, [...path, `${n}`], `${kind}.*`);
    else if (isJsonObject(here))
      for (const [key, one] of Object.entries(here)) visit(one, [...path, key], `${kind}.${key}`);
  };
  visit(value, [], "");
  return found;
}

/** The text of a value in which one path is gone, or holds something else. */
export function mutated(value: Json, path: string[], instead: Json | undefined): string {
  const copy: Json = structuredClone(value);
  let here: Json = copy;
  for (const key of path.slice(0, -1)) here = childOf(here, key);
  const last = path.at(-1) ?? "";
  if (Array.isArray(here)) here.splice(Number(last), 1, ...(instead === undefined ? [] : [instead]));
  else if (isJsonObject(here)) {
    if (instead === undefined) delete here[last];
    else here[last] = instead;
  }
  return JSON.stringify(copy);
}

function childOf(value: Json, key: string): Json {
  if (Array.isArray(value)) return value[Number(key)] ?? null;
  return isJsonObject(value) ? (value[key] ?? null) : null;
}
