import { describe, expect, it } from "vitest";
import { format } from "../../src/render/table.ts";
import { atTargets, enlarged } from "../fixtures/france-central/large.ts";
import { franceCentral } from "../fixtures/france-central/report.ts";

const VIEW = { matrix: false, target: null, finding: null };

const tooWide = (text: string) => text.split("\n").filter((line) => [...line].length > 100);
const row = (text: string, start: string) => text.split("\n").find((line) => line.includes(`│ ${start}`)) ?? "";

describe("the table of one target", () => {
  it("says before anything else that an emulator answered", async () => {
    const text = format.render(await franceCentral(), VIEW);
    expect(text.startsWith("!! Emulated run, not evidence. Scenario: france-central-2026-06-10.")).toBe(true);
    expect(text.replace(/\n +/g, " ")).toContain(
      "Of 11 cells (controls included), 3 replay responses recorded elsewhere and 3 have assumed responses.",
    );
  });

  it("says nothing of an emulator where none answered", async () => {
    const { emulated: _, ...run } = (await franceCentral()).run;
    expect(format.render({ ...(await franceCentral()), run }, VIEW)).not.toContain("emulator");
  });

  it("says that a run was ended before its plan", async () => {
    const report = await franceCentral();
    const text = format.render({ ...report, run: { ...report.run, complete: false } }, VIEW);
    expect(text).toContain("!! Incomplete: the run was ended early. 0 of 11 cells and controls were not run.");
  });

  it("names the proven path of each role, and the roles without a deployment", async () => {
    const text = format.render(await franceCentral(), VIEW).split("high ")[0] ?? "";
    expect(text).toContain("works*: ga-realtime");
    expect(text).toContain("preview-transcription");
    expect(text).toContain("no deployment");
  });

  it("names the finding in the way where no path is proven", async () => {
    const report = await franceCentral();
    const results = report.results.map((r) => (r.verdict === "supported" ? { ...r, verdict: "partial" as const } : r));
    const [rollOut = ""] = format.render({ ...report, results }, VIEW).split("\nhigh ");
    expect(rollOut).toContain("no working path:");
    expect(rollOut).toContain("redirect-drops-path-");
  });

  it("shows by what works what a deployment is for, where nobody stated its role", async () => {
    const report = await franceCentral();
    const targets = report.targets.map((target) => ({
      ...target,
      deployments: target.deployments.map((deployment) => ({ ...deployment, role: "unknown" as const })),
    }));
    const [rollOut = ""] = format.render({ ...report, targets }, VIEW).split("\nhigh ");
    expect(rollOut).toContain("works*: ga-realtime");
    expect(rollOut).not.toContain("Other deployments");
  });

  it("shows outcome and statuses of each probe and deployment", async () => {
    const text = format.render(await franceCentral(), VIEW);
    expect(row(text, "ga-realtime  ")).toMatch(/not supported 400.*works\* 101/);
    expect(text).toContain("dead redirect 302→404");
    expect(text).toContain("* assumed response, never recorded. + response of another resource. Neither is evidence.");
  });

  it("counts cells, controls, and what was not asked with its reason", async () => {
    const text = format.render(await franceCentral(), VIEW);
    expect(text).toContain("6 cells and 5 controls: works 3 · not supported by this model 1");
    expect(text.replace(/\n +/g, " ")).toContain(
      "Not run (controls included): 1 cell, because the configuration does not name the host that this probe needs.",
    );
    expect(text).toContain("missing path 2 (");
  });

  it("says of how many of the run it shows some, where it is cut to one finding", async () => {
    const report = await franceCentral();
    const cut = format.render(report, { ...VIEW, finding: "session-type-mismatch" }).replace(/\n +/g, " ");
    const [, shown, cells, controls] =
      cut.match(/This report shows (\d+) of 11 cells of the run.*\n(\d+) of 6 cells and (\d+) of 5 controls: /s) ?? [];
    expect(Number(cells)).toBeGreaterThan(0);
    expect(Number(cells)).toBeLessThan(6);
    expect(Number(shown)).toBe(Number(cells) + Number(controls));
    expect(format.render(report, VIEW)).not.toContain("This report shows");
  });

  it("lists findings the gravest first, each with what to do", async () => {
    const text = format.render(await franceCentral(), VIEW);
    expect(text.indexOf("high         The redirect drops")).toBeLessThan(
      text.indexOf("information  gpt-realtime-whisper is"),
    );
    expect(text).toContain("Do: Do not follow it; leave out deployment=.");
  });
});

describe("the table of several targets", () => {
  const names = ["east-us-2", "france-central", "sweden-central"];

  it("has a row for each, and the matrix only when asked", async () => {
    const report = atTargets(await franceCentral(), names);
    const text = format.render(report, VIEW);
    for (const name of names) expect(row(text, name)).not.toBe("");
    expect(text).not.toContain("Matrix of");
    expect(text).toContain("--matrix");
    for (const name of names) expect(format.render(report, { ...VIEW, matrix: true })).toContain(`Matrix of ${name}`);
  });

  it("is cut to one target with --target, and to one finding with --finding", async () => {
    const report = atTargets(await franceCentral(), names);
    const one = format.render(report, { ...VIEW, target: "france-central" });
    expect(one).toContain("Matrix of france-central");
    expect(one).not.toContain("sweden-central");
    const code = format.render(report, { ...VIEW, finding: "session-type-mismatch" });
    expect(code).toContain("session-type-mismatch · east-us-2");
    expect(code).not.toContain("redirect-leaks-credential");
  });
});

it("fits 100 columns however many deployments there are and however long their names", async () => {
  const report = enlarged(await franceCentral(), 9);
  const [target] = report.targets;
  const long = `${"deployment-with-a-name-".repeat(6)}end`;
  const renamed = JSON.parse(JSON.stringify(report).replaceAll("gpt-realtime-whisper-3", long));
  expect(target?.deployments.length).toBe(18);
  const text = format.render(renamed, VIEW);
  expect(tooWide(text)).toEqual([]);
  expect(text.split("┌").length).toBeGreaterThan(5);
});
