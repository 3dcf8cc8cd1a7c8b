/*
 * The writing rules that a program can check. A text is plain prose or Markdown. Code spans, fenced code, URLs and
 * quotations are not ours to word: each counts as one word and is not searched.
 */

/** A rule that a text breaks, with the sentence or title that breaks it. */
export interface LanguageFault {
  rule: string;
  text: string;
}

export const MAX_SENTENCE_WORDS = 25;
export const MAX_TITLE_CHARACTERS = 70;

const FORBIDDEN = [
  "lest",
  "gravest",
  "stands",
  "beside",
  "behind",
  "anew",
  "told",
  "asked of",
  "so many",
  "whatever",
  "meanwhile",
  "lack of",
  "thereof",
  "cannot exist",
  "in vain",
];

/** After one of these nouns, `where` speaks of a place. */
const PLACES =
  "place|page|file|folder|directory|region|host|path|line|section|location|position|machine|network|point|stage|step|endpoint|cell";
const ALLOWED_WHERE = new RegExp(`\\b(?:${PLACES})s?,? where\\b|\\bwhere to\\b|\\bfrom where\\b`, "gi");

const ABBREVIATION = /\b(?:e\.g|i\.e|etc|vs|cf|approx|incl)\.$/i;

/** Faults of running text, which a user sees: sentences, words and semicolons. */
export function findFaults(text: string): LanguageFault[] {
  return [...findWordFaults(text), ...findSemicolons(text)];
}

/** Faults of a title: its length, words and semicolons. */
export function findTitleFaults(title: string): LanguageFault[] {
  const long = title.length > MAX_TITLE_CHARACTERS;
  return [...(long ? [{ rule: `title of ${title.length} characters`, text: title }] : []), ...findFaults(title)];
}

/** Faults of a comment, in which a semicolon is allowed. */
export function findWordFaults(text: string): LanguageFault[] {
  return splitSentences(text).flatMap((sentence) => {
    const words = countWords(sentence);
    const long = words > MAX_SENTENCE_WORDS ? [{ rule: `sentence of ${words} words`, text: sentence }] : [];
    return [...long, ...forbiddenWordsOf(sentence).map((word) => ({ rule: `word “${word}”`, text: sentence }))];
  });
}

/** One line per fault, for a test that compares with an empty list. */
export function formatFaults(faults: LanguageFault[], place = ""): string[] {
  return faults.map(({ rule, text }) => `${place === "" ? "" : `${place}: `}${rule}: ${text}`);
}

/**
 * The sentences of a text. List items, table cells, headings and paragraphs end a sentence too. A full stop ends one
 * only before white space, and not after an abbreviation.
 */
export function splitSentences(text: string): string[] {
  return splitBlocks(maskForeign(text))
    .flatMap(splitBlock)
    .filter((sentence) => /\p{L}/u.test(sentence));
}

export function countWords(sentence: string): number {
  return sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

function findSemicolons(text: string): LanguageFault[] {
  return splitSentences(text)
    .filter((sentence) => sentence.includes(";"))
    .map((sentence) => ({ rule: "semicolon", text: sentence }));
}

function forbiddenWordsOf(sentence: string): string[] {
  const found = FORBIDDEN.filter((word) => new RegExp(`\\b${word.replace(" ", "\\s+")}\\b`, "i").test(sentence));
  const where = /\bwhere\b/i.test(sentence.replace(ALLOWED_WHERE, ""));
  return where ? [...found, "where"] : found;
}

/** Puts one word in the place of each code span, URL and quotation. */
function maskForeign(text: string): string {
  return text
    .replace(/^[ \t]*(```|~~~)[^\n]*\n[\s\S]*?^[ \t]*\1[^\n]*$/gm, "\n\n")
    .replace(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, "CODE")
    .replace(/“[^”]*”/g, "QUOTATION")
    .replace(/\]\([^)\s]*\)/g, "]")
    .replace(/\b(?:https?|wss?):\/\/[^\s)>\]]*[^\s)>\].,:;!?'"”]/g, "URL")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<\/?[a-z][^>]*>/gi, " ");
}

/** Paragraphs, list items, headings and table cells. */
function splitBlocks(text: string): string[] {
  return text
    .split(/\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)|\n(?=\s*[#|>])|(?<=^\s*#[^\n]*)\n|(?<=^\s*\|[^\n]*)\n/m)
    .flatMap((block) => (/^\s*\|/.test(block) ? block.split("|") : [block]))
    .map((block) => block.replace(/^\s*(?:#+|[-*+]|\d+[.)]|>)\s+/, ""));
}

function splitBlock(block: string): string[] {
  const sentences: string[] = [];
  let sentence = "";
  for (const piece of block.replace(/\s+/g, " ").split(/(?<=[.!?…]["'”’)*_]*)\s+/)) {
    sentence = sentence === "" ? piece : `${sentence} ${piece}`;
    if (ABBREVIATION.test(sentence)) continue;
    sentences.push(sentence.trim());
    sentence = "";
  }
  return [...sentences, sentence.trim()];
}
