import { appendFileSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Recording } from "../../src/model/recording.ts";
import { readJournal } from "../../src/run/index.ts";
import { Journal } from "../../src/run/journal.ts";
import { rawPeer, response, say } from "../support/raw-peer.ts";
import { cellsOf, QUESTION, smallRun } from "../support/small-run.ts";
import { KEY } from "../support/wire-question.ts";

const OK = response("200 OK", ["content-type: application/json"], "{}");
const RECORDING: Recording = { startedAt: "2026-06-10T14:41:07.512Z", durationMs: 1, attempts: [], notAttempted: null };

/** A disk whose syncs end when the test says so. */
function slowDisk() {
  const ends: ((error?: Error) => void)[] = [];
  const sync = () =>
    new Promise<void>((resolve, reject) => {
      ends.push((error) => (error === undefined ? resolve() : reject(error)));
    });
  const path = join(mkdtempSync(join(tmpdir(), "aoai-probe-journal-")), "journal.ndjson");
  const journal = new Journal(path, { kind: "run", run: "r" }, sync);
  const kept: string[] = [];
  const append = (cell: string) =>
    journal.append(JSON.stringify({ kind: "cell", cell, recording: RECORDING })).then(
      () => kept.push(cell),
      (error: Error) => kept.push(`${cell}: ${error.message}`),
    );
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { path, journal, ends, kept, append, turn };
}

describe("the journal", () => {
  it("writes a line at once, and calls a cell kept when a sync that began after it has ended", async () => {
    const { path, ends, kept, append, turn } = slowDisk();
    const all = [append("a")];
    all.push(append("b"), append("c"));
    expect(readFileSync(path, "utf8").match(/"cell":"[abc]"/g)).toHaveLength(3);
    await turn();
    expect(ends.length).toBe(1);
    ends[0]?.();
    await turn();
    expect(kept).toEqual(["a"]);
    expect(ends.length).toBe(2);
    all.push(append("d"));
    ends[1]?.();
    await turn();
    expect(kept).toEqual(["a", "b", "c"]);
    ends[2]?.();
    await Promise.all(all);
    expect(kept).toEqual(["a", "b", "c", "d"]);
  });

  it("has one sync under way at a time, for all that was written before it", async () => {
    const { journal, ends, append, turn } = slowDisk();
    const all = Array.from({ length: 500 }, (_, n) => append(`c${n}`));
    await turn();
    ends[0]?.();
    await turn();
    ends[1]?.();
    await Promise.all(all);
    expect(ends.length).toBe(2);
    await journal.close();
  });

  it("keeps no cell after a sync that failed, and tries none again", async () => {
    const { journal, ends, kept, append, turn } = slowDisk();
    const all = [append("a"), append("b")];
    await turn();
    ends[0]?.(new Error("EIO"));
    await turn();
    all.push(append("c"));
    await Promise.all(all);
    expect(kept.sort()).toEqual(["a: EIO", "b: EIO", "c: EIO"]);
    expect(ends.length).toBe(1);
    await journal.close();
  });

  it("is readable by its owner only, holds no key, and is never written over", async () => {
    const peer = await rawPeer((socket, head) =>
      say(response("401 U", [], `{"error":"bad key ${KEY}"}`))(socket, head),
    );
    const { journal } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 2));
    expect(statSync(journal).mode & 0o777).toBe(0o600);
    expect(readFileSync(journal, "utf8")).not.toContain(KEY.slice(0, 12));
    await expect(smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 1), { journal })).rejects.toThrow("EEXIST");
    await peer.close();
  });

  it("gives its cells whole wherever a kill tore its last line", async () => {
    const peer = await rawPeer(say(OK));
    const { journal, records } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 3));
    const bytes = readFileSync(journal);
    const lastLine = bytes.lastIndexOf("\n", bytes.length - 2) + 1;
    for (let at = lastLine; at < bytes.length - 1; at += 37) {
      writeFileSync(journal, bytes.subarray(0, at));
      const read = [];
      for await (const record of readJournal(journal)) read.push(record);
      expect(read).toEqual(records.slice(0, 2));
    }
    await peer.close();
  });

  it("passes over lines that are no cell", async () => {
    const peer = await rawPeer(say(OK));
    const { journal, records } = await smallRun(peer.url("http").origin, cellsOf(QUESTION.id, 1));
    appendFileSync(
      journal,
      'null\n1\n"x"\n[]\n{}\n{"kind":"cell"}\n{"kind":"cell","cell":1,"recording":{}}\n{"kind":"cell","cell":"x","recording":null}\n',
    );
    const read = [];
    for await (const record of readJournal(journal)) read.push(record);
    expect(read).toEqual(records);
    await peer.close();
  });
});
