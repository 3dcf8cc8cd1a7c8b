import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { probeSchema } from "../../src/model/probe.ts";
import type { Recording } from "../../src/model/recording.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { cleanJournal, formatCellLine } from "../../src/run/late-secrets.ts";
import { rawPeer, response, say } from "../support/raw-peer.ts";
import { catalog } from "../support/recorded.ts";
import { cellsOf, QUESTION, smallRun } from "../support/small-run.ts";

const MINTED = "ek_7Wd4kZp1xRb8vTs5mYc2nLfQ0";
/** Ways in which an answer may repeat what another cell is issued later. */
const ECHOES: Record<string, string> = {
  "as it is": `{"echo":"${MINTED}"}`,
  "as a name": `{"${MINTED}":[1]}`,
  "in JSON within JSON": JSON.stringify({ detail: JSON.stringify({ echo: MINTED }) }),
  "in base64": `{"echo":"${Buffer.from(`x${MINTED}`).toString("base64")}"}`,
  "percent-encoded, in a text": `denied: %65k%5F${MINTED.slice(3)} x`,
};

const MINT = probeSchema.parse({
  id: "late-mint",
  title: "A request that is issued a secret",
  surface: "rest",
  role: "none",
  reference: "https://example.com/",
  steps: [
    {
      stage: "mint",
      post: "/mint",
      json: {},
      expect: { status: [200] },
      keep: { ephemeral: { from: "value", secret: true } },
    },
  ],
});

const answer = (body: string) => say(response("200 OK", ["content-type: application/json"], body));

describe("a secret that is issued after another cell's answer repeated it", () => {
  it.each(Object.entries(ECHOES))("is gone from the journal and from every record: %s", async (_, echo) => {
    const peer = await rawPeer((socket, head) =>
      answer(head.startsWith("POST") ? JSON.stringify({ value: MINTED, expires_at: 1 }) : echo)(socket, head),
    );
    const cells = [...cellsOf(QUESTION.id, 2), ...cellsOf(MINT.id, 1)];
    const { complete, records, journal } = await smallRun(peer.url("http").origin, cells, {
      concurrency: 1,
      catalog: { ...catalog, probes: [QUESTION, MINT, ...catalog.probes] },
    });
    await peer.close();
    expect(complete).toBe(true);
    expect(records.map(({ cell }) => cell)).toEqual(cells.map(({ id }) => id));
    const text = readFileSync(journal, "utf8");
    for (const form of [MINTED, MINTED.slice(4, 20), Buffer.from(`x${MINTED}`).toString("base64").slice(4, 24)]) {
      expect(text).not.toContain(form);
    }
    expect(text).toContain("REDACTED-ephemeral-1");
    expect(statSync(journal).mode & 0o777).toBe(0o600);
    expect(records.every(({ recording }) => recording.notAttempted === null)).toBe(true);
  });
});

describe("a line of the journal", () => {
  const recording = (text: string): Recording => ({
    startedAt: "2026-11-28T10:00:00.000Z",
    durationMs: 1,
    attempts: [{ startedAt: text, durationMs: 1, waitedMs: 0, steps: [] }],
    notAttempted: null,
  });

  it("that cannot be cleaned loses its recording, and the run goes on", async () => {
    const vault = new Vault();
    // A secret with a quotation mark reaches across two strings: without it the line is no JSON.
    vault.register('Q7w,"durationMs":1,"waited8Zx', "apikey");
    const line = formatCellLine({ cell: "t/d/p", recording: recording('Q7w,"durationMs":1,"waited8Zx') }, vault, 0);
    expect(JSON.parse(line).cell).toBe("t/d/p");
    const hostile = new Vault();
    hostile.register(`startedAt":"2026-11-28T1`, "apikey");
    const withheld = JSON.parse(formatCellLine({ cell: "t/d/p", recording: recording("x") }, hostile, 0));
    expect(withheld).toMatchObject({
      cell: "t/d/p",
      recording: { attempts: [], notAttempted: { cause: "local.internal" } },
    });
  });

  it("stays as it is, and so does the file, if no secret is in it", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "aoai-probe-late-")), "journal.ndjson");
    const vault = new Vault();
    vault.register(MINTED, "ephemeral");
    writeFileSync(path, `${formatCellLine({ cell: "t/d/p", recording: recording("x") }, vault, 0)}\n`);
    const { ino } = statSync(path);
    await cleanJournal(path, vault);
    expect(statSync(path).ino).toBe(ino);
  });

  it("is read again only if a secret was learnt since its cell began", () => {
    let reads = 0;
    class CountedVault extends Vault {
      override redact(text: string): string {
        reads += 1;
        return super.redact(text);
      }
    }
    const vault = new CountedVault();
    vault.register("Zk4mQ8vT1xWb7RpL2sYd", "apikey");
    const known = vault.count();
    const record = { cell: "t/d/p", recording: recording(`echo ${MINTED}`) };
    formatCellLine(record, vault, known);
    expect(reads).toBe(0);
    vault.register(MINTED, "ephemeral");
    expect(formatCellLine(record, vault, known)).toContain("echo REDACTED-ephemeral-1");
    expect(reads).toBe(1);
  });
});
