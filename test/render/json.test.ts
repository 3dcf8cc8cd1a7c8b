import { expect, it } from "vitest";
import { format } from "../../src/render/json.ts";
import { franceCentral } from "../fixtures/france-central/report.ts";

const VIEW = { matrix: false, target: null, finding: null };

it("is the report itself, and ends with a line end", async () => {
  const report = await franceCentral();
  const text = format.render(report, VIEW);
  expect(JSON.parse(text)).toEqual(report);
  expect(text.endsWith("}\n")).toBe(true);
});

it("is the same text however the keys of the report and its results were ordered", async () => {
  const report = await franceCentral();
  const reversed = <T extends object>(value: T): T => {
    const entries = Object.entries(value).reverse();
    return Object.assign({}, value, Object.fromEntries(entries));
  };
  const shuffled = Object.fromEntries(Object.entries(report).reverse());
  const other = { ...Object.assign({}, shuffled, report), results: report.results.map(reversed) };
  expect(format.render(other, VIEW)).toBe(format.render(report, VIEW));
  expect(Object.keys(JSON.parse(format.render(other, VIEW)))[0]).toBe("schema");
});

it("keeps keys of a later version, after those it knows", async () => {
  const report = { ...(await franceCentral()), zebra: 1, addition: 2 };
  expect(Object.keys(JSON.parse(format.render(report, VIEW))).slice(-2)).toEqual(["addition", "zebra"]);
});

it("is whole whatever the view, so that it can be judged again", async () => {
  const report = await franceCentral();
  expect(format.render(report, { matrix: true, target: "none", finding: "none" })).toBe(format.render(report, VIEW));
});
