import { z } from "zod";
import type { Baseline, Before } from "../model/baseline.ts";
import { isJsonObject } from "../model/json.ts";
import type { Report } from "../model/report.ts";
import { VERDICT_KINDS, VERDICTS } from "../model/verdict.ts";
import { plain, safeJson } from "../render/inert.ts";
import { type Earlier, earlierOf } from "./earlier.ts";
import { renameToken } from "./renamed-token.ts";
import { cause } from "./saved-recording.ts";
import { ReportError } from "./saved-report.ts";

/*
 * A baseline file: the claims of a run as a small file for version control. One cell a line, in alphabetical order. It
 * never has a cell that was rate-limited or faulty, or that lacks evidence.
 */

const BASELINE_SCHEMA = "aoai-probe/baseline/v1";

const time = z.iso.datetime();
const name = z.string();

const baselineFile = z.looseObject({
  schema: z.literal(BASELINE_SCHEMA),
  run: z.looseObject({ id: name, startedAt: time, finishedAt: time, emulated: z.array(name).exactOptional() }),
  targets: z.record(
    name,
    z.looseObject({
      endpoint: z.url({ protocol: /^https?$/ }),
      basePath: name.exactOptional(),
      deployments: z.record(name, z.looseObject({ model: name.nullable(), version: name.nullable() })),
    }),
  ),
  probes: z.record(name, name),
  cells: z.record(
    name,
    z.looseObject({
      verdict: z.enum(VERDICT_KINDS),
      cause,
      companion: name.exactOptional(),
      at: time.exactOptional().describe("absent: the time of the run"),
    }),
  ),
});

type BaselineFile = z.output<typeof baselineFile>;

/** Whether a text begins as a baseline file does. */
export function isBaselineFile(beginning: string): boolean {
  return /^\s*\{\s*"schema"\s*:\s*"aoai-probe\/baseline\//.test(beginning);
}

/**
 * Reads a baseline file.
 * @throws ReportError naming the key and the problem
 */
export function parseBaselineFile(text: string): Earlier {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ReportError("the baseline file is not complete JSON: make it again with --update-baseline.");
  }
  const parsed = baselineFile.safeParse(isJsonObject(value) ? renameToken(value) : value);
  if (parsed.success) return earlierIn(parsed.data);
  const schema = isJsonObject(value) ? value.schema : null;
  if (typeof schema === "string" && schema !== BASELINE_SCHEMA)
    throw new ReportError(`'schema' is not ${BASELINE_SCHEMA}: update aoai-probe.`);
  const path = plain((parsed.error.issues[0]?.path ?? []).map(String).join("."), 200);
  throw new ReportError(
    `the baseline file is not valid at '${path}': correct it, or make it again with --update-baseline.`,
  );
}

function earlierIn({ run, targets, probes, cells }: BaselineFile): Earlier {
  const { id, startedAt, finishedAt, emulated } = run;
  return {
    run: { id, startedAt, finishedAt, ...(emulated === undefined ? {} : { emulated }) },
    hasAllCells: false,
    targets: new Map(
      Object.entries(targets).map(([target, { endpoint, basePath, deployments }]) => [
        target,
        {
          endpoint,
          ...(basePath === undefined ? {} : { basePath }),
          deployments: new Map(Object.entries(deployments)),
        },
      ]),
    ),
    probes: new Map(Object.entries(probes)),
    cells: new Map(
      Object.entries(cells).map(([cell, { verdict, cause: why, at = startedAt, companion = null }]) => {
        const [target = "", deployment = "-", probe = ""] = cell.split("/");
        return [
          cell,
          {
            target,
            deployment: deployment === "-" ? null : deployment,
            companion,
            probe: probe.split("@")[0] ?? "",
            outcome: { verdict, cause: why, at, isOwn: true, firstAt: at, lastGood: null, firstBad: null },
            wasSkipped: false,
          },
        ];
      }),
    ),
  };
}

/**
 * The baseline file of a run. A cell without a claim in this run keeps the claim of the baseline, if the two could be
 * compared.
 */
export function writeBaselineFile(report: Report): string {
  const { run, targets, probes, cells } = earlierOf(report);
  const before = beforeIn(report.baseline);
  const claims = [...cells].flatMap(([id, { outcome, companion }]): [string, BaselineFile["cells"][string]][] => {
    const own = outcome?.isOwn === true ? { verdict: outcome.verdict, cause: outcome.cause } : null;
    const claim = own !== null && isClaim(own) ? own : before.get(id);
    if (claim === undefined || !isClaim(claim)) return [];
    return [[id, { ...claim, ...(companion === null ? {} : { companion }) }]];
  });
  const used = new Set(claims.flatMap(([id]) => cells.get(id)?.probe ?? []));
  const head = [
    `"schema": ${safeJson(BASELINE_SCHEMA)}`,
    `"run": ${safeJson(run)}`,
    `"targets": ${members(
      [...targets].map(([target, { deployments, ...place }]) => {
        const models = [...deployments].map(([key, { model, version }]) => [key, { model, version }] as const);
        return [target, { ...place, deployments: Object.fromEntries(models.sort(byName)) }];
      }),
    )}`,
    `"probes": ${members([...probes].filter(([probe]) => used.has(probe)))}`,
    `"cells": ${members(claims)}`,
  ];
  return `{\n  ${head.join(",\n  ")}\n}\n`;
}

/** What the baseline says about cells that can be compared with it. */
function beforeIn(baseline: Baseline | undefined): Map<string, Before> {
  const unproven = (baseline?.notCompared ?? []).filter(({ why }) => why === "no-evidence-now");
  return new Map(
    [...(baseline?.cells ?? []), ...unproven].flatMap(({ cell, before }) =>
      before === undefined ? [] : [[cell, before] as const],
    ),
  );
}

function isClaim({ verdict }: Pick<Before, "verdict">): boolean {
  return VERDICTS[verdict] === "claim";
}

/** An object with one member a line, in alphabetical order. */
function members(entries: (readonly [string, unknown])[]): string {
  if (entries.length === 0) return "{}";
  const lines = [...entries].sort(byName).map(([key, value]) => `    ${safeJson(key)}: ${safeJson(value)}`);
  return `{\n${lines.join(",\n")}\n  }`;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
