import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anonymise, bundleFiles, packBundle, verifyBundle } from "../../src/bundle/index.ts";
import { listModels } from "../../src/catalog/models.ts";
import { concludeReport } from "../../src/conclusion/index.ts";
import type { Hop } from "../../src/model/recording.ts";
import type { Report } from "../../src/model/report.ts";
import { catalog } from "../support/recorded.ts";
import { concluded, TOOL, VERIFIER } from "./bundled.ts";
import { IN_FIELDS } from "./places/fields.ts";
import { IN_MESSAGES } from "./places/messages.ts";

/*
 * Every kind of place at which a report names somebody: each with names of its own, all in one report. What identifies
 * must be in no file of the bundle, and what support needs must still be there.
 */

const PLACES = [...IN_FIELDS, ...IN_MESSAGES];

let files: Map<string, string>;
let plain: Map<string, string>;
let before: Report;
let after: Report;

beforeAll(async () => {
  const text = JSON.stringify(await concluded())
    .replaceAll("res-1", "kranich-voice")
    .replaceAll("gpt-realtime-1.5/", "kranich-chat/")
    .replaceAll('"gpt-realtime-1.5"', '"kranich-chat"')
    .replaceAll("model=gpt-realtime-1.5", "model=kranich-chat")
    .replaceAll('"model":"kranich-chat","version"', '"model":"gpt-realtime-1.5","version"');
  const report: Report = JSON.parse(text);
  const first = report.results.find(({ recording }) => recording !== null)?.recording?.attempts[0]?.steps[0]?.hops[0];
  const steps = report.results.flatMap(({ recording }) => recording?.attempts[0]?.steps.slice(0, 1) ?? []);
  for (const [n, { put }] of PLACES.entries()) {
    const step = steps[n % steps.length];
    if (step === undefined || first === undefined) throw new Error("the situation has no steps");
    // A redirect's first hop does not decide: what it says changes no verdict.
    const hop: Hop = structuredClone({
      ...first,
      status: 307,
      body: null,
      responseHeaders: [],
      redirect: null,
      remote: null,
    });
    put(report, hop);
    step.hops.unshift(hop);
  }
  before = concludeReport(report);
  plain = await bundleFiles(before, TOOL, "none");
  const { report: anonymous, prove } = anonymise(before, {
    strict: false,
    models: listModels(catalog.models),
  });
  after = anonymous;
  files = await bundleFiles(anonymous, TOOL, "names");
  for (const [name, content] of files) prove(name, content);
}, 60_000);

describe(`an anonymised bundle, ${PLACES.length} places`, () => {
  let hidden = 0;
  afterAll(() => console.log(`anonymise: ${hidden} of ${PLACES.length} places hidden and readable`));

  it.each(PLACES)("$what", ({ hides, reads }) => {
    for (const name of hides) {
      expect([...plain.values()].join("").toLowerCase(), "it is there to begin with").toContain(name);
      for (const [file, text] of files) expect(text.toLowerCase().includes(name), `${name} in ${file}`).toBe(false);
    }
    const evidence = `${files.get("evidence.ndjson")}\n${files.get("report.json")}`;
    expect(reads.test(evidence), `${reads} in evidence.ndjson, which has ${nearest(evidence, reads)}`).toBe(true);
    hidden += 1;
  });

  it("results in the same verdicts, and verifies", async () => {
    expect(after.results.map(({ verdict, cause }) => [verdict, cause])).toEqual(
      before.results.map(({ verdict, cause }) => [verdict, cause]),
    );
    expect((await verifyBundle(packBundle(files), VERIFIER)).differences).toEqual([]);
  });

  it("says in its manifest what it promises and what not", () => {
    expect(files.get("manifest.json")).toContain("Not promised: a name in free text that nothing marks as a name");
  });
});

/** What stands where the expression begins to fit, for a reader of a failure. */
function nearest(text: string, { source }: RegExp): string {
  for (let length = Math.min(source.length, 40); length > 5; length--) {
    try {
      const at = new RegExp(source.slice(0, length)).exec(text)?.index;
      if (at !== undefined) return text.slice(at, at + 160);
    } catch {
      // A piece of an expression need not be one.
    }
  }
  return "nothing like it";
}
