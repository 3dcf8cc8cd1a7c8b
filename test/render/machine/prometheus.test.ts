import { describe, expect, it } from "vitest";
import { addExit } from "../../../src/conclusion/exit.ts";
import type { Cause } from "../../../src/model/cause.ts";
import { STAGES } from "../../../src/model/stage.ts";
import { VERDICT_KINDS } from "../../../src/model/verdict.ts";
import { loadFormat } from "../../../src/render/index.ts";
import { readEmbeddedReport } from "../../support/embedded-report.ts";
import { plainReport, plainResult, plainTarget } from "../../support/plain-report.ts";
import { findMetricFaults } from "./syntax.ts";

const VIEW = { matrix: false, target: null, finding: null };
const prometheus = await loadFormat("prometheus");

describe("the metrics of a run", () => {
  const report = addExit(readEmbeddedReport(), null);
  const text = prometheus.render(report, VIEW);
  const ordinary = report.results.filter(({ cell }) => cell.control === null);
  const linesOf = (name: string) => text.split("\n").filter((line) => line.startsWith(`${name}{`));

  it("say first that the run is emulated, and are well formed", () => {
    expect(text.split("\n")[0]).toMatch(/^# Emulated run, not evidence\. Scenarios?: .*\.$/);
    expect(findMetricFaults(text)).toEqual([]);
    expect(text).toContain('aoai_probe_info{version="');
    expect(text).toMatch(/^aoai_probe_run_exit_code \d+$/m);
  });

  it("have one verdict for each cell, from closed lists", () => {
    const lines = linesOf("aoai_probe_verdict_info");
    expect(lines).toHaveLength(ordinary.length);
    for (const line of lines) {
      expect(VERDICT_KINDS).toContain(/verdict="([^"]*)"/.exec(line)?.[1]);
      expect([...STAGES, "none"]).toContain(/stage="([^"]*)"/.exec(line)?.[1]);
    }
  });

  it("have phases that add up to the time of the deciding attempt", () => {
    const id = "france-central/gpt-realtime-1.5/ga-realtime";
    const result = ordinary.find(({ cell }) => cell.id === id);
    const own = linesOf("probe_duration_seconds").filter((line) =>
      line.includes('{target="france-central",deployment="gpt-realtime-1.5",probe="ga-realtime",'),
    );
    expect(own.map((line) => /phase="(\w+)"/.exec(line)?.[1])).toEqual([
      "resolve",
      "connect",
      "tls",
      "processing",
      "transfer",
      "session",
    ]);
    const seconds = own.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
    expect(seconds * 1000).toBeCloseTo(result?.recording?.attempts.at(-1)?.durationMs ?? 0, 3);
  });
});

describe("probe_success", () => {
  it.each<[string, Cause, string | null]>([
    ["1 if the result came", "result.received", "1"],
    ["1 if the probe can prove no more", "result.unprovable", "1"],
    ["0 if the model is refused", "refused.operation", "0"],
    ["0 after a fault of the service", "server.5xx", "0"],
    ["absent if the host cannot be reached", "tcp.refused", null],
    ["absent if the key is rejected", "auth.key-invalid", null],
    ["absent if the cell was rate-limited", "throttled.call-rate", null],
    ["absent if the cell was not run", "skipped.no-companion", null],
  ])("is %s", (_, cause, value) => {
    const report = plainReport([plainResult(cause)], { targets: [plainTarget("here", { d: "conversation" })] });
    const text = prometheus.render(report, VIEW);
    expect(/^probe_success\{.*\} (\d)$/m.exec(text)?.[1] ?? null).toBe(value);
    expect(text).not.toContain("NaN");
  });
});

describe("a label", () => {
  it.each(['a"b', "a\\b", "a\nb", "a\u0000b", "a{b}", 'a",x="b', "\u2028", "\\"])("with %j stays one value", (name) => {
    const report = plainReport([plainResult("result.received", { target: name, deployment: name })], {
      targets: [plainTarget(name, { d: "conversation" }, { region: name, endpoint: "https://here.openai.azure.com" })],
    });
    const text = prometheus.render(report, VIEW);
    expect(findMetricFaults(text)).toEqual([]);
    expect(text.match(/^probe_success/gm)).toHaveLength(1);
  });
});
