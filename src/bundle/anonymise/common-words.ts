/**
 * Words that occur in every report and cannot be replaced safely: either one use of the word remains, or an unrelated
 * use is replaced too.
 */
const COMMON = new Set(
  `about access account active admin agent alpha apim application audio auto azure base beta body bold build call chat
  client cloud code cognitive common company completion completions config connect connection content control core
  corp customer data date default demo deploy deployment deployments detail dev develop development direct docs
  drive east edge engine error event example external failed file first foundry france free full gateway general
  germany global group head header headers health home host hosts http https india input internal item items japan
  json kind lab language last live local location main mail message meta mini mode model models name national net
  network none north note null office online open openai operation order other output page path personal pilot plain
  platform poc policy port portal preprod preview primary private prod product production project prompt proxy
  public quota rate real realtime redirect region release report request reset resource response rest result sales
  sample sandbox secondary secret secure server service services session shared site socket south speech staging
  standard start state status stop stream studio subscription support sweden switzerland system target team tech
  temp test testing text time title token tools topic trace train transcript transcribe transcription translate
  translation trial true turn type update upgrade user users value verify version video view voice websocket west
  whisper work works world`.split(/\s+/),
);

export function isCommonWord(word: string): boolean {
  return COMMON.has(word.toLowerCase());
}

/** A shorter name is too likely to be a part of some other word. */
const SHORTEST = 4;
const SHORTEST_WITHOUT_MARKS = 6;

/**
 * Why a name cannot be replaced safely, completing "a deployment's name …"; null if it can.
 * @param vocabulary the report's own words, in lower case
 * @param found how the name would be looked for
 */
export function reasonUnsafe(name: string, vocabulary: string, found: "anywhere" | "word"): string | null {
  if (name.length < SHORTEST) return `is shorter than ${SHORTEST} characters`;
  if (isCommonWord(name)) return "is a common word";
  if (expressionOf(name, "word").test(vocabulary)) return "is a word that the report itself uses";
  if (found === "anywhere" && expressionOf(name, "anywhere").test(vocabulary))
    return "is part of a word that the report itself uses";
  return null;
}

/** An expression that finds a name. */
export function expressionOf(name: string, found: "anywhere" | "word" | "model"): RegExp {
  return new RegExp(sourceOf(name, found), "i");
}

/** The source of an expression that finds a name, in any case. */
export function sourceOf(name: string, found: "anywhere" | "word" | "model"): string {
  switch (found) {
    case "anywhere": {
      // Without its punctuation a short name may be a part of another word.
      const isLong = name.replace(/[^a-z0-9]/gi, "").length >= SHORTEST_WITHOUT_MARKS;
      return escapeExpression(name).replace(/\\[-.]|_/g, `(?:[-_.]|%2d|%5f|%2e)${isLong ? "?" : ""}`);
    }
    case "word":
      return `(?<![a-z0-9])${escapeExpression(name)}(?![a-z0-9])`;
    case "model":
      return `(?<![a-z0-9])(?<![a-z0-9][-.])${escapeExpression(name)}(?![a-z0-9]|[-.][a-z0-9])`;
  }
}

function escapeExpression(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
