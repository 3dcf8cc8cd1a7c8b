import { describe, expect, it } from "vitest";
import { fileNames } from "../../src/render/file-name.ts";
import { filesIn, loadFormat } from "../../src/render/index.ts";
import { copiesOf } from "../growth/copies.ts";
import { readEmbeddedRegions } from "../support/embedded-report.ts";

const VIEW = { matrix: false, target: null, finding: null };
const markdown = await loadFormat("markdown");
/** A forge accepts 65,536 characters in one post. */
const POST = 65_536;

describe("the Markdown files of a fleet", () => {
  const report = copiesOf({ targets: 12, deployments: 2 });
  const files = new Map([...filesIn(markdown, report, VIEW)].map(({ name, pieces }) => [name, [...pieces].join("")]));
  const overview = files.get("report.md") ?? "";

  it("are an overview and one for each target, and each fits in one post", () => {
    expect([...files.keys()]).toEqual(["report.md", ...report.targets.map(({ name }) => `report.${name}.md`)]);
    for (const [name, text] of files) expect([name, text.length < POST]).toEqual([name, true]);
    expect(markdown.render(report, VIEW).length).toBeGreaterThan(POST);
  });

  it("refer to files that exist, and to sections that exist", () => {
    const linked = [...overview.matchAll(/\]\(([^)]+)\)/g)].map(([, file]) => file);
    expect(linked).toEqual([...files.keys()].slice(1));
    for (const text of files.values()) {
      const sections = [...text.matchAll(/^#+ (\d+)\. /gm)].map(([, n]) => n);
      const referred = [...text.matchAll(/\bsection (\d+)/g)].map(([, n]) => n);
      expect(referred.filter((n) => !sections.includes(n))).toEqual([]);
      expect(text).not.toContain("below");
    }
  });

  it("are what --target shows", () => {
    const [, second] = report.targets;
    const alone = markdown.render(report, { ...VIEW, target: second?.name ?? "" });
    expect(files.get(`report.${second?.name}.md`)).toBe(alone);
  });
});

it("three targets have one file", () => {
  const three = readEmbeddedRegions(["france-central", "east-us-2", "sweden-central"]);
  expect([...filesIn(markdown, three, VIEW)].map(({ name }) => name)).toEqual(["report.md"]);
});

describe("a file name", () => {
  it.each([
    [
      ["a", "A", "a"],
      ["a", "A-2", "a-3"],
    ],
    [
      ["eu/west", "eu\\west", "eu:west"],
      ["eu-west", "eu-west-2", "eu-west-3"],
    ],
    [
      ["..", "../../etc/passwd", "\u202etxt"],
      ["..", "..-..-etc-passwd", "-txt"],
    ],
    [
      ["", "日本"],
      ["target", "-"],
    ],
    [
      ["github-summary", "x".repeat(300)],
      ["github-summary-2", "x".repeat(64)],
    ],
  ])("of %j is safe and unique", (names, expected) => {
    const made = fileNames(names, ["github-summary"]);
    expect(made).toEqual(expected);
    expect(new Set(made.map((name) => name.toLowerCase())).size).toBe(names.length);
    for (const name of made) expect(`report.${name}.md`).toMatch(/^report\.[A-Za-z0-9._-]{1,70}\.md$/);
  });
});
