import { describe, expect, it } from "vitest";
import { concludeReport } from "../../src/conclusion/index.ts";
import { FIELD_PAIRS, PAIRS } from "../../src/model/effort.ts";
import { format } from "../../src/render/markdown.ts";
import { storyOf } from "../../src/render/story.ts";
import { brokenIn, DONE, extraIn, FIELDS, play, refusal } from "./service.ts";

describe("the settle pass", () => {
  const WORDS = ["Bad request", "", "Ungültig", "無効です", "E1", "no"];
  const names = Object.keys(FIELDS);
  it.each(names.map((name, n) => [name, WORDS[n % WORDS.length] ?? ""] as const))(
    "finds the field %s, which the answer %j does not name",
    async (name, words) => {
      const { report } = await play((body) => (name in body ? refusal(words) : DONE));
      const { verdict, cause, facts, settledBy } = brokenIn(report);
      expect([verdict, cause, facts]).toEqual(["rejected-request", "request.field", { field: `body ${name}` }]);
      expect(settledBy).toHaveLength(2 * FIELD_PAIRS);
      expect(extraIn(report).length).toBeLessThanOrEqual(6 + 2 * FIELD_PAIRS);
      const finding = report.findings.find(({ code }) => code === "request-field-refused");
      expect(finding?.explanation).toContain(`Without ${name} the same request works.`);
    },
  );

  const PAIRED: [settled: RegExp, service: Parameters<typeof play>[0]][] = [
    [
      /Without seed the same request works \(8 times\)\. With it, 8 repetitions failed too\./,
      (body) => ("seed" in body ? refusal("x") : DONE),
    ],
    [
      /The service refused 12 repetitions, also without optional fields\. For other deployments it works \(6 times\)\./,
      () => refusal("x"),
    ],
    [/The same request ended in another way when it was repeated\./, (_, count) => (count === 1 ? refusal("x") : DONE)],
  ];
  it.each(PAIRED)("shows the pair in explain and in the report: %s", async (settled, service) => {
    const { report } = await play(service);
    expect(storyOf(report, brokenIn(report))).toMatch(settled);
    expect(format.render(report, { matrix: false, target: null, finding: null })).toMatch(settled);
  });

  it("needs one removal for a field that the answer names", async () => {
    const { report } = await play((body) => ("seed" in body ? refusal("What is 'seed'?") : DONE));
    expect(brokenIn(report).facts).toEqual({ field: "body seed" });
    expect(extraIn(report).map(({ cell }) => cell.settles?.trial.kind)).toEqual(["without", "again"]);
  });

  it.each(["Bad request", "", "いいえ", "non", "nein", "E1", "nope", "x", "0", "…"])(
    "finds that it is the model if the minimal request is refused too: %j",
    async (words) => {
      const { report } = await play(() => refusal(words));
      expect([brokenIn(report).verdict, brokenIn(report).cause]).toEqual(["unsupported", "refused.by-experiment"]);
      expect(brokenIn(report).settledBy).toHaveLength(3 * PAIRS);
    },
  );

  it.each([409, 423, 425, 428, 412])("makes no claim from a state that may pass: %i", async (status) => {
    const { report } = await play(() => refusal("not ready yet", status));
    expect(brokenIn(report).verdict).toBe("inconclusive");
  });

  it.each([1, 2])("makes no claim from a request that works later, after %i refusals", async (times) => {
    const { report } = await play((_, count) => (count <= times + 1 ? refusal("no") : DONE));
    expect(["inconclusive", "supported"]).toContain(brokenIn(report).verdict);
  });

  it.each([
    ["works later", (count: number) => (count === 1 ? refusal("no broken") : DONE)],
    ["works at the third repetition", (count: number) => (count < 4 ? refusal("no broken") : DONE)],
    ["is refused in other words later", (count: number) => refusal(`no broken ${count === 1 ? "yet" : "any more"}`)],
    ["without a name works at the last repetition", (count: number) => (count < 5 ? refusal("no") : DONE)],
    ["fails with 500 and 400 by turns", (count: number) => refusal("no", count % 2 === 1 ? 400 : 500)],
  ])("makes no claim from a request that %s", async (_what, answer) => {
    const { report } = await play((_, count) => answer(count));
    expect(brokenIn(report).verdict).toBe("inconclusive");
  });

  it("repeats a refusal that names the deployment before it claims anything", async () => {
    const { report } = await play(() => refusal("no broken"));
    expect([brokenIn(report).verdict, brokenIn(report).cause]).toEqual(["unsupported", "refused.unknown-code"]);
    expect(extraIn(report).map(({ cell }) => cell.settles?.trial.kind)).toEqual(["again", "again", "again"]);
  });

  it.each([0, 1, 2, 5])("sends at most %i extra cells", async (cells) => {
    const { report } = await play(() => refusal("no"), { cells });
    expect(extraIn(report).length).toBeLessThanOrEqual(cells);
  });

  it("sends no more billable cells than allowed", async () => {
    const { report } = await play(() => refusal("no"), { paid: 1 });
    expect(extraIn(report)).toHaveLength(1);
  });

  it("sends nothing if nothing is open", async () => {
    const { report } = await play(() => DONE);
    expect(extraIn(report)).toEqual([]);
  });

  it("counts no extra cell as coverage, and is judged the same from its saved form", async () => {
    const { report } = await play(() => refusal("no"));
    const planned = report.results.filter(({ cell }) => cell.control !== "settle").length;
    expect(Object.values(report.counts).reduce((a, b) => a + b, 0)).toBe(planned);
    const again = concludeReport(JSON.parse(JSON.stringify(report)));
    expect(again.results.map(({ verdict, settledBy }) => [verdict, settledBy])).toEqual(
      report.results.map(({ verdict, settledBy }) => [verdict, settledBy]),
    );
  });
});
