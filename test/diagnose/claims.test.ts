import { beforeAll, describe, expect, it } from "vitest";
import { concludeReport } from "../../src/conclusion/index.ts";
import { startEmulator } from "../../src/emulator/resource.ts";
import type { LedgerEntry } from "../../src/model/claim.ts";
import type { Report } from "../../src/model/report.ts";
import type { Deployment } from "../../src/model/target.ts";
import { format as markdown } from "../../src/render/markdown.ts";
import { asIfReal } from "../support/as-if-real.ts";
import { runLine, targetOf } from "../support/embedded.ts";
import { readEmbeddedRegions } from "../support/embedded-report.ts";
import { catalog } from "../support/recorded.ts";

const VIEW = { matrix: false, target: null, finding: null };
let emulated: Report;
let real: Report;

beforeAll(() => {
  emulated = readEmbeddedRegions(["france-central", "sweden-central"]);
  real = asIfReal(emulated);
});

function claim(report: Report, id: string): LedgerEntry {
  const found = report.claims.find((entry) => entry.id === id);
  if (found === undefined) throw new Error(`no claim ${id}`);
  return found;
}

describe("the claims ledger", () => {
  it("holds every claim of the catalogue, and of the dates those of the models of the run", () => {
    const models = real.targets.flatMap(({ deployments }) => deployments.map(({ name }) => name));
    const ofRun = catalog.claims.filter(
      (claim) => claim.expects.kind !== "retires" || claim.models.some((model) => models.includes(model)),
    );
    expect(real.claims.map(({ id }) => id)).toEqual(ofRun.map(({ id }) => id));
    expect(new Set(catalog.claims.map(({ id }) => id)).size).toBe(catalog.claims.length);
  });

  it.each([
    ["CL-01", "contradicted", "ga-realtime"],
    ["CL-03", "confirmed", "ga-translation"],
    ["CL-04", "contradicted", "ga-translation"],
    ["CL-06", "contradicted", "ga-translation"],
    ["CL-07", "confirmed", "ga-transcription"],
    ["CL-08", "contradicted", "ga-transcription"],
    ["CL-09", "contradicted", "ga-realtime-input-transcription"],
    ["CL-10", "contradicted", "preview-transcription"],
    ["CL-13", "contradicted", "ga-realtime-transcription-update"],
    ["CL-18", "contradicted", "ga-realtime-input-transcription"],
  ])("%s is %s by the cells of %s, were the answers a real resource's", (id, standing, probe) => {
    const entry = claim(real, id);
    expect(entry.standing).toBe(standing);
    const cells = [...entry.confirming, ...entry.contradicting];
    expect(cells.some((cell) => cell.includes(`/${probe}`))).toBe(true);
    expect(entry.untested).toBeNull();
  });

  it("names the probe that would test what was not asked, and says why a statement is not tested", () => {
    expect(claim(real, "CL-14")).toMatchObject({
      standing: "untested",
      untested: "not in this run (probe sdk-ga-api-version tests it)",
    });
    expect(claim(real, "CL-12")).toMatchObject({
      standing: "untested",
      untested: "a deprecated path may still answer",
    });
  });

  it("calls claims that say otherwise of each other conflicting, where no cell decides", () => {
    expect(claim(real, "CL-23a").standing).toBe("conflicting");
    expect(claim(emulated, "CL-07").standing).toBe("conflicting");
  });

  it("lets an emulator neither confirm nor contradict anything", () => {
    expect(emulated.claims.filter(({ standing }) => standing === "confirmed" || standing === "contradicted")).toEqual(
      [],
    );
    expect(emulated.findings.filter(({ code }) => code.startsWith("claim-"))).toEqual([]);
  });

  it("says nothing where access was denied: a 401 to a wrong key answers no question of a claim", async () => {
    const emulator = await startEmulator({ scenario: "france-central-2026-06-10" });
    try {
      const { report } = await runLine(
        [targetOf(emulator, "france-central")],
        new Map([["france-central", "a-key-of-nobody-0123456789"]]),
        { probe: ["ga-realtime", "ga-realtime-transcription-update", "sdk-ga-api-version"] },
      );
      const denied = asIfReal(report);
      expect(denied.findings.map(({ code }) => code)).toEqual(["key-rejected"]);
      expect(denied.claims.flatMap(({ confirming, contradicting }) => [...confirming, ...contradicting])).toEqual([]);
    } finally {
      await emulator.close();
    }
  });

  it("never changes a verdict, and is the same when the report is judged again", () => {
    const without = concludeReport({ ...real, claims: [] });
    expect(without.results).toEqual(real.results);
    expect(without.findings).toEqual(real.findings.filter(({ code }) => !code.startsWith("claim-")));
    expect(concludeReport(real)).toEqual(real);
  });

  it("words a contradiction with both sources and dates, so that it can be pasted under the page", () => {
    const finding = real.findings.find(({ code, facts }) => code === "claim-contradicted" && facts.claim === "CL-08");
    expect(finding?.explanation).toContain("Microsoft Q&A moderator, 2026-07-02: ");
    expect(finding?.explanation).toContain("questions/5916641/");
    expect(finding?.explanation).toMatch(/On \d{4}-\d\d-\d\d, ga-transcription returned a result in .*France Central/);
    expect(finding?.explanation).toContain("Microsoft documentation (realtime over WebSockets), 2026-01-29: ");
  });

  it("is told in the support report, and what the report cannot say too", () => {
    const text = markdown.render(real, { ...VIEW, target: "france-central" });
    expect(text).toContain("Published statements about these models");
    expect(text).toMatch(/- Contradicted by `france-central\/gpt-realtime-whisper\/ga-transcription`: CL-08 “/);
    expect(text).toContain("The report does not say whether a behaviour is intended");
    expect(markdown.render(emulated, { ...VIEW, target: "france-central" })).toMatch(
      /\d+ statements about these models\. An emulated run neither confirms nor contradicts a statement/,
    );
  });
});

describe("a name that nothing on record knows", () => {
  async function withDeployment(name: string, model: string | null): Promise<string[]> {
    const emulator = await startEmulator({ scenario: "france-central-2026-06-10" });
    try {
      const deployment: Deployment = { name, model, version: null, sku: null, role: "transcription", source: "config" };
      const target = targetOf(emulator, "france-central");
      const { report } = await runLine(
        [{ ...target, deployments: [...target.deployments, deployment] }],
        new Map([["france-central", emulator.key]]),
        { probe: ["ga-realtime", "ga-transcription", "audio-transcriptions-deployment"] },
      );
      return report.findings
        .filter(({ code }) => code === "model-name-unknown")
        .map(({ deployment: d, facts }) => `${d}: ${facts.nearest}`);
    } finally {
      await emulator.close();
    }
  }

  it("is told with the nearest known name (FR-004)", async () => {
    expect(await withDeployment("gpt-4o-realtime-whisper", null)).toEqual([
      "gpt-4o-realtime-whisper: gpt-realtime-whisper",
    ]);
  });

  it("is silent of a missing deployment whose name is nobody's model", async () => {
    expect(await withDeployment("our-transcriber-eu", null)).toEqual([]);
  });

  it("is silent of a missing deployment of a known model", async () => {
    expect(await withDeployment("gpt-4o-transcribe-2", "gpt-4o-transcribe")).toEqual([]);
  });
});
