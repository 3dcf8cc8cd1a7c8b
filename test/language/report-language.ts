import type { Report } from "../../src/model/report.ts";
import { entryOf } from "../../src/render/entry.ts";
import { loadFormat } from "../../src/render/index.ts";
import { storyOf } from "../../src/render/story.ts";
import { findFaults, formatFaults } from "./rules.ts";

const VIEW = { matrix: true, target: null, finding: null };
const [markdown, table] = await Promise.all([loadFormat("markdown"), loadFormat("table")]);

/** Faults of the language in every text that is rendered from a report. Texts of findings have a test of their own. */
export function languageFaults(report: Report): string[] {
  const own = { ...report, findings: report.findings.map((finding) => ({ ...finding, ...NEUTRAL })) };
  const stories = firstOfEachVerdict(own).map((result) => storyOf(own, result));
  const entries = idsOfEachKind(own).map((id) => entryOf(own, id) ?? "");
  return [
    ...formatFaults(findFaults(withoutData(markdown.render(own, VIEW))), "markdown"),
    ...formatFaults(findFaults(linesAsSentences(table.render(own, VIEW))), "table"),
    ...[...stories, ...entries].flatMap((story) => formatFaults(findFaults(linesAsSentences(story)), "explain")),
  ];
}

/** A list of code spans with their sources is data, not a sentence. */
const LISTS = /(?:`[^`\n]*`(?: ‹[^›]*›)*(?:, | · |: | and )?){2,}/g;

const NEUTRAL = { title: "A problem", explanation: "It is so.", remedy: "Change it.", ask: "Correct it." };

/** An ID of each kind that is no cell. */
function idsOfEachKind({ run, findings, results }: Report): string[] {
  const cell = results[0]?.cell;
  return [run.id, findings[0]?.code ?? "", "F1", results[0]?.cause ?? "", cell?.probe ?? "", cell?.target ?? ""];
}

function firstOfEachVerdict({ results }: Report) {
  const first = new Map(results.map((result) => [result.verdict, result] as const).reverse());
  return [...first.values()];
}

/** Lists, and facts that a middle dot separates, are no sentences. */
function withoutData(text: string): string {
  return text
    .replace(LISTS, "`list` ")
    .replace(/^(#.*)$/gm, "$1.")
    .replaceAll(" · ", "\n\n");
}

/** On a terminal a cell of a table, or a line of its own, is no sentence that continues. */
function linesAsSentences(text: string): string {
  return text.replace(/[│├┼┤┌┬┐└┴┘─]+/g, "\n\n").replaceAll("\n", "\n\n");
}
