import { describe, expect, it } from "vitest";
import { concludeReport, parseReport } from "../../src/conclusion/index.ts";
import type { Report, Result } from "../../src/model/report.ts";
import { makePlan } from "../../src/plan/index.ts";
import { FIELD_SCENARIOS, PLAN, runScenarios } from "../support/embedded.ts";
import { readEmbeddedReport } from "../support/embedded-report.ts";
import { catalog } from "../support/recorded.ts";
import { ACCEPTANCE, type Wire } from "./acceptance-table.ts";

const report = readEmbeddedReport();
const plan = makePlan(report.targets, catalog.probes, PLAN);

function resultOf(report: Report, target: string, probe: string, deployment: string): Result {
  const found = report.results.find(
    ({ cell }) =>
      cell.target === target && cell.probe === probe && cell.deployment === deployment && cell.control === null,
  );
  if (found === undefined) throw new Error(`no cell ${target}/${deployment}/${probe}`);
  return found;
}

function wireOf(result: Result): Wire {
  // What still comes while we close stands behind the ladder's last step, and decides nothing.
  const all = result.recording?.attempts.at(-1)?.steps ?? [];
  const ladder = report.probes.find(({ id }) => id === result.cell.probe)?.steps.length ?? 0;
  const steps = all.filter((step) => step.index < ladder);
  const hops = steps.flatMap((step) => step.hops);
  const events = steps
    .flatMap((step) => step.frames)
    .flatMap((frame) =>
      frame.kind === "message" && frame.direction === "received" && typeof frame.event?.type === "string"
        ? [frame.event.type]
        : [],
    );
  const headers = hops.at(-1)?.responseHeaders.map(([name]) => name.toLowerCase()) ?? [];
  return {
    statuses: hops.flatMap((hop) => hop.status ?? []),
    last: events.at(-1) ?? "",
    code: result.error?.code ?? null,
    message: result.error?.message ?? "",
    marks: headers.includes("apim-request-id") && headers.includes("x-ms-region"),
    sources: result.sources,
  };
}

describe("the embedded run", () => {
  const rows = ACCEPTANCE.flatMap(([targets, ...row]) => targets.map((target) => [target, ...row] as const));

  it.each(rows)("%s: %s × %s is %s", (target, probe, deployment, verdict, wire, findings) => {
    const result = resultOf(report, target, probe, deployment);
    expect(result.verdict).toBe(verdict);
    expect(wireOf(result)).toMatchObject(wire);
    for (const code of findings) {
      const cells = report.findings.filter((f) => f.code === code && f.target === target).flatMap((f) => f.cells);
      expect(cells, code).toContain(result.cell.id);
    }
  });

  it("answers every deployment that cannot exist with DeploymentNotFound at the step that names it, or later", () => {
    const controls = report.results.filter(
      ({ cell }) => cell.control === "missing-deployment" && cell.probe !== "ga-translation-calls",
    );
    const asked = controls.filter(({ verdict }) => verdict !== "skipped");
    expect(asked.length).toBeGreaterThan(70);
    for (const { cell, error, verdict } of asked)
      expect([cell.id, error?.code, verdict]).toEqual([cell.id, "DeploymentNotFound", "not-deployed"]);
  });

  it("redirects with the caller's key in Location, by its label, and follows without it", () => {
    const hops = resultOf(report, "france-central", "preview-transcription-with-deployment", "gpt-realtime-whisper")
      .recording?.attempts[0]?.steps[0]?.hops;
    expect(hops?.[0]?.redirect).toMatchObject({
      relation: "same-origin",
      segmentsDropped: ["openai"],
      segmentsAdded: ["v1"],
      queryAdded: ["api-key"],
      credential: { name: "api-key", label: "REDACTED-apikey-1", sameAsSent: true },
      followed: true,
    });
    expect(hops?.[1]?.url).not.toContain("api-key");
    expect(hops?.[1]?.requestHeaders).toContainEqual(["api-key", "REDACTED-apikey-1"]);
    const ids = hops?.map((hop) => hop.requestHeaders.find(([name]) => name === "x-ms-client-request-id")?.[1]);
    expect(new Set(ids).size).toBe(2);
  });

  it("leaves no required cell without evidence", () => {
    const required = new Set(plan.cells.filter((planned) => planned.required).map(({ cell }) => cell.id));
    const empty = report.results.filter(
      ({ cell, verdict }) =>
        required.has(cell.id) &&
        ["network", "inconclusive", "auth", "throttled", "skipped", "local-fault"].includes(verdict),
    );
    expect(empty.map(({ cell, cause }) => `${cell.id} ${cause}`)).toEqual([]);
  });

  it("skips what needs a companion where there is none, with the reason", () => {
    const skipped = report.skipped.filter(({ cell }) => cell.startsWith("east-us-2/gpt-realtime-whisper/"));
    expect(skipped.map(({ cell }) => cell.split("/")[2])).toEqual([
      "ga-client-secret-input-transcription",
      "ga-realtime-input-transcription",
      "ga-realtime-voice-with-transcription",
    ]);
    expect(skipped[0]?.reason).toContain("no second deployment for this probe");
  });

  it("says that an emulator answered", () => {
    expect(report.run.emulated).toEqual(Object.values(FIELD_SCENARIOS));
  });

  it("holds every planned cell once, in the plan's order", () => {
    expect(report.results.map(({ cell }) => cell.id)).toEqual(plan.cells.map(({ cell }) => cell.id));
  });

  it("is judged the same from its saved form, with the network gone", () => {
    const saved: Report = JSON.parse(JSON.stringify(report));
    const again = concludeReport({
      ...saved,
      results: saved.results.map((r) =>
        r.recording === null
          ? r
          : { ...r, verdict: "inconclusive" as const, cause: "inconclusive.unrecognised" as const },
      ),
    });
    expect(again.results).toEqual(saved.results);
    expect(again.findings).toEqual(saved.findings);
    expect(again.counts).toEqual(saved.counts);
  });

  it("is refused in its saved form where a hop, a frame or a header is not what it must be, naming the place", () => {
    const broken: [(text: string) => string, RegExp][] = [
      [
        (text) => text.replace(/"url":"ws:[^"]*"/, '"url":"not a url"'),
        /results\.\d+\.recording\.attempts\.0\.steps\.0\.hops\.0\.url/,
      ],
      [(text) => text.replace('"responseHeaders":', '"responseHeader":'), /responseHeaders/],
      [(text) => text.replace('"kind":"message"', '"kind":"mesage"'), /frames/],
      [(text) => text.slice(0, 1000), /not complete JSON/],
    ];
    const text = JSON.stringify(report);
    for (const [damage, place] of broken) expect(() => parseReport(damage(text))).toThrow(place);
  });

  it("spends no more than the plan said", () => {
    const sent = report.results
      .flatMap((r) => r.recording?.attempts[0]?.steps ?? [])
      .flatMap((step) => step.hops).length;
    const planned = plan.targets.reduce((sum, target) => sum + target.requests, 0);
    // A followed redirect is one more than asked for: two deployments on one probe, three targets.
    expect(sent).toBeLessThanOrEqual(planned + 6);
  });
});

describe("the emulator where everything works", () => {
  it("lets every probe reach its result for the role it is documented for, and refuses those that ask for it", async () => {
    const { report } = await runScenarios({ all: "all-supported" });
    const documented = report.results.filter(
      ({ cell }) =>
        cell.control === null &&
        cell.role !== null &&
        report.probes.find((p) => p.id === cell.probe)?.role === cell.role,
    );
    expect(documented.length).toBeGreaterThan(30);
    const unproven = documented.filter(
      ({ verdict, cell }) =>
        verdict !== "supported" && report.probes.find((p) => p.id === cell.probe)?.unprovable === undefined,
    );
    expect(unproven.map(({ cell, verdict, cause }) => `${cell.id} ${verdict} ${cause}`)).toEqual([]);
    const none = report.results.filter(
      ({ cell }) => cell.control === null && report.probes.find((p) => p.id === cell.probe)?.role === "none",
    );
    expect(none.length).toBeGreaterThan(5);
    expect(none.filter(({ verdict }) => verdict === "supported").map(({ cell }) => cell.id)).toEqual([]);
  }, 60_000);
});
