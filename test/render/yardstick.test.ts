import { beforeAll, describe, expect, it } from "vitest";
import { concludeReport, parseReport } from "../../src/conclusion/index.ts";
import { loadFormat } from "../../src/render/index.ts";
import { concluded } from "../bundle/bundled.ts";

/*
 * What a support engineer wants to receive for the France Central case, point by point. Each point is checked in the text
 * alone. A point that the report does not earn yet is listed.
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
    () => /^# gpt-realtime-whisper, francecentral: `GET \/openai\/realtime → 302 → 404`, redirect/m.test(text),
  ],
  [
    "symptom, what works, the difference, where, the ask: in the first screen",
    () =>
      [
        "Symptom.",
        "Workaround.",
        "Only difference to a working request.",
        "Likely component.",
        "Request to support.",
      ].every((word) => firstScreen().includes(`**${word}**`)),
  ],
  ["an emulated run says so before anything else", () => lines[0]?.startsWith("> **Emulated run") === true],
  [
    'resource id, subscription, declared and answering region, "unknown" if absent',
    () =>
      /Subscription · resource id \| unknown · unknown/.test(text) &&
      /Region: stated \/ in the responses \| `francecentral` \/ `France Central`/.test(text),
  ],
  [
    "deployment, model, version, SKU",
    () => /`gpt-realtime-whisper` = model `gpt-realtime-whisper`, version `2026-05-06`, SKU unknown/.test(text),
  ],
  [
    "UTC to the millisecond, local offset; first seen, last seen, last known good",
    () =>
      /First seen .*\| 2026-06-10T14:41:07\.\d{3}Z \/ .*UTC\+02:00/.test(text) &&
      /Last known to work \| unknown/.test(text),
  ],
  [
    "n of m attempts of the failing request",
    () => /3 of 3 attempts/.test(firstScreen()) && /3 of 3 attempts within \d+ s/.test(section("Findings")),
  ],
  [
    "all ids of the failing request in one table, the session among them",
    () =>
      /\| UTC \(local\) \| request \| status \| apim-request-id \| x-ms-client-request-id \| session \| region \|/.test(
        text,
      ),
  ],
  [
    "a minimal pair, both ids, the difference in bold",
    () =>
      /\| request \| .*\*\*`&deployment=gpt-realtime-whisper`\*\*/.test(text) &&
      /\| id · session · time \| `[^`]+`.*\| `[^`]+`/.test(text),
  ],
  [
    "the redirect as a path diff, with the nearest served path",
    () => /requested +\/openai\/realtime/.test(text) && /served +\//.test(text),
  ],
  [
    "equality of the key by label, its value nowhere",
    () => /Location has REDACTED-apikey-1 as api-key=, the same credential that was sent/.test(text),
  ],
  [
    "each finding names a component and an ask",
    () =>
      (section("Findings").match(/^\| \*\*F\d+: .* · (gateway routing|session|session mint)/gm) ?? []).length > 0 &&
      /\*Do:\* .*(\*Request:\*|No request to support)/.test(section("Findings")),
  ],
  [
    "a finding is compared with the same request for a missing deployment",
    () => /\| missing deployment: `(GET|POST) \d{3}/.test(text),
  ],
  [
    "the questions of a ticket, those without an answer marked",
    () =>
      /\| This region only \| .*\*\*Unknown:\*\*/.test(section("Findings")) &&
      /does not say whether a behaviour is intended: only the vendor can/.test(section("Limits")),
  ],
  ["what was ruled out, by which control", () => /\| finding or check \| control \| conclusion \|/.test(text)],
  [
    "reproduction by host, deployment and key, no key among the arguments, in numbered commands",
    () =>
      /read -rs AOAI_KEY/.test(text) &&
      /-H @<\(printf/.test(text) &&
      /^handshake .*# 1\. 302, see Location$/m.test(section("Reproduce")),
  ],
  [
    "at most three commands, the failing one first",
    () => commands().length > 0 && commands().length <= 3 && /302/.test(commands()[0] ?? ""),
  ],
  [
    "failing cells in full, the others a line each",
    () =>
      /x-ms-client-request-id: client-c07/.test(section("Evidence")) &&
      (section("All results").match(/^- `/gm) ?? []).length === 2,
  ],
  ["under 60,000 characters and 150 lines", () => text.length < 60_000 && lines.length <= 151],
  [
    'works, not supported by this model, not found, no evidence, never a bare "supported"',
    () =>
      !/(?<![\w"-]|[Nn]ot )supported(?![\w"-])/.test(
        text.replace(/`[^`]*`/g, "").replace(/OpperationNotSupported/g, ""),
      ),
  ],
  ["documents that the run contradicts, with who, where, when", () => /claim-contradicted/.test(text)],
  ["our own closes told from the service's", () => /the probe closed the socket with 1000|the peer closed/.test(text)],
  ["a section on the limits of the report", () => section("Limits").length > 200],
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
    expect(missed.filter((what) => !NOT_YET.has(what)).join("\n")).toBe("");
  });

  it("says what the documentation lets a client expect, and what was received", () => {
    expect(section("Evidence")).toMatch(
      /^Expected: `conversation\.item\.input_audio_transcription\.completed` \(documentation: `https:\/\/learn\.microsoft\.com.* Received: `302 → 404`/m,
    );
  });
});
