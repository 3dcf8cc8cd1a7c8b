import { describe, expect, it } from "vitest";
import { withSides } from "../../src/conclusion/finding-sides.ts";
import { format } from "../../src/render/markdown.ts";
import { atTargets, enlarged } from "../fixtures/france-central/large.ts";
import { franceCentral } from "../fixtures/france-central/report.ts";
import { breaches } from "./report-laws.ts";

const VIEW = { matrix: false, target: null, finding: null };
const REDIRECTED = "gpt-realtime-whisper/preview-transcription-with-deployment@2025-04-01-preview";

const render = async () => format.render(await franceCentral(), VIEW);
/** Text outside fenced blocks and code spans: what a forge interprets. */
const interpreted = (text: string) => text.replace(/```[\s\S]*?```/g, "").replace(/`[^`\n]*`/g, "");

describe("the first screen", () => {
  it("says first that the run is emulated, and how many responses are assumed", async () => {
    const [first] = (await render()).split("\n");
    expect(first).toContain("> **Emulated run, not evidence. Scenario: `france-central-2026-06-10`.**");
    expect(first).toContain("3 replay responses recorded elsewhere");
  });

  it("says how many cells of the run it shows if it is cut to one finding", async () => {
    const view = { ...VIEW, finding: "session-type-mismatch" };
    const cut = format.render(await franceCentral(), view);
    const [, shown] = cut.match(/This report shows (\d+) of 11 cells of the run \(controls included\)/) ?? [];
    expect(Number(shown)).toBeLessThan(11);
    expect(cut).toContain(`- This report shows ${shown} of 12 cells of the run, controls included.`);
    const title =
      format.render(await franceCentral(), { ...VIEW, finding: "working-path" }).match(/^# .*$/m)?.[0] ?? "";
    expect(title).toMatch(/: \d of 6 cells run, works \d/);
  });

  it("has a title with model, region, deciding request and outcome", async () => {
    expect(await render()).toContain(
      "# gpt-realtime-whisper, francecentral: `GET /openai/realtime → 302 → 404`, redirect to a dead endpoint",
    );
  });

  it("has symptom, component, workaround, difference and request within twelve lines", async () => {
    const top = (await render()).split("\n").slice(0, 12).join("\n");
    expect(top).toMatch(/\*\*Symptom\.\*\* `GET \/openai\/realtime\?.*→ `302` → .*`404`.*3 of 3 attempts/);
    expect(top).toMatch(/\*\*Likely component\.\*\* Gateway routing \(the probe failed during the handshake/);
    expect(top).toMatch(/\*\*Workaround\.\*\* Use `GET \/openai\/realtime\?.*The transcript was received/);
    expect(top).toContain("**Only difference to a working request.** `query deployment= present / absent`");
    expect(top).toContain("**Request to support.** Correct the redirect, or answer 400 as the GA path does.");
  });

  it("lists each way to use the deployment with its result, response and request id", async () => {
    const text = await render();
    expect(text).toContain("| `gpt-realtime-whisper` via | result | response | request id |");
    expect(text).toMatch(/\| `preview-transcription@2025-04-01-preview` ‹FR-006› \| works \| `101` \| `c06` \|/);
  });
});

describe("the data for the support form", () => {
  it("shows a value that nobody gave as unknown", async () => {
    const text = await render();
    expect(text).toContain("| Subscription · resource id | unknown · unknown |");
    expect(text).toContain("version `2026-05-06`, SKU unknown");
    expect(text).toContain("| Region: stated / in the responses | `francecentral` / `France Central` |");
  });

  it("gives times in UTC to the millisecond and in local time", async () => {
    expect(await render()).toContain(
      "2026-06-10T14:41:07.341Z / 2026-06-10T14:43:54.700Z (16:41:07 / 16:43:54, Europe/Paris, UTC+02:00), 3 of 3 attempts within 168 s",
    );
  });

  it("lists the ids of every attempt of the failing request, and of no other request", async () => {
    const text = await render();
    const table = text.slice(text.indexOf("Ids of the failing request"), text.indexOf("| Service · topic"));
    for (const n of [1, 2, 3]) expect(table).toContain(`\`c07-${n}\` → \`c07-${n}b\` | \`client-c07-${n}\``);
    expect(table.match(/^\| \d\d:/gm)).toHaveLength(3);
  });
});

describe("the evidence", () => {
  it("is the first section and compares the failing cell with the nearest working one, the difference in bold", async () => {
    const text = await render();
    expect(text).toContain("\n## 1. Evidence\n");
    expect(text).toContain("**`&deployment=gpt-realtime-whisper`**");
    expect(text).toMatch(/\| id · session · time \| `c07-3b` · no session · .* \| `c06` · `sess_c06` · /);
  });

  it("draws the redirect as a path diff with the nearest served path", async () => {
    expect(await render()).toContain(
      [
        "  requested     /openai/realtime  ?api-version&intent&deployment",
        "  Location          /v1/realtime  ?api-version&intent&deployment&api-key",
        "  served     /openai/v1/realtime  returned 101 in this run",
      ].join("\n"),
    );
  });

  it("says by label that the key in Location is the one that was sent", async () => {
    expect(await render()).toContain("Location has REDACTED-apikey-1 as api-key=, the same credential that was sent");
  });

  it("prints a failing cell in full only once", async () => {
    const text = await render();
    expect(text.split("GET wss://res-1.openai.azure.com/v1/realtime").length - 1).toBe(1);
    expect(text.split(`  failing: ${REDIRECTED}`).length - 1).toBe(1);
  });

  it("tells the probe's own close from the peer's", async () => {
    const report = await franceCentral();
    expect(format.render(report, VIEW)).toContain("the probe closed the socket with 1000");
    const results = report.results.map((result) =>
      JSON.parse(JSON.stringify(result).replaceAll('"by":"us","code":1000', '"by":"peer","code":1011')),
    );
    expect(format.render({ ...report, results }, VIEW)).toContain("the peer closed the socket with 1011, then FIN");
  });

  it("shows a run of equal events as one line with their number", async () => {
    expect(await render()).toContain("→ input_audio_buffer.append × 14");
  });
});

describe("the findings and checks", () => {
  it("name the control and the conclusion of each check", async () => {
    const text = await render();
    expect(text).toMatch(/\| Deployment `gpt-realtime-whisper` missing \|.*`404 DeploymentNotFound`.*\*\*Excluded/);
    expect(text).toMatch(/\| Wrong path \|.*Excluded: the requested path exists/);
    expect(text).toMatch(/\| Wrong credential or host \|.*Excluded: with the credential, .* works/);
    expect(text).toContain("| Transient failure | 3 of 3 attempts within 168 s | Excluded within this time. |");
  });

  it("do not exclude a transient failure by three attempts within a second", async () => {
    const report = await franceCentral();
    for (const { recording } of report.results)
      for (const attempt of recording?.attempts ?? []) attempt.startedAt = "2026-06-10T14:41:07.341Z";
    expect(format.render(report, VIEW)).toMatch(/\| Transient failure \| 3 of 3 attempts within 1 s \| Not excluded/);
  });

  it("compare with the other regions of the run", async () => {
    const text = format.render(atTargets(await franceCentral(), ["res-1", "res-2"]), VIEW);
    expect(text).toContain("| This region only | — | francecentral: redirect to a dead endpoint. |");
    expect(await render()).toContain("| This region only | — | **Unknown:**");
  });

  it("merge findings of one kind into one row with all their cells", async () => {
    const report = await franceCentral();
    const [first, second] = report.findings;
    if (first === undefined || second === undefined) throw new Error("the situation lacks its findings");
    const other = { ...second, title: "Another title", cells: [`res-1/gpt-realtime-whisper/ga-realtime`] };
    const twice = withSides(other, report.results);
    const text = format.render({ ...report, findings: [first, second, twice] }, VIEW);
    expect(text).toMatch(/\*\*F2: Location repeats the caller's key, Another title\*\* · high/);
    expect(text).not.toContain("F3:");
  });
});

describe("its form", () => {
  it("has no HTML, and never a bare 'supported'", async () => {
    const text = await render();
    expect(interpreted(text)).not.toMatch(/<\/?[a-z]/i);
    expect(interpreted(text).replace(/not supported/gi, "")).not.toMatch(/\bsupported\b/i);
  });

  it("keeps every law with one, two, eight and eighty deployments", async () => {
    const report = await franceCentral();
    const [target] = report.targets;
    if (target === undefined) throw new Error("no target");
    const only = report.results.filter(({ cell }) => cell.deployment !== "gpt-realtime-1.5");
    const one = { ...report, targets: [{ ...target, deployments: target.deployments.slice(0, 1) }], results: only };
    for (const [size, sized] of [
      [1, one],
      [2, report],
      [8, enlarged(report, 4)],
      [80, enlarged(report, 40)],
    ] as const)
      expect(breaches(sized), `${size} deployments`).toEqual([]);
  });

  it("stays within 250 lines and 60,000 characters for many cells, and says what it left out", async () => {
    const text = format.render(enlarged(await franceCentral(), 400), VIEW);
    expect(text.split("\n").length).toBeLessThanOrEqual(251);
    expect(text.length).toBeLessThanOrEqual(60_001);
    expect(text).toMatch(/\d+ more deployments: `--format table --matrix`/);
    expect(text).toContain(". Limits of this report\n");
    expect(text).toContain(". Reproduce\n");
  });

  it("fits one post with --finding, however many targets the report has", async () => {
    const names = Array.from({ length: 40 }, (_, n) => `res-${n}`);
    const report = enlarged(await franceCentral(), 3);
    const many = atTargets(report, names);
    const findings = names.flatMap((name) =>
      report.findings.map((f) => ({
        ...f,
        target: name,
        cells: f.cells.map((id) => id.replace("res-1/", `${name}/`)),
      })),
    );
    const text = format.render({ ...many, findings }, { ...VIEW, finding: "redirect-drops-path-segment" });
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text).toMatch(/\d+ more targets in `report\.json`/);
  });

  it("gives each of several targets its own part under one head", async () => {
    const text = format.render(atTargets(await franceCentral(), ["east-us-2", "france-central"]), VIEW);
    expect(text).toContain("# 2 targets: what works and what fails");
    expect(text.match(/^## gpt-realtime-whisper, francecentral/gm)).toHaveLength(2);
    expect(text.match(/^# /gm)).toHaveLength(1);
  });

  it("is cut to one ticket with --target and --finding", async () => {
    const report = atTargets(await franceCentral(), ["east-us-2", "france-central"]);
    const text = format.render(report, { ...VIEW, target: "east-us-2", finding: "operation-unsupported-by-model" });
    expect(text).toContain("`GET /openai/v1/realtime → 400`, not supported by this model");
    expect(text).not.toContain("redirect-drops-path-segment");
    expect(text).not.toContain("france-central/");
    expect(text).toContain("works (seen at 14:41:05.900Z). 1 other way also works.");
    expect(text).toContain("| This region only | — | francecentral: not supported by this model. |");
  });

  it("says so if the report has no target or finding of the name", async () => {
    const text = format.render(await franceCentral(), { ...VIEW, target: "elsewhere" });
    expect(text).toContain("The report has no target or finding of this name. Targets: `res-1`.");
  });

  it("is the same text after the report is saved and read", async () => {
    const report = await franceCentral();
    expect(format.render(JSON.parse(JSON.stringify(report)), VIEW)).toBe(format.render(report, VIEW));
  });
});
