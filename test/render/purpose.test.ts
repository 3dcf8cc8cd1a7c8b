import { describe, expect, it } from "vitest";
import type { Report, Result } from "../../src/model/report.ts";
import type { Role } from "../../src/model/role.ts";
import { purposesIn } from "../../src/render/purpose.ts";
import { franceCentral } from "../fixtures/france-central/report.ts";

const WHISPER = "gpt-realtime-whisper";

/** The recorded run, with another role for one of its deployments. */
async function withRole(role: Role): Promise<Report> {
  const report = await franceCentral();
  const results = report.results.map((result) =>
    result.cell.deployment === WHISPER ? { ...result, cell: { ...result.cell, role } } : result,
  );
  return { ...report, results };
}

/** Probes of a deployment's cells that are of its purpose. */
function meant(report: Report, deployment: string | null): string[] {
  const isOfPurpose = purposesIn(report);
  const of = report.results.filter((r: Result) => r.cell.deployment === deployment && isOfPurpose(r));
  return of.map(({ cell }) => cell.probe).sort();
}

const roleOf = ({ probes }: Report, id: string) => probes.find((probe) => probe.id === id)?.role;

describe("a cell is of its deployment's purpose", () => {
  it("where it asks in the deployment's role", async () => {
    const report = await withRole("transcription");
    const probes = meant(report, WHISPER);
    expect(probes).toContain("preview-transcription");
    expect(probes).not.toContain("ga-realtime");
    for (const probe of probes) expect(roleOf(report, probe)).toBe("transcription");
  });

  it("where it asks in a role that works, of a deployment whose role nobody stated", async () => {
    const report = await withRole("unknown");
    expect(meant(report, WHISPER)).toEqual(meant(await withRole("transcription"), WHISPER));
  });

  it("whatever the role of the path, where nobody stated one and nothing works", async () => {
    const report = await withRole("unknown");
    const results = report.results.map((r): Result => (r.verdict === "supported" ? { ...r, verdict: "network" } : r));
    expect(meant({ ...report, results }, WHISPER)).toContain("ga-realtime");
  });

  it("always, where nothing asked is of the deployment's purpose: it was asked on purpose", async () => {
    const report = await withRole("translation");
    expect(meant(report, WHISPER)).toEqual(
      report.results
        .filter(({ cell }) => cell.deployment === WHISPER && cell.control === null)
        .map(({ cell }) => cell.probe)
        .sort(),
    );
  });

  it("never for a deployment of another kind beside one that was asked for its purpose", async () => {
    expect(meant(await withRole("other"), WHISPER)).toEqual([]);
  });

  it("never as a control, and without a deployment only where no cell names one", async () => {
    const report = await franceCentral();
    const isOfPurpose = purposesIn(report);
    expect(report.results.filter((r) => r.cell.control !== null && isOfPurpose(r))).toEqual([]);
    const [first] = report.results.filter(({ cell }) => cell.deployment === WHISPER);
    if (first === undefined) throw new Error("no cell");
    const nameless = { ...first, cell: { ...first.cell, id: "res-1/-/models-v1", deployment: null, role: null } };
    expect(purposesIn({ ...report, results: [...report.results, nameless] })(nameless)).toBe(false);
    expect(purposesIn({ ...report, results: [nameless] })(nameless)).toBe(true);
  });
});
