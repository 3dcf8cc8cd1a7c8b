import { beforeAll, describe, expect, it } from "vitest";
import type { Finding } from "../../src/model/finding.ts";
import type { Report, Result } from "../../src/model/report.ts";
import { format as markdown } from "../../src/render/markdown.ts";
import { runScenarios } from "../support/embedded.ts";

/*
 * Three threads of the field, each asked again by one run: the reporter's questions are the tests, and each answer is
 * looked for in the report that the run gives, in its data and in what a reader sees.
 */

const VIEW = { matrix: false, target: null, finding: null };

class Told {
  readonly report: Report;
  readonly text: string;

  constructor(report: Report) {
    this.report = report;
    this.text = markdown.render(report, VIEW);
  }

  cell(id: string): Result {
    const found = this.report.results.find(({ cell }) => cell.id.split(/[@~]/)[0] === id && cell.control === null);
    if (found === undefined) throw new Error(`no cell ${id}`);
    return found;
  }

  /** The one finding of a code about a deployment, or the first of that code. */
  finding(code: string, deployment?: string): Finding {
    const found = this.report.findings.find(
      (f) => f.code === code && (deployment === undefined || f.deployment === deployment),
    );
    if (found === undefined) throw new Error(`no finding ${code} of ${deployment}`);
    return found;
  }
}

describe("the thread of FR-001 to FR-003: gpt-realtime-whisper in France Central", () => {
  let told: Told;
  beforeAll(async () => {
    const { report } = await runScenarios({ "france-central": "france-central-2026-06-10" });
    told = new Told(report);
  }, 60_000);
  const whisper = "france-central/gpt-realtime-whisper";

  it("Is this model supported on the realtime socket? No: refused by the service, with healthy controls", () => {
    expect(told.cell(`${whisper}/ga-realtime`)).toMatchObject({ verdict: "unsupported", status: 400 });
    expect(told.text).toContain("OpperationNotSupported");
  });

  it("Is it the deployment or the operation? The operation: a deployment that cannot exist is answered differently", () => {
    const { cells, explanation, facts } = told.finding("operation-unsupported-by-model", "gpt-realtime-whisper");
    expect(cells).toContain(`${whisper}/ga-realtime`);
    expect(explanation).toContain("the deployment is found, and it is the operation that its model does not take");
    expect(String(facts.missingDeploymentAnswer)).toContain("DeploymentNotFound");
    expect(told.report.findings.filter(({ code }) => code === "deployment-missing")).toEqual([]);
  });

  it("Is a transcription session expected to work? Yes, where the session's type is fixed by the connection", () => {
    expect(told.cell(`${whisper}/ga-transcription`).verdict).toBe("supported");
    expect(told.finding("session-type-mismatch").cells).toContain(
      "france-central/gpt-realtime-1.5/ga-realtime-transcription-update",
    );
  });

  it("Why does the preview socket answer 302? Its redirect drops /openai and repeats the key; deployment= is the difference", () => {
    const dropped = told.finding("redirect-drops-path-segment");
    expect(dropped.cells).toContain(`${whisper}/preview-transcription-with-deployment@2025-04-01-preview`);
    expect(dropped.pair?.difference).toContain("deployment");
    expect(told.finding("redirect-leaks-credential").severity).toBe("high");
  });

  it("Which combination does work? It is named, with the cells that proved it", () => {
    const works = told.finding("working-path", "gpt-realtime-whisper");
    expect(works.facts.probes).toEqual(
      expect.arrayContaining(["ga-transcription", "preview-transcription", "preview-transcription-session"]),
    );
    expect(told.text).toMatch(/Which way of asking works\? \| .*ga-/);
  });

  it("Is it intended? The report says that a probe cannot say", () => {
    expect(told.text).toMatch(/Is the behaviour intended\? \| \*\*Not for a probe to say/);
    expect(told.text).toContain("It does not say whether a behaviour is intended");
  });
});

describe("the thread of FR-006 to FR-014: gpt-realtime-translate in two regions", () => {
  let told: Told;
  beforeAll(async () => {
    const { report } = await runScenarios({
      "east-us-2": "east-us-2-2026-06-05",
      "sweden-central": "sweden-central-2026-06-05",
    });
    told = new Told(report);
  }, 60_000);
  const translate = "east-us-2/gpt-realtime-translate";

  it("Is it regional? No: both regions answer the same, and that is said once for all paths", () => {
    const same = told.report.findings.filter(
      ({ code, title }) => code === "same-in-every-region" && title.includes("gpt-realtime-translate"),
    );
    expect(same.map(({ target }) => target)).toEqual([null]);
    expect(told.report.findings.filter(({ code }) => code === "differs-by-region")).toEqual([]);
  });

  it("Is it the deployment or the operation? The operation, on every path but its own", () => {
    const { cells, facts } = told.finding("operation-unsupported-by-model", "gpt-realtime-translate");
    expect(cells).toContain(`${translate}/ga-realtime`);
    expect(cells).toContain(`${translate}/chat-completions-deployment`);
    expect(String(facts.missingDeploymentAnswer)).toContain("DeploymentNotFound");
  });

  it("Is a 200 on the mint a sign of support? No: the same mint answers 200 for a deployment that cannot exist", () => {
    const mint = told.report.findings.filter(({ code }) => code === "mint-is-not-support");
    const cells = mint.flatMap(({ cells: ids }) => ids);
    expect(cells).toContain(`${translate}/preview-transcription-session@2025-04-01-preview`);
    expect(JSON.stringify(mint.map(({ facts, explanation }) => [facts, explanation]))).toContain("cannot exist");
    expect(told.cell(`${translate}/preview-transcription-session`)).toMatchObject({
      verdict: "unsupported",
      rung: { failedAt: "result" },
    });
  });

  it("Is the 500 of the mint our request? No: its siblings are answered properly", () => {
    expect(told.finding("server-defect", "gpt-realtime-translate")).toMatchObject({ severity: "high" });
  });

  it("Which combination does work? The translations socket alone; its mint denies a deployment that others know", () => {
    expect(told.finding("working-path", "gpt-realtime-translate").facts.probes).toEqual(["ga-translation"]);
    expect(told.finding("route-denies-known-deployment").cells).toContain(`${translate}/ga-translation-client-secret`);
  });
});

describe("the thread of FR-005: input transcription by gpt-4o-transcribe fails", () => {
  let told: Told;
  beforeAll(async () => {
    const { report } = await runScenarios({ reporter: "fr-005-2025-11-18" });
    told = new Told(report);
  }, 60_000);

  it("Was it our configuration? No: the same session with another model transcribes", () => {
    const degraded = told.finding("transcription-pathway-degraded", "gpt-4o-transcribe");
    expect(degraded).toMatchObject({ severity: "high", component: "model-serving" });
    expect(degraded.pair?.passing).toContain("/whisper/");
    expect(degraded.pair?.difference).toContain("model");
    expect(told.cell("reporter/whisper/ga-realtime-input-transcription").verdict).toBe("supported");
  });

  it("Is it the model, or its pathway? The pathway: the model transcribes a file in the same run", () => {
    expect(told.cell("reporter/gpt-4o-transcribe/audio-transcriptions-deployment").verdict).toBe("supported");
    expect(told.cell("reporter/gpt-4o-transcribe/ga-realtime-input-transcription").verdict).toBe("server-fault");
    expect(told.finding("transcription-pathway-degraded").title).toContain("now while direct transcription passes");
  });

  it("Is the model refused there? No claim says so: a failure without a code is a fault, not a refusal", () => {
    const refused = told.report.findings.filter(
      ({ code, deployment }) => code === "operation-unsupported-by-model" && deployment === "gpt-4o-transcribe",
    );
    expect(refused.flatMap(({ cells }) => cells)).not.toContain(
      "reporter/gpt-4o-transcribe/ga-realtime-input-transcription",
    );
  });

  it("Since when? The report says that one run cannot tell, and asks the vendor for the time it names", () => {
    expect(told.text).toMatch(/Since when is it so\? \| \*\*Not answered/);
    expect(told.finding("transcription-pathway-degraded").ask).toContain("whether it was a degradation");
  });
});
