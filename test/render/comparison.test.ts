import { beforeAll, describe, expect, it } from "vitest";
import { startEmulator } from "../../src/emulator/resource.ts";
import type { Report } from "../../src/model/report.ts";
import { comparisonsOf, labelsOf } from "../../src/render/comparison.ts";
import { format as markdown } from "../../src/render/markdown.ts";
import { format as table } from "../../src/render/table.ts";
import { runLine, targetOf } from "../support/embedded.ts";
import { readEmbeddedReport } from "../support/embedded-report.ts";

const VIEW = { matrix: false, target: null, finding: null };

let report: Report;

beforeAll(() => {
  report = readEmbeddedReport();
});

/** The same report, one cell of which ended otherwise. */
function changed(id: string, change: Partial<Report["results"][number]>): Report {
  return { ...report, results: report.results.map((r) => (r.cell.id === id ? { ...r, ...change } : r)) };
}

/** The same report, two targets of which are one resource under two host names. */
function aliased(one: Report): Report {
  const hosts = new Map([
    ["east-us-2", "https://contoso.openai.azure.com"],
    ["sweden-central", "https://contoso.services.ai.azure.com"],
  ]);
  const targets = one.targets.map((t) => ({ ...t, endpoint: hosts.get(t.name) ?? t.endpoint }));
  return { ...one, targets };
}

function of(one: Report, model: string) {
  const found = comparisonsOf(one).find((comparison) => comparison.model.startsWith(model));
  if (found === undefined) throw new Error(`no comparison of ${model}`);
  return found;
}

/** A text of the terminal without its line breaks. */
const flowing = (text: string) => text.replace(/\n +/g, " ");

const GA = "east-us-2/gpt-realtime-translate/ga-translation";
const REFUSED = { verdict: "no-route", cause: "route.not-found", status: 404 } as const;

describe("targets compared", () => {
  it("are compared by the models that several of them hold", () => {
    expect(comparisonsOf(report).map(({ model, targets }) => [model, targets.length])).toEqual([
      ["gpt-realtime-whisper 2026-05-06", 3],
      ["gpt-realtime-translate 2026-05-06", 2],
    ]);
  });

  it("say what is the same everywhere, and that it is not the region", () => {
    const same = of(report, "gpt-realtime-translate");
    expect(labelsOf(same, "differs")).toEqual([]);
    expect(labelsOf(same, "same")).toContain("ga-translation");
    const said = "26 paths have the same result on all targets, so the region is not the cause.";
    expect(table.render(report, VIEW)).toContain(said);
    expect(table.render(report, { ...VIEW, matrix: true })).toContain(said);
    expect(markdown.render(report, VIEW)).toContain(said);
  });

  it("show what differs, and where it works", () => {
    const other = changed(GA, REFUSED);
    expect(of(other, "gpt-realtime-translate").splits).toEqual([
      { works: ["sweden-central"], not: ["east-us-2"], none: [], labels: ["ga-translation"] },
    ]);
    expect(flowing(table.render(other, VIEW))).toMatch(
      /1 path works on sweden-central, does not work on east-us-2: ga-translation\./,
    );
    expect(table.render(other, VIEW)).toMatch(
      /│ path +│ east-us-2 +│ sweden-central +│\n[├┼─┤]+\n│ ga-translation +│ endpoint not found[^│]+│ works\* 101 +│\n└/,
    );
    expect(markdown.render(other, VIEW)).toContain(
      "- 1 path works on sweden-central, does not work on east-us-2: `ga-translation`.",
    );
  });

  it("have one matrix with the targets as columns, what differs first", () => {
    const other = changed(GA, REFUSED);
    expect(markdown.render(other, VIEW)).toMatch(
      /\| path \| `east-us-2` \| `sweden-central` \|\n\|---\|---\|---\|\n\| `ga-translation` \*\*differs\*\* \| endpoint not found .*\| works .*\n\| `ga-/,
    );
    const compared = (text: string) => (text.split("Compared: gpt-realtime-translate")[1] ?? "").split("Matrix of")[0];
    expect(compared(table.render(other, VIEW))).not.toContain("│ preview-session");
    expect(compared(table.render(other, { ...VIEW, matrix: true }))).toContain("│ preview-session");
  });

  it("do not take silence for a difference, nor a path that was not asked", () => {
    const silent = changed(GA, { verdict: "network", cause: "tcp.refused", status: null });
    expect(labelsOf(of(silent, "gpt-realtime-translate"), "differs")).toEqual([]);
    expect(labelsOf(of(silent, "gpt-realtime-translate"), "no-evidence")).toContain("ga-translation");
    const left = changed(GA, { verdict: "skipped", cause: "skipped.no-companion", status: null, recording: null });
    expect(labelsOf(of(left, "gpt-realtime-translate"), "no-evidence")).toContain("ga-translation");
    expect(flowing(table.render(left, VIEW))).toContain(
      "1 path works on sweden-central, has no evidence on east-us-2 (not run: the target has no second deployment for this probe): ga-translation.",
    );
  });

  it("are not compared with another version, but with one that nobody stated, and then it is said", () => {
    const versioned = (version: string | null): Report => ({
      ...report,
      targets: report.targets.map((target) => ({
        ...target,
        deployments: target.deployments.map((d) => (target.name === "east-us-2" ? { ...d, version } : d)),
      })),
    });
    const models = (one: Report) => comparisonsOf(one).map(({ model, targets }) => `${model}: ${targets.join(" ")}`);
    expect(models(versioned("2026-09-01"))).toEqual(["gpt-realtime-whisper 2026-05-06: france-central sweden-central"]);
    expect(models(versioned(null))).toEqual([
      "gpt-realtime-whisper 2026-05-06: france-central east-us-2 sweden-central",
      "gpt-realtime-translate 2026-05-06: east-us-2 sweden-central",
    ]);
    expect(flowing(table.render(versioned(null), VIEW))).toContain("The version is unknown on east-us-2, so a");
  });

  it("say what each host name of one resource answers, and that it is not the host name", () => {
    const one = aliased(changed(GA, REFUSED));
    expect(of(one, "gpt-realtime-translate").places).toEqual(["host name"]);
    const text = flowing(table.render(one, VIEW));
    expect(text).toContain("so the host name is not the cause");
    expect(text).toMatch(/contoso\.openai\.azure\.com \(east-us-2\): works \d+ · /);
    expect(text).toMatch(/contoso\.services\.ai\.azure\.com \(sweden-central\): works \d+ · /);
    expect(text).toContain("Different results: gpt-realtime-translate/ga-translation.");
    expect(markdown.render(one, VIEW)).toContain("- Different results: `gpt-realtime-translate/ga-translation`.");
    expect(table.render(report, VIEW)).not.toContain("with several host names");
  });

  it("have no comparison where there is one target, nor in what was cut out for one finding", () => {
    const one = { ...VIEW, target: "east-us-2" };
    const cut = { ...VIEW, finding: "working-path" };
    for (const view of [one, cut]) {
      expect(markdown.render(report, view)).not.toContain("## Compared");
      expect(table.render(report, view)).not.toContain("Compared:");
    }
  });

  it("say nothing that a name can turn into a link, a mention, a column or a control sequence", () => {
    const name = "[x](http://evil.example)|<b>@team\u001b[31m\u202e";
    const quoted = JSON.stringify(name).slice(1, -1);
    const hostile: Report = JSON.parse(JSON.stringify(changed(GA, REFUSED)).replaceAll("sweden-central", quoted));
    const [section = ""] = (markdown.render(hostile, VIEW).split("## Compared")[1] ?? "").split("\nRun ");
    expect(section).toContain("evil.example");
    const interpreted = section.replace(/`[^`\n]*`/g, "");
    expect(interpreted).not.toMatch(/\]\(|<b>|@team|http:/);
    expect(section.split("\n").filter((line) => line.includes("**differs**"))).toHaveLength(1);
    const columns = (line: string) => line.replace(/\\\|/g, "").split("|").length;
    const rows = section.split("\n").filter((line) => line.startsWith("| "));
    expect(new Set(rows.map(columns)).size).toBeLessThanOrEqual(2);
    const escapes = /[\u001b\u202e]/;
    for (const text of [section, table.render(hostile, { ...VIEW, matrix: true })]) expect(text).not.toMatch(escapes);
  });

  it("stay within 100 columns", () => {
    const text = table.render(aliased(changed(GA, REFUSED)), { ...VIEW, matrix: true });
    expect(text.split("\n").filter((line) => [...line].length > 100)).toEqual([]);
  });
});

const NOT_ON_OPENAI = "not run: the provider of the target has no such API";
const PREVIEW = "preview-realtime@2025-04-01-preview";

it("OpenAI's own platform is compared too: what works there and not here is a line and a row, and not of the region", async () => {
  const [here, there] = await Promise.all([
    startEmulator({ scenario: "fr-005-2025-11-18" }),
    startEmulator({ scenario: "openai-platform" }),
  ]);
  try {
    // As an operator names it: OpenAI has models, no deployments, and states no version.
    const named = targetOf(there, "openai").deployments.map((d) => ({ ...d, model: null, version: null }));
    const openai = { ...targetOf(there, "openai"), provider: "openai" as const, region: null, deployments: named };
    const keys = new Map([
      ["azure", here.key],
      ["openai", there.token],
    ]);
    const probe = ["ga-realtime-input-transcription", "preview-realtime"];
    const { report: both } = await runLine([targetOf(here, "azure"), openai], keys, { probe });
    const comparison = of(both, "gpt-4o-transcribe");
    expect(comparison).toMatchObject({ places: ["platform"], versionUnknown: ["openai"] });
    expect(comparison.splits).toEqual([
      { works: ["openai"], not: ["azure"], none: [], labels: ["ga-realtime-input-transcription"] },
      { works: [], not: ["azure"], none: [{ target: "openai", why: NOT_ON_OPENAI }], labels: [PREVIEW] },
    ]);
    const text = flowing(table.render(both, VIEW));
    expect(text).toContain("1 path works on openai, does not work on azure: ga-realtime-input-transcription.");
    expect(text).toContain(`1 path does not work on azure, has no evidence on openai (${NOT_ON_OPENAI}): ${PREVIEW}.`);
    expect(text).toMatch(/│ ga-realtime-input-\s+│ service error[^│]*│ works[^│]*│/);
    expect(markdown.render(both, VIEW)).toMatch(
      /\| `ga-realtime-input-transcription` \*\*differs\*\* \| service error .* \| works /,
    );
  } finally {
    await Promise.all([here.close(), there.close()]);
  }
}, 60_000);
