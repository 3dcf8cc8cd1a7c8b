import { describe, expect, it } from "vitest";
import { anonymise } from "../../src/bundle/anonymise/index.ts";
import { contentsOf } from "../../src/bundle/contents.ts";
import { harText } from "../../src/bundle/har.ts";
import { statementsOf } from "../../src/bundle/manifest.ts";
import { concludeReport, parseReport } from "../../src/conclusion/index.ts";
import type { Report } from "../../src/model/report.ts";
import { recipeOf } from "../../src/recipe/index.ts";
import { FORMATS, loadFormat } from "../../src/render/index.ts";
import { storyOf } from "../../src/render/story.ts";
import { CURL, entry, HOST, harOf, TURN } from "./captures.ts";
import { readRecording, reportOf } from "./imported.ts";

const BANNER = "Imported capture, no controls were run.";
const VIEW = { matrix: false, finding: null, target: null };
const CASSETTE = "azure_ws__audio_in_server_vad_transcription_requires_deployment.yaml";
const UNTIMED: [string, string][] = [
  ["a curl transcript", CURL],
  ["a WebSocket cassette", readRecording(CASSETTE)],
  ["an HTTP cassette", readRecording("webrtc__azure_answer_webrtc_offer_records.yaml")],
  ["a HAR without times", harOf({ ...entry({ url: "/openai/v1/models" }), startedDateTime: null })],
];

/** Every text that is made of a report, by its name. */
async function textsOf(report: Report): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const name of FORMATS) texts[name] = (await loadFormat(name)).render(report, VIEW);
  for (const result of report.results) texts[`explain ${result.cell.id}`] = storyOf(report, result);
  return { ...texts, ...(await contentsOf(report)), manifest: JSON.stringify(statementsOf(report)) };
}

describe.each(UNTIMED)("the report of %s", (_, text) => {
  it("says in every format that its times are unknown", async () => {
    const report = await reportOf(text);
    const { startedAt, finishedAt } = report.run;
    expect([startedAt, finishedAt]).toEqual([null, null]);
    expect(report.results.map(({ recording }) => [recording?.startedAt, recording?.durationMs])).toEqual(
      report.results.map(() => [null, null]),
    );
    const texts = await textsOf(report);
    expect(Object.keys(texts).filter((name) => /1970|NaN|Invalid Date|null ms/.test(texts[name] ?? ""))).toEqual([]);
    expect(texts.table).toContain("time unknown");
    expect(texts.markdown).toContain("times unknown");
  });

  it("is read again with its verdicts", async () => {
    const report = await reportOf(text);
    const again = concludeReport(parseReport(JSON.stringify(report)));
    expect(JSON.stringify(again)).toBe(JSON.stringify(report));
  });
});

describe("an imported report", () => {
  it("says first in every format that it is imported", async () => {
    const report = await reportOf(CURL);
    const texts = await textsOf(report);
    expect(report.run.imported).toEqual(["curl -v transcript"]);
    expect(texts.markdown?.split("\n")[0]).toBe(`> **${BANNER}**`);
    expect(texts["report.md"]?.split("\n")[0]).toBe(`> **${BANNER}**`);
    expect(texts.table?.split("\n")[0]).toBe(`!! ${BANNER}`);
    expect(texts["run.har"]).toContain(BANNER);
    expect(texts.manifest).toContain('"imported":["curl -v transcript"]');
    expect(JSON.parse(texts.json ?? "").run.imported).toEqual(["curl -v transcript"]);
    for (const [name, story] of Object.entries(texts).filter(([one]) => one.startsWith("explain")))
      expect([name, story.split("\n")[0]]).toEqual([name, BANNER]);
  });

  it("says so also under pseudonyms", async () => {
    expect(anonymise(await reportOf(CURL), { strict: true, models: [] }).report.run.imported).toEqual([
      "curl -v transcript",
    ]);
  });

  it("does not name this tool as the client, and no command that cannot run", async () => {
    const texts = await textsOf(await reportOf(CURL));
    expect(texts.markdown).not.toContain("no SDK");
    for (const text of Object.values(texts)) expect(text).not.toMatch(/aoai-probe run .*--probe import-/);
  });

  it("keeps the times of a HAR, and its own HAR can be imported again", async () => {
    const text = harOf(
      entry({ url: `wss://${HOST}/openai/v1/realtime?model=gpt-realtime`, status: 101, messages: TURN }),
    );
    const report = await reportOf(text);
    expect(report.run.startedAt).toBe("2026-08-01T10:00:00.000Z");
    const again = await reportOf(harText(report));
    expect(again.run.startedAt).toBe(report.run.startedAt);
    expect(again.results.map(({ verdict }) => verdict)).toEqual(report.results.map(({ verdict }) => verdict));
  });
});

describe("the region of an imported report", () => {
  const timed = (cluster: Record<string, string>) =>
    harOf(
      entry({
        url: `wss://${HOST}/openai/v1/realtime?model=gpt-realtime`,
        status: 101,
        answer: { "apim-request-id": "a-1", ...cluster },
        messages: TURN,
      }),
    );

  it.each<[Record<string, string>, string]>([
    [{ "azureml-served-by-cluster": "hyena-eastus2-02" }, "eastus2"],
    [{ "azureml-served-by-cluster": "hyena-swedencentral-01" }, "swedencentral"],
    [{ "azureml-served-by-cluster": "hyena-eastus2-02", "x-ms-region": "Sweden Central" }, "Sweden Central"],
  ])("is that of %j in table, explain, ticket and recipe", async (headers, region) => {
    const report = await reportOf(timed(headers));
    const texts = await textsOf(report);
    const wanted = { deployment: "gpt-realtime", target: null, purpose: null, language: "python" as const };
    const stories = report.results.map((result) => storyOf(report, result));
    for (const text of [texts.table, texts.markdown, ...stories, recipeOf(report, wanted).program]) {
      expect(text).toContain(region);
      expect(text).not.toMatch(/region (unknown|not known)/i);
    }
  });
});
