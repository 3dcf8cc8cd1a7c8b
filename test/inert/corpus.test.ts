import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import MarkdownIt, { type Token } from "markdown-it";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { harText } from "../../src/bundle/har.ts";
import { bundleFiles } from "../../src/bundle/index.ts";
import type { Report } from "../../src/model/report.ts";
import { FORMATS, loadFormat } from "../../src/render/index.ts";
import { concluded, TOOL } from "../bundle/bundled.ts";
import { findMetricFaults, findXmlFaults, parseCsv } from "../render/machine/syntax.ts";
import { partOf } from "../support/long-counts.ts";
import { judgedAgain, PLACINGS, poisoned } from "./poisoned.ts";

const CORPUS = z
  .array(z.strictObject({ kind: z.string(), text: z.string().min(1) }))
  .parse(JSON.parse(readFileSync(resolve(import.meta.dirname, "hostile-strings.json"), "utf8")));
const KINDS = [...new Set(CORPUS.map(({ kind }) => kind))];
/** What is rendered: some strings of every kind. */
const RENDERED = KINDS.flatMap((kind) =>
  partOf(
    CORPUS.filter((one) => one.kind === kind),
    8,
  ),
);
const VIEW = { matrix: true, target: null, finding: null };

/** Everything that a terminal or an editor acts on, except the line feeds of our own lines. */
const ACTIVE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;
/** `::` counts where a line begins; `##[` and `##vso[` are looked for anywhere in one. */
const COMMAND = /^\s*::|##\w*\[/m;
/** Alive in a forge: what the parser below made a link, an image, markup or a rule of. */
const ALIVE = new Set(["link_open", "image", "html_inline", "html_block", "hr", "s_open"]);
const markdownIt = new MarkdownIt({ html: true, linkify: true, typographer: false });

type Renderer = (report: Report) => string;
const renderers = new Map<string, Renderer>();
let report: Report;
/** How many of our own there are. */
let own: Map<string, number>;

beforeAll(async () => {
  report = await concluded();
  for (const name of FORMATS) {
    const format = await loadFormat(name);
    renderers.set(name, (r) => format.render(r, VIEW));
  }
  renderers.set("har", harText);
  own = structureOf(tokensOf(rendered("markdown", report)));
});

function rendered(name: string, of: Report): string {
  const render = renderers.get(name);
  if (render === undefined) throw new Error(`no renderer '${name}'`);
  return render(of);
}

function tokensOf(markdown: string): Token[] {
  return markdownIt.parse(markdown, {}).flatMap((token) => [token, ...(token.children ?? [])]);
}

/** What of a rendering is alive: in words, empty where nothing is. */
function aliveIn(name: string, text: string): string[] {
  if (name === "csv") return aliveInCsv(text);
  if (name === "github-annotations") return aliveInAnnotations(text);
  const found: string[] = [];
  const active = ACTIVE.exec(text);
  if (active !== null) found.push(`U+${active[0].charCodeAt(0).toString(16).padStart(4, "0")} as it is`);
  if (COMMAND.test(text)) found.push("a line begins as a command");
  if (name === "json" || name === "har") {
    JSON.parse(text);
    return found;
  }
  if (name === "ndjson") {
    for (const line of text.trimEnd().split("\n")) JSON.parse(line);
    return found;
  }
  if (name === "junit") return [...found, ...findXmlFaults(text)];
  if (name === "prometheus") return [...found, ...findMetricFaults(text)];
  if (name === "table") {
    // A combining mark takes no column.
    if (text.split("\n").some((line) => [...line.replace(/\p{M}/gu, "")].length > 100))
      found.push("a line is too wide");
    return found;
  }
  return [...found, ...aliveInMarkdown(text)];
}

/** A field of its own is no formula, and lines end as RFC 4180 says. */
function aliveInCsv(text: string): string[] {
  const rows = parseCsv(text);
  const widths = new Set(rows.map(({ length }) => length));
  const formulas = rows.flat().filter((field) => /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(field));
  const active = ACTIVE.exec(text.replaceAll("\r\n", "\n"));
  return [
    ...(widths.size === 1 ? [] : ["rows of different widths"]),
    ...formulas.map((field) => `a formula: ${field}`),
    ...(active === null ? [] : ["a control character"]),
  ];
}

/** Every line is one command of ours. */
function aliveInAnnotations(text: string): string[] {
  const lines = text.split("\n").slice(0, -1);
  return lines.filter((line) => ACTIVE.test(line) || !/^::error title=[^:,]*::(?!.*##\w*\[)/.test(line));
}

/** Blocks that a text may try to open: of these there are as many as we wrote, or fewer where there was no room. */
function structureOf(tokens: Token[]): Map<string, number> {
  const structure = new Map<string, number>();
  for (const { type } of tokens) {
    if (/^(heading|ordered_list|blockquote|table)_open$/.test(type))
      structure.set(type, (structure.get(type) ?? 0) + 1);
  }
  return structure;
}

function aliveInMarkdown(text: string): string[] {
  const found: string[] = [];
  const tokens = tokensOf(text);
  for (const { type, content } of tokens) {
    if (ALIVE.has(type)) found.push(`${type}: ${content}`);
    // Forges look for these in text outside code.
    if (type === "text" && /@\w|(^|\W)[#!]\d|\bGH-\d|\w#\d/.test(content)) found.push(`mention: ${content}`);
  }
  if (/^\/[a-z]/m.test(text)) found.push("a line begins as a forge's quick action");
  for (const [type, count] of structureOf(tokens)) {
    if (count > (own.get(type) ?? 0)) found.push(`${type}: ${count} in place of ${own.get(type) ?? 0}`);
  }
  if (tokens.some(({ type, info }) => type === "fence" && !["", "bash"].includes(info)))
    found.push("a fence of its own");
  if (tokens.some(({ type }) => type === "code_block")) found.push("indented code");
  const last = tokens.findLast(({ type }) => type === "heading_open");
  if (last === undefined) found.push("no heading is left");
  return found;
}

describe("the corpus", () => {
  it("has 200 strings or more, each once, of every kind", () => {
    expect(new Set(CORPUS.map(({ text }) => text)).size).toBe(CORPUS.length);
    expect(CORPUS.length).toBeGreaterThanOrEqual(200);
    expect(KINDS.length).toBeGreaterThanOrEqual(15);
  });

  it("is alive where it is not made inert: the checks see it", () => {
    const seen = CORPUS.filter(({ text }) => aliveIn("markdown", `# a\n\n${text}\n\n- x ${text}\n`).length > 0);
    console.log(`inert, the control: ${seen.length} of ${CORPUS.length} strings are alive in markdown written naively`);
    expect(seen.length).toBeGreaterThan(120);
  });
});

describe("a hostile peer", () => {
  const tally = { renderings: 0, alive: 0 };

  it.each(KINDS)(
    "is inert in every renderer: %s",
    (kind) => {
      const alive: string[] = [];
      for (const { text } of RENDERED.filter((one) => one.kind === kind)) {
        for (const [how, placing] of Object.entries(PLACINGS)) {
          const place = placing(text);
          const reports = { said: poisoned(report, place), judged: judgedAgain(report, place) };
          for (const [stage, hostile] of Object.entries(reports)) {
            for (const name of renderers.keys()) {
              tally.renderings += 1;
              const found = aliveIn(name, rendered(name, hostile));
              alive.push(
                ...found
                  .slice(0, 2)
                  .map(
                    (what) => `${JSON.stringify(text).slice(0, 80)} ${how}, ${stage}, ${name}: ${what.slice(0, 200)}`,
                  ),
              );
            }
          }
        }
      }
      tally.alive += alive.length;
      expect(alive).toEqual([]);
    },
    120_000,
  );

  it("chooses no file name and no number of files", async () => {
    for (const { text } of CORPUS.filter(({ kind }) => kind === "file name")) {
      const files = await bundleFiles(poisoned(report, PLACINGS.alone(text)), TOOL, "none");
      expect([...files.keys()]).toEqual(["report.md", "report.json", "evidence.ndjson", "run.har", "manifest.json"]);
      for (const line of (files.get("evidence.ndjson") ?? "").trimEnd().split("\n")) JSON.parse(line);
    }
  });

  it("is alive nowhere: the count", () => {
    console.log(
      `inert: ${RENDERED.length} strings x ${renderers.size} renderers (${[...renderers.keys()].join(", ")}), ${tally.renderings} renderings: ${tally.alive} alive`,
    );
    expect(tally.renderings).toBe(RENDERED.length * renderers.size * 4);
    expect(tally.alive).toBe(0);
  });
});
