import { closeSync, createReadStream, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Recording } from "../model/recording.ts";
import type { Vault } from "../redaction/secret.ts";
import type { JournalRecord } from "./journal.ts";

/*
 * A secret may be learnt after an answer that repeats it was recorded: by a later step of the cell, or by another cell.
 * A line of the journal is read again for secrets of ours before it is written, and all lines once more at the end.
 */

/**
 * A cell as a line of JSON without any secret that is known by now. A cell that cannot be cleaned loses its recording.
 * @param known how many secrets the vault had when the cell began. Its answers were redacted as they came: the line is
 * read again only if there are more secrets now.
 */
export function lineOf({ cell, recording }: JournalRecord, vault: Vault, known: number): string {
  const recorded = JSON.stringify({ kind: "cell", cell, recording });
  const line = vault.count() === known ? recorded : cleanLine(recorded, vault);
  return line ?? JSON.stringify({ kind: "cell", cell, recording: withheld(recording) });
}

/** Rewrites a finished journal if a secret was learnt after one of its lines was written. */
export async function cleanJournal(path: string, vault: Vault): Promise<void> {
  if (!(await holdsSecret(path, vault))) return;
  const temporary = `${path}.clean`;
  const file = openSync(temporary, "wx", 0o600);
  try {
    for await (const line of linesOf(path)) {
      const clean = cleanLine(line, vault) ?? cleanLine(withheldLine(line), vault) ?? "";
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

/** null if the line would no longer be JSON, or would still hold a secret. */
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

function withheld(recording: Recording): Recording {
  return {
    startedAt: recording.startedAt,
    durationMs: recording.durationMs,
    attempts: [],
    notAttempted: { cause: "local.internal", because: [] },
  };
}

function withheldLine(line: string): string {
  const record: JournalRecord = JSON.parse(line);
  return JSON.stringify({ kind: "cell", cell: record.cell, recording: withheld(record.recording) });
}

function linesOf(path: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
}
