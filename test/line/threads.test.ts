import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parseReport } from "../../src/conclusion/index.ts";
import type { Report, Result } from "../../src/model/report.ts";
import { buildCli, callCli } from "../support/built-cli.ts";

/*
 * Three public threads, each repeated with one command. The reporter's questions are the tests, and each answer is
 * looked for in the text that goes into the ticket.
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

  /** The conclusion of a check, or a fact of the support form: the last column of the first row with this name. */
  answer(name: string): string {
    const row = this.text.split("\n").find((line) => line.startsWith(`| ${name} | `));
    if (row === undefined) throw new Error(`the report has no row “${name}”`);
    return row.slice(2, -2).split(" | ").at(-1) ?? "";
  }

  line(heading: string): string {
    return this.text.split("\n").find((line) => line.startsWith(`**${heading}`)) ?? "";
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

beforeAll(buildCli);

describe("the thread of FR-001 to FR-003: gpt-realtime-whisper in France Central", () => {
  let thread: Told;
  beforeAll(async () => {
    thread = await told("--emulate", "france-central-2026-06-10");
  }, 90_000);
  const WHISPER = "`gpt-realtime-whisper`";

  it("Is this model supported on the realtime socket? No: not supported by this model", () => {
    const answer = thread.answer(`Conversation session with ${WHISPER}`);
    expect(answer).toMatch(/^\*\*No such session works\.\*\* Not supported by this model: `ga-realtime`/);
    expect(thread.cell("france-central/gpt-realtime-whisper/ga-realtime").verdict).toBe("unsupported");
  });

  it("Is it the deployment or the operation? The operation: a missing deployment gets another response", () => {
    const answer = thread.answer(`Deployment ${WHISPER} missing`);
    expect(answer).toMatch(
      /^\*\*Excluded: the deployment exists, and the service refuses the operation\.\*\* .*400 OpperationNotSupported /,
    );
    expect(answer).toContain("404 DeploymentNotFound");
    expect(thread.text).not.toContain("deployment-missing");
  });

  it("Is a transcription session expected to work? Yes, on the ways listed first", () => {
    expect(thread.text).toMatch(/^\| `gpt-realtime-whisper` via \| result \| response \| request id \|$/m);
    expect(thread.text).toMatch(
      /^\| `preview-transcription-with-deployment@2025-04-01-preview` \| redirect to a dead endpoint \| `302 → 404` \|/m,
    );
    expect(thread.text).toMatch(/^\| `ga-client-secret-transcription` .* \| works \|/m);
    expect(thread.text).toContain("session-type-mismatch");
  });

  it("Why does the preview socket answer 302? Its redirect drops /openai and repeats the key; deployment= is the difference", () => {
    expect(thread.text).toContain("`redirect-drops-path-segment`");
    expect(thread.text).toContain("`redirect-leaks-credential`");
    expect(thread.line("Only difference to a working request.")).toContain(
      "Without `deployment=gpt-realtime-whisper` the same request works.",
    );
  });

  it("Which combination works? It is named, with address, credential and first event", () => {
    expect(thread.line("Workaround.")).toMatch(/`gpt-realtime-whisper\/ga-.*works \(seen at /);
    expect(thread.line("Workaround.")).toMatch(
      /Use `GET \/openai\/v1\/realtime\?.*` with `api-key`, then send `\{"type":"session\.update"/,
    );
  });

  it("Is it regional? Unknown from one resource, and the report says so", () => {
    expect(thread.answer("This region only")).toMatch(/^\*\*Unknown:\*\* this run tested no other target/);
  });

  it("Is it intended? The report says that only the vendor can tell", () => {
    expect(thread.text).toContain("does not say whether a behaviour is intended: only the vendor can");
  });
});

describe("the thread of FR-006 to FR-014: gpt-realtime-translate in two regions", () => {
  let thread: Told;
  beforeAll(async () => {
    thread = await told("--emulate");
  }, 90_000);
  const TRANSLATE = "`gpt-realtime-translate`";

  it("Is it regional? No: every region asked answers the same, and that is said once for all paths", () => {
    expect(thread.report.findings.map(({ code }) => code)).toContain("same-in-every-region");
    expect(thread.text).toMatch(/26 paths have the same result on all targets, so the region is not the cause/);
    expect(thread.text).not.toContain("differs-by-region");
  });

  it("Is it the deployment or the operation? The operation, on every path but its own", () => {
    const codes = thread.report.findings.filter(({ deployment }) => deployment === "gpt-realtime-translate");
    expect(codes.map(({ code }) => code)).toContain("operation-unsupported-by-model");
    expect(thread.text).toMatch(
      new RegExp(`^- ${TRANSLATE}: \\*\\*works\\*\\* \\(1\\): .*\\*\\*not supported\\*\\* .*\`ga-realtime\``, "m"),
    );
  });

  it("Is a transcription session expected to work with it? No result came by any", () => {
    const worked = thread.report.results.filter(
      ({ cell, verdict }) => cell.deployment === "gpt-realtime-translate" && verdict === "supported",
    );
    expect(worked.map(({ cell }) => cell.probe)).toEqual(["ga-translation", "ga-translation"]);
  });

  it("Is a 200 on the mint a sign of support? No: the same mint answers 200 for a deployment that cannot exist", () => {
    const findings = thread.report.findings.filter(({ code }) => code === "mint-is-not-support");
    expect(findings.flatMap(({ facts }) => facts.mintedForMissingDeploymentBy)).toContain(
      "preview-transcription-session",
    );
    expect(thread.text).toContain("mint-is-not-support`");
    expect(thread.cell("east-us-2/gpt-realtime-translate/preview-transcription-session")).toMatchObject({
      verdict: "unsupported",
      stage: { failedAt: "result" },
    });
  });

  it("Is the 500 of the mint our request? No: its siblings are answered properly", () => {
    expect(thread.text).toMatch(/^\| \*\*F\d+: .*\*\* · medium · .*`server-defect`/m);
  });

  it("Which combination works? The translations socket alone; its mint denies a deployment that others know", () => {
    expect(thread.text).toMatch(/^- `gpt-realtime-translate`: \*\*works\*\* \(1\): `ga-translation`/m);
    expect(thread.text).toMatch(/^\| \*\*F\d+: .*`route-denies-known-deployment`/m);
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
    const row = alone.text.split("\n").find((line) => line.startsWith("| Configuration of the client | ")) ?? "";
    expect(row).toMatch(/\| `whisper\/.* works with .*whisper.* instead of .*gpt-4o-transcribe/);
    expect(alone.answer("Configuration of the client")).toBe(
      "Not excluded: there is no earlier run to compare with. Pass `--baseline EARLIER.json`.",
    );
  });

  it("Or a degradation between two times? Between these two: the very same request had its result before", () => {
    expect(thread.answer("Configuration of the client")).toMatch(
      /^\*\*Excluded: the same request had its result in the earlier run\.\*\*/,
    );
    expect(thread.answer("Since when")).toContain(
      `**Between ${startOf(before)} and ${startOf(thread)}.** The same request worked`,
    );
    expect(thread.answer("Last known to work")).toBe(`${startOf(before)}, first failure: ${startOf(thread)}`);
  });

  it("What changed beside it? Nothing that does not transcribe by this model in real time", () => {
    const worse = thread.report.baseline?.cells.filter(({ trend }) => trend === "worse") ?? [];
    expect(worse.length).toBeGreaterThan(0);
    for (const { cell } of worse) expect(cell).toMatch(/\/gpt-4o-transcribe\/(ga|preview)-/);
    expect(thread.text).toContain(`: ${worse.length} no longer work, 0 now work, `);
    expect([before.code, thread.code, alone.code]).toEqual([0, 1, 0]);
  });

  it("Is it the model, or its pathway? The pathway: the model transcribes a file in the same run", () => {
    expect(thread.text).toContain("`transcription-pathway-degraded`");
    expect(thread.line("Workaround.")).toContain("`gpt-4o-transcribe/audio-transcriptions-");
  });

  it("Is the model refused there? No claim says so: a failure without a code is a fault, not a refusal", () => {
    expect(thread.cell("fr-005/gpt-4o-transcribe/ga-realtime-input-transcription").verdict).toBe("server-fault");
    expect(thread.text).toMatch(
      /^- `gpt-4o-transcribe`: .*\*\*service error\*\* \(\d+\): .*`ga-realtime-input-transcription`/m,
    );
  });

  it("Since when, of one run alone? The report says that it cannot tell", () => {
    expect(alone.answer("Last known to work")).toBe("unknown: this report has one run");
  });
});
