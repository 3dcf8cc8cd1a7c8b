import { beforeAll, describe, expect, it } from "vitest";
import { concludeReport, parseReport } from "../../src/conclusion/index.ts";
import { loadFormat } from "../../src/render/index.ts";
import { concluded } from "../bundle/bundled.ts";

/*
 * What a support engineer wishes to receive for the France Central case, point by point. Each is a question to the
 * text alone, as a reader would ask it; a point that the product does not earn yet is listed as such.
 */

const VIEW = { matrix: false, target: null, finding: null };

let text = "";
let lines: string[] = [];
let again = "";
beforeAll(async () => {
  const report = await concluded();
  const [markdown, json] = await Promise.all([loadFormat("markdown"), loadFormat("json")]);
  text = markdown.render(report, VIEW);
  lines = text.split("\n");
  again = markdown.render(concludeReport(parseReport(json.render(report, VIEW))), VIEW);
});

const firstScreen = () => lines.slice(0, 12).join("\n");
const section = (name: string) => text.split(/^## \d+\. /m).find((part) => part.startsWith(name)) ?? "";
const commands = () => section("Reproduce").match(/^(handshake|ask|AZURE_OPENAI_API_KEY=)[ "].*/gm) ?? [];

const POINTS: [what: string, holds: () => boolean][] = [
  [
    "the title is one sentence: model, region, path, outcome",
    () => /^# gpt-realtime-whisper, francecentral: `\/openai\/realtime → 302 → 404`, redirected/m.test(text),
  ],
  [
    "symptom, what works, the difference, where, the ask: in the first screen",
    () =>
      ["Symptom.", "What works meanwhile.", "The one difference.", "Where it seems to be.", "We ask you."].every(
        (word) => firstScreen().includes(`**${word}**`),
      ),
  ],
  ["the emulator is said before anything else", () => lines[0]?.startsWith("> **Made against the emulator") === true],
  [
    'resource id, subscription, declared and answering region, "not known" where not',
    () =>
      /Subscription · resource id \| not known · not known/.test(text) &&
      /Region: stated \/ that answered \| `francecentral` \/ `x-ms-region`: `France Central`/.test(text),
  ],
  [
    "deployment, model, version, SKU",
    () => /`gpt-realtime-whisper` = model `gpt-realtime-whisper`, version `2026-05-06`, SKU not known/.test(text),
  ],
  [
    "UTC to the millisecond, local offset; first seen, last seen, last known good",
    () =>
      /First seen .*\| 2026-06-10T14:41:07\.\d{3}Z \/ .*UTC\+02:00/.test(text) &&
      /Last known to work \| not known/.test(text),
  ],
  ["n of m attempts for each failing claim", () => (section("Findings").match(/\d of \d attempt/g) ?? []).length >= 3],
  [
    "all ids of the failing request in one table, the session among them",
    () =>
      /\| finding \| UTC \(local\) \| request \| status \| apim-request-id \| x-ms-client-request-id \| session \| region \|/.test(
        text,
      ),
  ],
  [
    "a minimal pair, both ids, the difference in bold",
    () =>
      /\| request \| .*\*\*`&deployment=gpt-realtime-whisper`\*\*/.test(text) &&
      /\| request id · session \| `[^`]+`.*\| `[^`]+`/.test(text),
  ],
  [
    "the redirect as a path diff, with the nearest served path",
    () => /requested +\/openai\/realtime/.test(text) && /served +\//.test(text),
  ],
  [
    "equality of the key by label, its value nowhere",
    () => /REDACTED-apikey-1, equal to the one that was sent/.test(text),
  ],
  [
    "each finding names a component and an ask",
    () =>
      (section("Findings").match(/- \*\*F\d+ · .* · (gateway routing|session|session mint)/g) ?? []).length > 0 &&
      /- {0,2}Ask: /.test(section("Findings").replaceAll("  - ", "- ")),
  ],
  [
    "a mint is held against the mint of the deployment that cannot exist",
    () => /A deployment that cannot exist, asked the same: `/.test(text),
  ],
  [
    "the questions of a ticket, those without an answer marked",
    () =>
      /Not for a probe to say/.test(section("Questions")) && (section("Questions").match(/^\| /gm) ?? []).length >= 7,
  ],
  ["what was ruled out, by which control", () => /\| suspicion \| control \| came back \| so \|/.test(text)],
  [
    "reproduction by host, deployment and key, no key among the arguments, in numbered steps",
    () =>
      /read -rs AOAI_KEY/.test(text) &&
      /-H @<\(printf/.test(text) &&
      /^1\. Open a WebSocket: `GET /m.test(section("Reproduce")),
  ],
  [
    "at most three commands, the failing one first",
    () => commands().length > 0 && commands().length <= 3 && /302/.test(commands()[0] ?? ""),
  ],
  [
    "failing cells in full, the others a line each",
    () =>
      /x-ms-client-request-id: client-c07/.test(section("Evidence")) &&
      section("Every other cell").includes("| cell | outcome |"),
  ],
  ["under 60,000 characters and 250 lines", () => text.length < 60_000 && lines.length <= 251],
  [
    'works, refused, not served, no evidence; never a bare "supported"',
    () => !/(?<![\w"-])supported(?![\w"-])/.test(text.replace(/`[^`]*`/g, "").replace(/OpperationNotSupported/g, "")),
  ],
  ["documents that the run contradicts, with who, where, when", () => /claim-contradicted/.test(text)],
  ["our own closes told from the service's", () => /we closed, 1000|the peer closed/.test(text)],
  ["a section on how far to trust it", () => section("How far to trust this").length > 200],
  [
    "no HTML, no table over eight columns",
    () =>
      !/<\w/.test(text.replace(/```[\s\S]*?```/g, "").replace(/`[^`\n]*`/g, "")) &&
      lines.every((line) => !line.startsWith("|") || line.replace(/\\\|/g, "").split("|").length - 2 <= 8),
  ],
  ["the same text from the saved report", () => again === text],
];
/** Earned by no report yet: it holds no claims to be contradicted. */
const NOT_YET = new Set(["documents that the run contradicts, with who, where, when"]);

describe("the support report of the France Central case", () => {
  it("earns the points of the yardstick", () => {
    expect(POINTS).toHaveLength(25);
    const missed = POINTS.filter(([, holds]) => !holds()).map(([what]) => what);
    console.log(
      `yardstick: ${25 - missed.length} of 25 points${missed.map((what) => `\n  not earned: ${what}`).join("")}`,
    );
    expect(missed.filter((what) => !NOT_YET.has(what))).toEqual([]);
  });

  it("says what was expected by which document, and what came", () => {
    expect(section("Reproduce")).toMatch(
      /^\d\. Expected: `conversation\.item\.input_audio_transcription\.completed`, as documented for .*`https:\/\/learn\.microsoft\.com/m,
    );
    expect(section("Reproduce")).toMatch(/^\d\. Came: `302 → 404/m);
  });
});
