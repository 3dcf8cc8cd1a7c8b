import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findNames } from "../../src/bundle/anonymise/replacement.ts";
import type { ShapeContext } from "../../src/bundle/anonymise/shape.ts";
import { AnonymityError, anonymise, bundleFiles, packBundle, verifyBundle } from "../../src/bundle/index.ts";
import { listModels } from "../../src/catalog/models.ts";
import { concludeReport } from "../../src/conclusion/index.ts";
import type { Report } from "../../src/model/report.ts";
import { readEmbeddedReport } from "../support/embedded-report.ts";
import { growthPerDoubling, LINEAR_LIMIT, repeatToSizes } from "../support/growth.ts";
import { catalog } from "../support/recorded.ts";
import { concluded, TOOL, VERIFIER } from "./bundled.ts";

const OPTIONS = { strict: false, models: listModels(catalog.models) };
let base: Report;
beforeAll(async () => {
  base = await concluded();
});

/** The situation with its conversation deployment and its resource called otherwise. */
function called(deployment: string, resource = "kranich-voice"): Report {
  const quoted = JSON.stringify(deployment);
  const text = JSON.stringify(base)
    .replaceAll("res-1", resource)
    .replaceAll('"gpt-realtime-1.5"', () => quoted)
    .replaceAll("gpt-realtime-1.5", () => quoted.slice(1, -1))
    .replaceAll("model=gpt-realtime-1.5", () => `model=${encodeURIComponent(deployment.replace("\ud800", "%"))}`);
  return concludeReport(JSON.parse(text));
}

async function bundleOf(report: Report) {
  const { report: anonymous, prove } = anonymise(report, OPTIONS);
  const files = await bundleFiles(anonymous, TOOL, "names");
  for (const [name, text] of files) prove(name, text);
  return { anonymous, files };
}

/** Names that a resource accepts, and names that none does but a report may state. */
const NAMES = [
  "----",
  "a-b-c",
  "dev",
  "päßwort-chat",
  "x\ud800y-chat",
  "x'$(id)-chat",
  "line\nbreak-chat",
  "deployment",
  "res-1",
  "dep-2-chat",
  "guid-1",
  "chat.completions",
  "ko lib ri",
  "ft:gpt-4o:acme",
  "k".repeat(200),
  "__proto__",
  "constructor",
  "toString",
  "..",
  "C0nt0s0_v1.2-eu",
  "REDACTED-apikey-1",
  "203.0.113.7",
  "8f6a1f04-3b52-4c55-9d0e-7f3a2b1c0d9e",
  "mail@kolibri.de",
  "\\d+(a|b)*[",
  "$&$1$`",
];

describe(`a deployment of ${NAMES.length} odd names`, () => {
  const came = { hidden: 0, refused: 0 };
  afterAll(() => console.log(`anonymise: of ${NAMES.length} odd names ${came.hidden} hidden, ${came.refused} refused`));

  it.each(NAMES)("%j is hidden in every file, or refused by its kind", async (name) => {
    try {
      const { files } = await bundleOf(called(name));
      const inJson = JSON.stringify(name).slice(1, -1).toLowerCase();
      for (const [file, text] of files)
        for (const spelt of [name.toLowerCase(), inJson]) expect(text.toLowerCase().includes(spelt), file).toBe(false);
      expect((await verifyBundle(packBundle(files), VERIFIER)).differences).toEqual([]);
      came.hidden += 1;
    } catch (error) {
      expect(error).toBeInstanceOf(AnonymityError);
      expect(String(error)).toMatch(/: bundle without --anonymise, or change the name\. Nothing was written\.$/);
      came.refused += 1;
    }
  });

  it("never is one word with a pseudonym of another", async () => {
    const { anonymous } = await bundleOf(called("dep-1-transcription", "res-2"));
    expect(anonymous.targets[0]?.endpoint).toBe("https://res-1.openai.azure.com");
    const names = anonymous.targets[0]?.deployments.map(({ name }) => name) ?? [];
    expect(new Set([...names, "dep-1-transcription"]).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^dep-\d+-(transcription|conversation)$/);
  });
});

describe("the pseudonym of a deployment", () => {
  it("has its role in texts and in ids alike", async () => {
    const { anonymous, files } = await bundleOf(called("kranich-chat"));
    expect(anonymous.results.map(({ cell }) => cell.id)).toContain("res-1/dep-2-conversation/ga-realtime");
    expect(files.get("report.md")).toContain("dep-1-transcription");
    expect(files.get("report.json")).toContain("realtime?model=dep-2-conversation");
  });

  it("has none if the role is not known", async () => {
    const report = called("kranich-chat");
    for (const { deployments } of report.targets) for (const one of deployments) one.role = "unknown";
    const { anonymous } = await bundleOf(concludeReport(report));
    expect(anonymous.targets[0]?.deployments.map(({ name }) => name)).toEqual(["dep-1", "dep-2"]);
  });
});

it("an anonymised report is anonymised again, and results in the same", async () => {
  const { anonymous: once } = await bundleOf(called("kranich-chat"));
  const { anonymous: twice, files } = await bundleOf(once);
  expect(twice.results.map(({ verdict }) => verdict)).toEqual(once.results.map(({ verdict }) => verdict));
  expect((await verifyBundle(packBundle(files), VERIFIER)).differences).toEqual([]);
});

it("an embedded run keeps everything except the names of its deployments", async () => {
  const saved = concludeReport(readEmbeddedReport());
  const { anonymous, files } = await bundleOf(saved);
  const names = new Map(
    anonymous.targets.flatMap(({ deployments }, t) =>
      deployments.map(({ name }, d): [string, string] => [name, saved.targets[t]?.deployments[d]?.name ?? ""]),
    ),
  );
  expect([...names.keys()]).toEqual(["dep-1-conversation", "dep-2-transcription", "dep-3-translation"]);
  let evidence = files.get("evidence.ndjson") ?? "";
  for (const [pseudonym, name] of names) evidence = evidence.replaceAll(pseudonym, name);
  expect(evidence).toBe((await bundleFiles(saved, TOOL, "none")).get("evidence.ndjson"));
}, 60_000);

it("two keys of a response that would become one are refused", async () => {
  const report = called("kranich-chat");
  const hop = report.results.find(({ recording }) => recording !== null)?.recording?.attempts[0]?.steps[0]?.hops[0];
  const json = { "kranich-voice": 1, kranich_voice: 2 };
  if (hop !== undefined) hop.body = { text: null, json, bytes: 40, cut: false };
  await expect(bundleOf(concludeReport(report))).rejects.toThrow(/would become the same|would change a verdict/);
});

/** Texts that bring an expression to its knees if it can be brought there. */
const HOSTILE: [what: string, piece: string][] = [
  ["letters", "a"],
  ["labels", "a."],
  ["dashes", "a-"],
  ["a dotted name's end", "aaa.com."],
  ["colons", "a:"],
  ["digits and dots", "1.2.3.4."],
  ["digits and dashes", "1-2-3-4-"],
  ["hexadecimal digits", "0a"],
  ["half a mail address", "a.b+c@"],
  ["slashes", "/providers/x"],
  ["resource ids", "/providers/a.b/c/d/e/f"],
  ["quotes", "deployment '"],
  ["nouns", "deployment name called "],
  ["distinguished names", "CN=a b c "],
  ["members", '"a":"'],
  ["backslashes", '"userName":"\\\\'],
  ["entries of a list", '"id":"a",'],
  ["percent", "%2f"],
  ["headers", "host: "],
  ["storage", "storage account was "],
];

describe("the time that a hostile text takes", () => {
  const context: ShapeContext = {
    requestIds: new Set(),
    subscriptions: new Set(),
    guids: new Set(),
    addresses: new Set(),
    isRegion: () => false,
    isPublic: () => false,
  };
  it(`grows with its length and no faster, ${HOSTILE.length} texts of 4 and 64 KiB`, () => {
    for (const [what, piece] of HOSTILE) {
      const growth = growthPerDoubling((text) => findNames(text, "via", context), repeatToSizes(piece, 4));
      expect(growth, what).toBeLessThan(LINEAR_LIMIT);
    }
  });
});
