import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parseReport } from "../../src/conclusion/index.ts";
import type { Report, Result } from "../../src/model/report.ts";
import { buildCli, callCli } from "../support/built-cli.ts";

/*
 * Three threads of the field, each asked again by one command, as an operator would: the reporter's questions are the
 * tests, and each answer is looked for in the text that goes into the ticket.
 */

class Told {
  readonly code: number | null;
  readonly report: Report;
  readonly text: string;

  constructor(code: number | null, folder: string) {
    this.code = code;
    this.report = parseReport(readFileSync(join(folder, "report.json"), "utf8"));
    this.text = readFileSync(join(folder, "report.md"), "utf8");
  }

  /** What the text answers to a question; the first answer, where several parts have one. */
  answer(question: string): string {
    const row = this.text.split("\n").find((line) => line.startsWith(`| ${question} | `));
    if (row === undefined) throw new Error(`the report does not answer “${question}”`);
    return row.slice(`| ${question} | `.length, -2);
  }

  cell(id: string): Result {
    const found = this.report.results.find(({ cell }) => cell.id.split(/[@~]/)[0] === id && cell.control === null);
    if (found === undefined) throw new Error(`no cell ${id}`);
    return found;
  }
}

/** One command, and what it wrote. */
async function told(...args: string[]): Promise<Told> {
  const folder = mkdtempSync(join(tmpdir(), "aoai-probe-thread-"));
  const { code, stderr } = await callCli(["run", ...args, "-o", folder]);
  expect(code, stderr).not.toBe(70);
  return new Told(code, folder);
}

beforeAll(buildCli, 90_000);

describe("the thread of FR-001 to FR-003: gpt-realtime-whisper in France Central", () => {
  let thread: Told;
  beforeAll(async () => {
    thread = await told("--emulate", "france-central-2026-06-10");
  }, 90_000);
  const WHISPER = "`gpt-realtime-whisper`";

  it("Is this model supported on the realtime socket? Not seen to be: refused for this model", () => {
    const answer = thread.answer(`Does ${WHISPER} work on the realtime socket?`);
    expect(answer).toMatch(/^\*\*No result by any that was asked\.\*\* `ga-realtime`.*: refused for this model\./);
    expect(answer).not.toContain("works");
    expect(thread.cell("france-central/gpt-realtime-whisper/ga-realtime").verdict).toBe("unsupported");
  });

  it("Is it the deployment or the operation? The operation: a deployment that cannot exist is answered differently", () => {
    const answer = thread.answer(`Is it the deployment ${WHISPER}, or the operation?`);
    expect(answer).toMatch(/^\*\*The operation\.\*\* .*400 OpperationNotSupported .* for gpt-realtime-whisper/);
    expect(answer).toMatch(/404 DeploymentNotFound .* for a deployment that cannot exist, so it found this deployment/);
    expect(thread.text).not.toContain("deployment-missing");
  });

  it("Is a transcription session expected to work? Seen to, where the session's type is fixed by the connection", () => {
    const answer = thread.answer(`Is a transcription session expected to work with ${WHISPER}?`);
    expect(answer).toMatch(/^\*\*Seen to work\*\* by .*`ga-transcription`/);
    expect(answer).toMatch(
      /`preview-transcription-with-deployment@2025-04-01-preview`: redirected to a path not served/,
    );
    expect(thread.text).toContain("Service rejects a change of the session type");
  });

  it("Why does the preview socket answer 302? Its redirect drops /openai and repeats the key; deployment= is the difference", () => {
    expect(thread.text).toContain("Redirect drops /openai and leads to a path that is not served");
    expect(thread.text).toContain("Location header repeats the caller's key");
    expect(thread.text).toContain("**The one difference.** upgrade: query deployment: gpt-realtime-whisper / absent");
  });

  it("Which combination works? It is named, with address, credential and first event", () => {
    expect(thread.answer("Which way of asking works?")).toMatch(/`gpt-realtime-whisper\/ga-.*works \(seen at /);
    expect(thread.answer("Which address, credential and first event?")).toMatch(
      /^`GET \/openai\/v1\/realtime\?.*` with `api-key`, then `\{"type":"session\.update"/,
    );
  });

  it("Is it regional? Not answered by one resource, and the report says so", () => {
    expect(thread.answer("Is it this region only?")).toMatch(/^\*\*Not answered:\*\* no other resource was asked/);
  });

  it("Is it intended? The report says that a probe cannot say", () => {
    expect(thread.answer("Is the behaviour intended?")).toContain("Not for a probe to say");
    expect(thread.text).toContain("It does not say whether a behaviour is intended");
  });
});

describe("the thread of FR-006 to FR-014: gpt-realtime-translate in two regions", () => {
  let thread: Told;
  beforeAll(async () => {
    thread = await told("--emulate");
  }, 90_000);
  const TRANSLATE = "`gpt-realtime-translate`";

  it("Is it regional? No: every region asked answers the same, and that is said once for all paths", () => {
    expect(thread.answer("Is it this region only?")).toContain(
      "gpt-realtime-translate 2026-05-06 behaves the same in 2 regions",
    );
    expect(thread.text).toMatch(/The same on all of them, so it is not the region: 26 paths/);
    expect(thread.text).not.toContain("differs-by-region");
  });

  it("Is it the deployment or the operation? The operation, on every path but its own", () => {
    const answer = thread.answer(`Is it the deployment ${TRANSLATE}, or the operation?`);
    expect(answer).toMatch(/^\*\*The operation\.\*\* .*DeploymentNotFound.* for a deployment that cannot exist/);
    expect(thread.answer(`Does ${TRANSLATE} work on the realtime socket?`)).toMatch(
      /^\*\*No result by any that was asked\.\*\* `ga-realtime`.*: refused for this model\./,
    );
  });

  it("Is a transcription session expected to work with it? No result came by any", () => {
    const answer = thread.answer(`Is a transcription session expected to work with ${TRANSLATE}?`);
    expect(answer).toMatch(/^\*\*No result by any that was asked\.\*\*/);
    expect(answer).not.toContain("works");
  });

  it("Is a 200 on the mint a sign of support? No: the same mint answers 200 for a deployment that cannot exist", () => {
    const answer = thread.answer("Is a 200 on the mint a sign of support?");
    expect(answer).toMatch(/^\*\*No\.\*\* Of \d+ cells that minted a secret, \d+ came to a result\./);
    expect(answer).toMatch(/answers 200 for a deployment that cannot exist \(.*`preview-transcription-session`/);
    expect(thread.cell("east-us-2/gpt-realtime-translate/preview-transcription-session")).toMatchObject({
      verdict: "unsupported",
      stage: { failedAt: "result" },
    });
  });

  it("Is the 500 of the mint our request? No: its siblings are answered properly", () => {
    expect(thread.text).toMatch(/Service returns 500 to a well-formed request \(3 of 3 attempts\)\*\* · high/);
  });

  it("Which combination works? The translations socket alone; its mint denies a deployment that others know", () => {
    expect(thread.answer(`Which combination works with ${TRANSLATE}?`)).toMatch(/^`ga-translation`[^`]*\.$/);
    expect(thread.text).toContain("One path does not find gpt-realtime-translate, other paths do");
  });
});

describe("the thread of FR-005: input transcription by gpt-4o-transcribe fails", () => {
  let before: Told;
  let thread: Told;
  let alone: Told;
  beforeAll(async () => {
    before = await told("--emulate", "fr-005-2025-11-16", "--scope", "documented");
    const baseline = join(mkdtempSync(join(tmpdir(), "aoai-probe-baseline-")), "report.json");
    writeFileSync(baseline, JSON.stringify(before.report));
    thread = await told("--emulate", "fr-005-2025-11-18", "--scope", "documented", "--baseline", baseline);
    alone = await told("--emulate", "fr-005-2025-11-18", "--scope", "documented");
  }, 90_000);
  const CELL = "fr-005/gpt-4o-transcribe/ga-client-secret-input-transcription";
  const startOf = (run: Told) => run.cell(CELL).recording?.attempts[0]?.startedAt ?? "not asked";

  it("Was it our configuration? No: the same session with another model transcribes in the same run", () => {
    const answer = alone.answer("Is it our configuration, or did it break between two times?");
    expect(answer).toMatch(/^In the same run `whisper\/.* works, which differs in .*gpt-4o-transcribe.*whisper/);
    expect(answer).toContain("whether the same request worked before, no earlier run tells");
  });

  it("Or a degradation between two times? Between these two: the very same request had its result before", () => {
    const answer = thread.answer("Is it our configuration, or did it break between two times?");
    expect(answer).toMatch(/^\*\*It broke between two times\.\*\* In the same run `whisper\//);
    expect(answer).toContain("the very same request to the same model had its result in the earlier run");
    expect(thread.answer("Since when is it so?")).toContain(
      `**Between ${startOf(before)} and ${startOf(thread)}:** the same request had its result`,
    );
    expect(thread.answer("Last known to work")).toBe(`${startOf(before)}; first known not to: ${startOf(thread)}`);
  });

  it("What changed beside it? Nothing that does not transcribe by this model in real time", () => {
    const worse = thread.report.baseline?.cells.filter(({ trend }) => trend === "worse") ?? [];
    expect(worse.length).toBeGreaterThan(0);
    for (const { cell } of worse) expect(cell).toMatch(/\/gpt-4o-transcribe\/(ga|preview)-/);
    expect(thread.text).toContain(`Cells: ${worse.length} that worked then do not now (`);
    expect([before.code, thread.code, alone.code]).toEqual([0, 1, 0]);
  });

  it("Is it the model, or its pathway? The pathway: the model transcribes a file in the same run", () => {
    expect(thread.text).toContain("Realtime transcription of gpt-4o-transcribe fails, direct one works");
    expect(thread.answer("Which way of asking works?")).toContain(
      "`gpt-4o-transcribe/audio-transcriptions-deployment`",
    );
  });

  it("Is the model refused there? No claim says so: a failure without a code is a fault, not a refusal", () => {
    expect(thread.answer("Is a transcription session expected to work with `gpt-4o-transcribe`?")).toMatch(
      /^\*\*Not seen to work\.\*\* .*`ga-realtime-input-transcription`.*: the service failed/,
    );
  });

  it("Since when, of one run alone? The report says that it cannot tell", () => {
    expect(alone.answer("Since when is it so?")).toMatch(/^\*\*Not answered:\*\* one run was made/);
    expect(alone.answer("Last known to work")).toMatch(/^not known/);
    expect(alone.text).toContain("state whether it was degraded");
  });
});
