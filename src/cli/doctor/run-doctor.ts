import { CHECKUP_SCHEMA, type Checkup } from "../../doctor/checkup.ts";
import { type Examination, evaluate, examine, firstProblem, type Line } from "../../doctor/index.ts";
import { formatScreen } from "../../doctor/screen.ts";
import type { Vault } from "../../redaction/secret.ts";
import { plain, safeJson } from "../../render/inert.ts";
import { counted } from "../../render/words.ts";
import { vaultOfMessages } from "../configuration/environment-vault.ts";
import type { PlanFlags } from "../configuration/plan-flags.ts";
import { recipientLines } from "../configuration/recipient.ts";
import { readFlag } from "../configuration/settings.ts";
import { type EndingSignal, EXIT } from "../exit.ts";
import { wantsColour } from "../output/colour-choice.ts";
import { proven } from "../output/publication.ts";
import { listenForSignals } from "../output/signals.ts";
import { writeOut } from "../output/standard-output.ts";
import { planRun } from "../plan/plan-run.ts";
import type { PlannedRun } from "../plan/planned-run.ts";
import { type ServedRun, serveTargets } from "../run/served-run.ts";
import { UsageError } from "../usage-error.ts";
import { TOOL_NAME, toolVersion } from "../version.ts";
import { listSources, type SettingSource } from "./sources.ts";

type DoctorFlags = PlanFlags & { json: boolean; tls: boolean; timeout?: string | undefined };

/** Time limit of each connection and each request. */
const TIMEOUT_MS = 10_000;

/** A note that the check of the proxy replaces. */
const ABOUT_PROXY = / is reached through the proxy /;

/** `doctor`: what the tool sees before it sends anything billable. */
export async function runDoctor(flags: DoctorFlags): Promise<number> {
  const startedAt = new Date().toISOString();
  const sources = listSources(flags, process.env);
  const messages = vaultOfMessages(process.env);
  const timeoutMs = readFlag("timeout", flags) ?? TIMEOUT_MS;
  let planned: PlannedRun;
  try {
    planned = await planRun({ ...flags, timeout: undefined }, process.env, "check");
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const lines = refusedLines(messages.redact(error.message));
    return print({ startedAt, sources, notes: [], lines, seen: null, received: null }, flags.json, messages);
  }
  const signals = listenForSignals("stopping and printing what was seen");
  let served: ServedRun | null = null;
  try {
    for (const line of recipientLines(planned.recipients, "Checking", planned.vault)) process.stderr.write(`${line}\n`);
    // A token that cannot be obtained is a result here, and does not end the checks.
    served = planned.emulated === null ? { ...planned, close: async () => {} } : await serveTargets(planned, flags.tls);
    const { catalog, targets, credentials, vault, networkOf } = served;
    const tool = { name: TOOL_NAME, version: toolVersion(), node: process.versions.node };
    const signal = signals.abort;
    const seen = await examine({ catalog, targets, credentials, vault, networkOf, tool, timeoutMs, signal });
    const notes = [...planned.notes, ...planned.warnings].filter((note) => !ABOUT_PROXY.test(note));
    const today = startedAt.slice(0, 10);
    const lines = [...settingLines(sources, notes), ...evaluate(seen, { notes, claims: catalog.claims, today })];
    return print({ startedAt, sources, notes, lines, seen, received: signals.received() }, flags.json, vault);
  } finally {
    await served?.close();
  }
}

/**
 * The configuration cannot be used, so nothing was sent. An error reads `what is wrong: how to fix it`. Entries of a found
 * file come with one sentence that says how to trust it.
 */
function refusedLines(message: string): Line[] {
  const lines = message.split("\n").filter((line) => line !== "Nothing was sent.");
  const consent = lines.filter((line) => HOW_TO_TRUST.test(line)).join(" ");
  return lines
    .filter((line) => !HOW_TO_TRUST.test(line))
    .map((line) => {
      const parts = /^(.+): (.+)$/s.exec(line) ?? /^(.+?)\. (.+)$/s.exec(line) ?? [];
      const [, text = line, remedy = line] = consent === "" ? parts : [line, line, consent];
      return {
        check: "settings",
        target: null,
        verdict: "problem",
        text: text.replace(/\.$/, ""),
        advice: capitalise(remedy),
      };
    });
}

const HOW_TO_TRUST = /To trust it, add /;

function capitalise(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function settingLines(sources: SettingSource[], notes: string[]): Line[] {
  const text = sources.map(({ setting, from }) => `${setting} from ${from}`).join(", ");
  return [text, ...notes].map((each) => ({ check: "settings", target: null, verdict: "ok", text: each, advice: null }));
}

interface Outcome {
  startedAt: string;
  sources: SettingSource[];
  notes: string[];
  lines: Line[];
  /** Null: nothing was sent. */
  seen: Examination | null;
  received: EndingSignal | null;
}

function print({ startedAt, sources, notes, lines, seen, received }: Outcome, json: boolean, vault: Vault): number {
  const exit = exitOf(lines, seen, received);
  const emulated = seen?.report.run.emulated;
  const checkup: Checkup = {
    schema: CHECKUP_SCHEMA,
    tool: {
      name: TOOL_NAME,
      version: toolVersion(),
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
    },
    startedAt,
    ...(emulated === undefined ? {} : { emulated }),
    first: firstProblem(lines),
    exit,
    sources,
    notes,
    lines,
    hosts: (seen?.targets ?? []).flatMap(({ target, looks }) =>
      looks.map((look) => ({ target: target.name, ...look })),
    ),
    answers: (seen?.report.results ?? []).map(({ cell, status, cause, error }) => ({
      cell: cell.id,
      status,
      cause,
      code: error?.code ?? null,
      message: error?.message ?? null,
    })),
  };
  const colours = wantsColour(process.env, process.stdout.isTTY === true);
  const text = json ? `${safeJson(checkup, 2)}\n` : formatScreen(checkup, colours);
  writeOut(proven(text, "the output of doctor", vault));
  process.stderr.write(`Exit ${exit.code}: ${plain(exit.reason)}\n`);
  return exit.code;
}

function exitOf(lines: Line[], seen: Examination | null, received: EndingSignal | null): Checkup["exit"] {
  if (received !== null) return { code: EXIT[received], reason: `The checks were ended by ${received}.` };
  if (seen === null) return { code: EXIT.usage, reason: "The configuration cannot be used. Nothing was sent." };
  const problems = lines.filter(({ verdict }) => verdict === "problem").length;
  if (problems > 0) return { code: EXIT.notMet, reason: `${counted(problems, "problem")} found.` };
  const accepted = new Set(
    lines.filter(({ check, verdict }) => check === "credential" && verdict === "ok").map(({ target }) => target),
  );
  const open = seen.targets.filter(({ target }) => !accepted.has(target.name)).length;
  return open > 0
    ? { code: EXIT.noEvidence, reason: `Nothing shows that the credential of ${counted(open, "target")} is accepted.` }
    : { code: EXIT.met, reason: "No problem found." };
}
