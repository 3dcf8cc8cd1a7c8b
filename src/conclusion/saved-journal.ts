import { z } from "zod";
import type { ApiVersion } from "../model/api-version.ts";
import type { Cause } from "../model/cause.ts";
import { claimSchema } from "../model/claim.ts";
import { errorTextSchema } from "../model/error-text.ts";
import type { ExpectEntry } from "../model/expectation.ts";
import { isJsonObject, type JsonObject } from "../model/json.ts";
import { type ModelEntry, modelSchema } from "../model/model-entry.ts";
import { probeSchema } from "../model/probe.ts";
import type { Recording } from "../model/recording.ts";
import type { Report } from "../model/report.ts";
import type { Target } from "../model/target.ts";
import type { PlannedCell } from "../plan/index.ts";
import { plain } from "../render/inert.ts";
import { concludeRecordings } from "./index.ts";
import { joinMachines, type ProcessAccount } from "./machine.ts";
import { savedRecording } from "./saved-recording.ts";
import { ReportError, reasonOf, refuseStrays } from "./saved-report.ts";
import { savedParts, savedReport } from "./saved-schema.ts";

/*
 * A journal has all that a report needs. Its first line has what was known before the first request, and each finished
 * cell adds a line. A report of a killed run is made from it, and the run can be finished.
 */

/** What the first line of a journal says after its kind and format. It has no secret. */
export interface JournalHead extends Pick<Report, "tool" | "probes" | "errorTexts"> {
  /** The ID of the run. */
  run: string;
  /** UTC, ISO 8601 with milliseconds. */
  startedAt: string;
  timezone: Report["run"]["timezone"];
  /** The flags of the command line as typed, to repeat the command. Empty if no command line began the run. */
  flags: JsonObject;
  /** The merged settings. */
  settings: JsonObject;
  targets: Target[];
  cells: PlannedCell[];
  claims: z.output<typeof claimSchema>[];
  models: ModelEntry[];
  /** Absent if no probe tries api-versions. */
  apiVersions?: ApiVersion[];
  /** Built-in entries that the directory of --probes replaced. Absent: none. */
  replaced?: string[];
  expect: ExpectEntry[];
  /** Absent: the whole plan. */
  part?: NonNullable<Report["run"]["part"]>;
}

/** An extra cell of the settle pass, and its probe. */
type ExtraCell = Pick<PlannedCell, "cell"> & { probe: Report["probes"][number] };

/** A journal without its recordings. */
export interface SavedJournal {
  head: JournalHead;
  /** The extra cells of the settle pass, in their order. */
  extra: ExtraCell[];
  /** The accounts of earlier processes of the run. */
  machines: ProcessAccount[];
}

const { cause, cell, configuredTarget, expectEntry, machine, part, runId, text, time } = savedParts;
const jsonObject = z.record(text, z.unknown()).refine(isJsonObject);

const savedHead = z.looseObject({
  run: runId,
  startedAt: time,
  tool: savedReport.shape.tool,
  timezone: savedReport.shape.run.shape.timezone,
  flags: jsonObject,
  settings: jsonObject,
  targets: z.array(configuredTarget),
  cells: z.array(z.looseObject({ cell, skip: cause.nullable(), required: z.boolean() })),
  probes: z.array(probeSchema),
  errorTexts: z.array(errorTextSchema),
  claims: z.array(claimSchema),
  models: z.array(modelSchema),
  apiVersions: savedReport.shape.apiVersions,
  replaced: z.array(text).exactOptional(),
  expect: z.array(expectEntry),
  part: part.exactOptional(),
}) satisfies z.ZodType<JournalHead>;

const savedSettle = z.array(z.array(z.looseObject({ cell, probe: probeSchema })));
const savedEnds = z.array(z.looseObject({ startedAt: time, machine: machine.exactOptional() }));

/** The lines of a journal that are not cells, as they were read. */
interface Outline {
  head: Record<string, unknown> | null;
  settle: unknown[];
  ends: unknown[];
}

/**
 * Checks the lines of a journal that are not cells.
 * @param format the format that this version reads
 * @throws ReportError that says what is missing, or names the key
 */
export function parseJournal({ head, settle, ends }: Outline, format: string): SavedJournal {
  if (head === null) {
    throw new ReportError("the first line is not whole, so nothing is known about the run: start a new run.");
  }
  if (head.format !== format) {
    throw new ReportError(
      `'format' is ${plain(String(head.format), 100)}, but this version of aoai-probe reads ${format}: use the version that wrote it.`,
    );
  }
  if (!("cells" in head)) throw new ReportError("the journal has no plan: only `aoai-probe run` writes one that has.");
  const parsed = checked(savedHead, head, "the first line");
  const extra = checked(savedSettle, settle, "the settle pass").flat();
  refuseStrays({
    probes: [...parsed.probes, ...extra.map(({ probe }) => probe)],
    targets: parsed.targets,
    results: [...parsed.cells, ...extra],
  });
  const began = Date.parse(parsed.startedAt);
  const machines = checked(savedEnds, ends, "an end").flatMap(({ startedAt, machine: account }) =>
    account === undefined ? [] : [{ account, laterMs: Date.parse(startedAt) - began }],
  );
  return { head: parsed, extra, machines };
}

function checked<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const { data, error } = schema.safeParse(value);
  const issue = error?.issues[0];
  if (issue === undefined) return data as T;
  throw new ReportError(
    `${where} is not valid: '${plain(issue.path.map(String).join("."), 200)}' ${reasonOf(issue)}: use an unedited journal.`,
  );
}

/** A cell as a journal gives it back. */
interface JournalCell {
  cell: string;
  recording: Recording;
  again?: () => Recording;
}

/**
 * Passes on the cells of a journal that another process wrote.
 * @throws ReportError naming the cell and the key
 */
export async function* checkRecordings<C extends JournalCell>(cells: AsyncIterable<C>): AsyncGenerator<C> {
  for await (const one of cells) {
    checked(savedRecording, one.recording, `the cell ${plain(one.cell, 200)}`);
    yield one;
  }
}

/**
 * Makes the report of a journal. Cells without a recording were not run.
 * @param end `unasked`: why they were not. Absent: the run was interrupted
 */
export async function concludeJournal(
  { head, extra, machines }: SavedJournal,
  recordings: AsyncIterable<JournalCell>,
  { unasked, ...end }: Pick<Report["run"], "finishedAt" | "complete"> & { unasked?: Cause },
): Promise<Report> {
  const {
    run: id,
    startedAt,
    timezone,
    tool,
    targets,
    expect,
    cells,
    probes,
    errorTexts,
    claims,
    models,
    apiVersions = [],
    replaced,
  } = head;
  const account = joinMachines(machines);
  const ofPart = head.part === undefined ? {} : { part: head.part };
  return await concludeRecordings({
    recordings,
    plan: { cells: [...cells, ...extra.map(planExtra)], targets: [] },
    catalog: {
      probes: [...probes, ...extra.map(({ probe }) => probe)],
      errorTexts,
      claims,
      models,
      apiVersions,
    },
    targets,
    expect,
    tool,
    ...(unasked === undefined ? {} : { unasked }),
    run: {
      id,
      startedAt,
      ...end,
      ...ofPart,
      ...(replaced === undefined ? {} : { replaced }),
      ...(account === null ? {} : { machine: account }),
      timezone,
    },
  });
}

/** An extra cell as a part of the plan. */
export function planExtra({ cell: extra }: Pick<PlannedCell, "cell">): PlannedCell {
  return { cell: extra, skip: null, required: false };
}
