import { describe, expect, it } from "vitest";
import { format } from "../../src/render/markdown.ts";
import { atTargets, enlarged } from "../fixtures/france-central/large.ts";
import { franceCentral } from "../fixtures/france-central/report.ts";

const VIEW = { matrix: false, target: null, finding: null };
const REDIRECTED = "gpt-realtime-whisper/preview-transcription-with-deployment@2025-04-01-preview";

const render = async () => format.render(await franceCentral(), VIEW);
/** Text outside fenced blocks and code spans: what a forge would interpret. */
const interpreted = (text: string) => text.replace(/```[\s\S]*?```/g, "").replace(/`[^`\n]*`/g, "");
const columns = (line: string) => line.replace(/\\\|/g, "").split("|").length - 2;

describe("the first screen", () => {
  it("says before anything else that an emulator answered, and for how many cells by inference", async () => {
    const [first] = (await render()).split("\n");
    expect(first).toContain("> **Made against the emulator `france-central-2026-06-10`, not against Azure.**");
    expect(first).toContain("3 rest on answers recorded of other resources");
  });

  it("says of how many of the run it shows some, where it is cut to one finding", async () => {
    const report = await franceCentral();
    const view = { ...VIEW, finding: "session-type-mismatch" };
    const cut = format.render(report, view);
    const [, shown] =
      cut.match(/Shown here are (\d+) of the 11 cells asked in the run, controls among them; of these/) ?? [];
    expect(Number(shown)).toBeLessThan(11);
    expect(cut).toContain(`- Shown here are ${shown} of 12 cells of the run on this resource`);
    // The skipped cell was asked by nobody: it is none of the eleven.
    expect(report.results.length).toBe(12);
    const proven = format.render({ ...report, findings: report.findings.slice(-1) }, VIEW);
    expect(proven).not.toContain("Shown here");
    const title = format.render(report, { ...VIEW, finding: "working-path" }).match(/^# .*$/m)?.[0] ?? "";
    expect(title).toMatch(/: \d of 6 cells asked, works \d/);
  });

  it("has a title of one sentence: model, region, path, outcome", async () => {
    expect(await render()).toContain(
      "# gpt-realtime-whisper, francecentral: `/openai/realtime → 302 → 404`, redirected to a path not served",
    );
  });

  it("says symptom, what works, the one difference, where, and what is asked, within twelve lines", async () => {
    const top = (await render()).split("\n").slice(0, 12).join("\n");
    expect(top).toMatch(/\*\*Symptom\.\*\* `GET \/openai\/realtime\?.*→ `302` → .*`404`.*3 of 3 attempts/);
    expect(top).toMatch(/\*\*What works meanwhile\.\*\* `GET \/openai\/realtime\?.*the transcript came back/);
    expect(top).toContain("**The one difference.** query deployment= present / absent");
    expect(top).toContain("**Where it seems to be.** Gateway routing: the deciding answer came at the handshake");
    expect(top).toContain("**We ask you.** (1) Correct the redirect");
  });
});

describe("the ticket's facts", () => {
  it("shows what nobody told as not known", async () => {
    const text = await render();
    expect(text).toContain("| Subscription · resource id | not known · not known |");
    expect(text).toContain("version `2026-05-06`, SKU not known");
    expect(text).toContain("| Region: stated / that answered | `francecentral` / `x-ms-region`: `France Central` |");
  });

  it("gives times in UTC to the millisecond and as they were locally", async () => {
    expect(await render()).toContain(
      "2026-06-10T14:41:07.341Z / 2026-06-10T14:43:54.700Z (16:41:07 / 16:43:54, Europe/Paris, UTC+02:00)",
    );
  });

  it("lists the ids of every hop of every attempt of the failing request", async () => {
    const text = await render();
    for (const id of ["c07-1", "c07-1b", "c07-2", "c07-2b", "c07-3", "c07-3b"])
      expect(text).toContain(`| \`${id}\` | \`client-${id}\` |`);
  });
});

describe("the evidence", () => {
  it("sets the failing cell beside the nearest, the difference in bold and both request ids given", async () => {
    const text = await render();
    expect(text).toContain("**`&deployment=gpt-realtime-whisper`**");
    expect(text).toContain("| request id · session | `c07-3b` · no session | `c06` · `sess_c06` |");
    expect(text).toContain("**difference:** query deployment= present / absent");
  });

  it("draws the redirect as a path diff with the nearest served path", async () => {
    expect(await render()).toContain(
      [
        "  requested     /openai/realtime  ?api-version&intent&deployment",
        "  Location          /v1/realtime  ?api-version&intent&deployment&api-key",
        "  served     /openai/v1/realtime  answered 101 in this run",
      ].join("\n"),
    );
  });

  it("states that the key in Location is the one that was sent, by label", async () => {
    expect(await render()).toContain(
      "Location carries REDACTED-apikey-1 under api-key=, the same credential that was sent",
    );
  });

  it("prints a cell in full only once", async () => {
    const text = await render();
    expect(text.split("GET wss://res-1.openai.azure.com/v1/realtime").length - 1).toBe(1);
    expect(text).toMatch(new RegExp(`\\*\\*F2\\*\\* · \`${REDIRECTED}\`.* · in full under F1`));
  });

  it("tells our own close from the peer's", async () => {
    const report = await franceCentral();
    expect(format.render(report, VIEW)).toContain("we closed, 1000");
    const results = report.results.map((result) =>
      JSON.parse(JSON.stringify(result).replaceAll('"by":"us","code":1000', '"by":"peer","code":1011')),
    );
    expect(format.render({ ...report, results }, VIEW)).toContain("the peer closed, 1011, then FIN");
  });

  it("shows a run of like events as one line with their number", async () => {
    const report = await franceCentral();
    const [first] = report.findings;
    const cells = report.results
      .filter(({ cell }) => cell.probe === "preview-transcription")
      .map(({ cell }) => cell.id);
    const findings = first === undefined ? [] : [{ ...first, cells, pair: null }];
    expect(format.render({ ...report, findings }, VIEW)).toContain("→ input_audio_buffer.append × 14");
  });
});

describe("what it rests on", () => {
  it("names the control that rules each suspicion out", async () => {
    const text = await render();
    expect(text).toMatch(
      /\| deployment missing or too new \|.*`404 DeploymentNotFound`.*another answer: the deployment resolves \|/,
    );
    expect(text).toMatch(/\| path typed wrongly by us \|.*the same as our last hop, unlike the first/);
    expect(text).toMatch(/\| wrong key, wrong host \|.*the key is good here \|/);
    expect(text).toMatch(/\| passing trouble \| 3 attempts in 167 s \| the same each time \|/);
  });

  it("marks questions that no probe answers", async () => {
    expect(await render()).toContain("| Is the behaviour intended? | **Not for a probe to say.**");
  });

  it("answers whether other regions do the same, where they were asked", async () => {
    const text = format.render(atTargets(await franceCentral(), ["res-1", "res-2"]), VIEW);
    expect(text).toContain("| Is it this region only? | francecentral: redirected to a path not served |");
  });

  it("marks answers of other resources and inferred ones beside their cells", async () => {
    const text = await render();
    expect(text).toContain("`gpt-realtime-whisper/preview-transcription@2025-04-01-preview` ‹FR-006› | works");
    expect(text).toContain("`gpt-realtime-1.5/ga-realtime` ‹inferred› | works");
  });
});

describe("its form", () => {
  it("has no HTML, no table over eight columns, and never a bare 'supported'", async () => {
    const text = await render();
    expect(interpreted(text)).not.toMatch(/<\/?[a-z]/i);
    expect(interpreted(text)).not.toMatch(/\bsupported\b/i);
    for (const line of text.split("\n").filter((l) => l.startsWith("|"))) expect(columns(line)).toBeLessThanOrEqual(8);
  });

  it("stays within 250 lines and 60,000 characters for a target of many cells, counting what it left out", async () => {
    const text = format.render(enlarged(await franceCentral(), 40), VIEW);
    expect(text.split("\n").length).toBeLessThanOrEqual(251);
    expect(text.length).toBeLessThanOrEqual(60_001);
    expect(text).toMatch(/\d+ further cells, in `report.json`: /);
    expect(text).toMatch(/\d+ further findings in `report.json`/);
    expect(text).toContain("## 9. How far to trust this");
    expect(text).toContain("## 7. Reproduce on any resource");
  });

  it("gives each of several targets a part of its own under one head", async () => {
    const text = format.render(atTargets(await franceCentral(), ["east-us-2", "france-central"]), VIEW);
    expect(text).toContain("# 2 resources: what works, and what stands in the way");
    expect(text.match(/^## gpt-realtime-whisper, francecentral/gm)).toHaveLength(2);
    expect(text.match(/^# /gm)).toHaveLength(1);
  });

  it("is cut to one ticket with --target and --finding", async () => {
    const report = atTargets(await franceCentral(), ["east-us-2", "france-central"]);
    const text = format.render(report, { ...VIEW, target: "east-us-2", finding: "operation-unsupported-by-model" });
    expect(text).toContain("`/openai/v1/realtime → 400`, refused for this model");
    expect(text).not.toContain("redirect-drops-path-segment");
    expect(text).not.toContain("france-central/");
    expect(text).toContain("works (seen at 14:41:05.900Z); 1 more path is proven");
    expect(text).toContain("| Is it this region only? | francecentral: refused for this model |");
  });

  it("says so where no target or finding of the name is in the report", async () => {
    const text = format.render(await franceCentral(), { ...VIEW, target: "elsewhere" });
    expect(text).toContain("No target or finding of this name is in the report. Targets: `res-1`.");
  });

  it("is the same text from the report as saved and read again", async () => {
    const report = await franceCentral();
    expect(format.render(JSON.parse(JSON.stringify(report)), VIEW)).toBe(format.render(report, VIEW));
  });
});
