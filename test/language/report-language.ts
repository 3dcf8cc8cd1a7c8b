import type { Report } from "../../src/model/report.ts";
import { loadFormat } from "../../src/render/index.ts";
import { storyOf } from "../../src/render/story.ts";
import { findFaults, formatFaults } from "./rules.ts";

const VIEW = { matrix: true, target: null, finding: null };
const [markdown, table] = await Promise.all([loadFormat("markdown"), loadFormat("table")]);

/** Faults of the language in every text that is rendered from a report. Texts of findings have a test of their own. */
export function languageFaults(report: Report): string[] {
  const own = { ...report, findings: report.findings.map((finding) => ({ ...finding, ...NEUTRAL })) };
  const stories = firstOfEachVerdict(own).map((result) => storyOf(own, result));
  return [
    ...formatFaults(findFaults(withoutData(markdown.render(own, VIEW))), "markdown"),
    ...formatFaults(findFaults(linesAsSentences(table.render(own, VIEW))), "table"),
    ...stories.flatMap((story) => formatFaults(findFaults(linesAsSentences(story)), "explain")),
  ];
}

/** A list of code spans with their sources is data, not a sentence. */
const LISTS = /(?:`[^`\n]*`(?: ‹[^›]*›)*(?:, | · |: | and )?){2,}/g;

const NEUTRAL = { title: "A problem", explanation: "It is so.", remedy: "Change it.", ask: "Correct it." };

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
