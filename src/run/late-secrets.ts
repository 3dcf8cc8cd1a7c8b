import { closeSync, createReadStream, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Recording } from "../model/recording.ts";
import type { Vault } from "../redaction/secret.ts";
import type { JournalRecord } from "./journal.ts";

/*
 * A run may discover a secret after it recorded an answer that repeats it: in a later step of the cell, or in another
 * cell. Each journal line is therefore searched again before it is written, and all lines once more at the end.
 */

/**
 * Formats a cell as a line of JSON without any secret known by now. A cell that cannot be cleaned loses its recording.
 * @param known number of secrets in the vault when the cell began. Its answers were redacted on arrival, so the line is
 * searched again only if there are more secrets now.
 */
export function formatCellLine(record: JournalRecord, vault: Vault, known: number): string {
  const recorded = JSON.stringify({ kind: "cell", ...record });
  const line = vault.count() === known ? recorded : cleanLine(recorded, vault);
  return line ?? JSON.stringify({ kind: "cell", ...record, recording: withholdRecording(record.recording) });
}

/** Rewrites a finished journal if a secret was discovered after one of its lines was written. */
export async function cleanJournal(path: string, vault: Vault): Promise<void> {
  if (!(await holdsSecret(path, vault))) return;
  const temporary = `${path}.clean`;
  // A process that was killed during this step leaves it.
  rmSync(temporary, { force: true });
  const file = openSync(temporary, "wx", 0o600);
  try {
    for await (const line of linesOf(path)) {
      const clean = cleanLine(line, vault) ?? cleanLine(formatWithheldLine(line), vault) ?? "";
      const bytes = Buffer.from(`${clean}\n`);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

async function holdsSecret(path: string, vault: Vault): Promise<boolean> {
  for await (const line of linesOf(path)) if (vault.scan(line).length > 0) return true;
  return false;
}

/** Removes secrets from a line. Null if the line would no longer be JSON, or would still contain a secret. */
function cleanLine(line: string, vault: Vault): string | null {
  const clean = vault.redact(line);
  if (clean === line) return line;
  try {
    JSON.parse(clean);
  } catch {
    return null;
  }
  return vault.scan(clean).length === 0 ? clean : null;
}

function withholdRecording(recording: Recording): Recording {
  return {
    startedAt: recording.startedAt,
    durationMs: recording.durationMs,
    attempts: [],
    notAttempted: { cause: "local.internal", because: [] },
  };
}

function formatWithheldLine(line: string): string {
  const record: JournalRecord & { kind: string } = JSON.parse(line);
  // No other line can be shortened. Without it, the journal makes no report.
  if (record.kind !== "cell") return JSON.stringify({ kind: "withheld" });
  return JSON.stringify({ ...record, recording: withholdRecording(record.recording) });
}

function linesOf(path: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
}
