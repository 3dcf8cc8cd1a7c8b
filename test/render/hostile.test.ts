import { describe, expect, it } from "vitest";
import type { Report, Result } from "../../src/model/report.ts";
import { loadFormat } from "../../src/render/index.ts";
import { franceCentral } from "../fixtures/france-central/report.ts";

const VIEW = { matrix: true, target: null, finding: null };
const PAYLOAD =
  "\u001b[2J\u009b31m\u202Egnp\u200B\r\n::error::x\n```\n# head\n<script>alert(1)</script>|![i](http://evil.example/p)[l](javascript:x)@everyone `";

/** Puts the payload behind every string that a server or an operator could have given. */
function poisoned<T>(value: T, key?: string): T;
function poisoned(value: unknown, key = ""): unknown {
  if (typeof value === "string") return KEPT.has(key) ? value : `${value}${PAYLOAD}`;
  if (Array.isArray(value)) return value.map((element) => poisoned(element, key));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, KEPT_TREES.has(k) ? v : poisoned(v, k)]));
}

/** Words of our own lists, times and pointers: no peer chooses them. */
const KEPT = new Set([
  "verdict",
  "cause",
  "reached",
  "failedAt",
  "kind",
  "direction",
  "by",
  "transport",
  "relation",
  "notFollowed",
  "startedAt",
  "finishedAt",
  "severity",
  "component",
  "role",
  "source",
  "auth",
  "control",
  "stage",
  "evidence",
  "endpoint",
  "phase",
]);
const KEPT_TREES = new Set(["schema", "tool", "probes", "errorTexts", "counts", "run", "variant", "phases"]);

async function hostile(): Promise<Report> {
  const report = poisoned(await franceCentral());
  const keepProbe = (result: Result): Result => ({
    ...result,
    cell: { ...result.cell, probe: result.cell.probe.replace(PAYLOAD, "") },
  });
  return { ...report, results: report.results.map(keepProbe) };
}

/** Text as a forge would read it: what is escaped or stands in a code span is gone. */
function interpreted(markdown: string): string {
  let text = "";
  for (let at = 0; at < markdown.length; at += 1) {
    const character = markdown.charAt(at);
    const end = character === "`" ? markdown.indexOf("`", at + 1) : -1;
    if (character === "\\") at += 1;
    else if (end !== -1) at = end;
    else text += character;
  }
  return text;
}

describe("a report full of hostile text", () => {
  it.each(["table", "markdown"] as const)(
    "moves no cursor, turns no direction and commands no log as %s",
    async (name) => {
      const text = (await loadFormat(name)).render(await hostile(), VIEW);
      expect(text).toContain("alert(1)");
      expect(text).not.toMatch(
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/,
      );
      expect(text).not.toMatch(/^\s*(::|##\[)/m);
    },
  );

  it("is no HTML, link, image, mention or heading in markdown", async () => {
    const text = (await loadFormat("markdown")).render(await hostile(), VIEW);
    const fences = text.match(/^```/gm) ?? [];
    expect(fences.length % 2).toBe(0);
    const outside = interpreted(text.replace(/^```[a-z]*\n[\s\S]*?^```$/gm, ""));
    expect(outside).not.toMatch(/<\w/);
    expect(outside).not.toMatch(/\]\(/);
    expect(outside).not.toMatch(/@everyone/);
    expect(outside).not.toMatch(/^# head/m);
    expect(outside).not.toMatch(/https?:/);
  });

  it("keeps the columns of every markdown table", async () => {
    const text = (await loadFormat("markdown")).render(await hostile(), VIEW);
    let width: number | null = null;
    for (const line of text.split("\n")) {
      const columns = line.startsWith("|") ? line.replace(/\\\|/g, "").split("|").length : null;
      if (columns !== null && width !== null) expect(columns, line).toBe(width);
      width = columns;
    }
  });

  it("stays within the table's 100 columns", async () => {
    const text = (await loadFormat("table")).render(await hostile(), VIEW);
    for (const line of text.split("\n")) expect([...line].length).toBeLessThanOrEqual(100);
  });
});
