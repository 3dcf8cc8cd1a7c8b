/**
 * Words that stand in any report for their own sake. A resource or deployment of such a name cannot be replaced safely:
 * either the word stays somewhere, or something else is taken for it.
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

/** The shortest name that may be looked for in other people's text. */
const SHORTEST = 4;

/** Why a name cannot be replaced safely, completing "a deployment's name …"; null where it can. */
export function unsafeBecause(name: string, vocabulary: string): string | null {
  if (name.length < SHORTEST) return `is shorter than ${SHORTEST} characters`;
  if (COMMON.has(name.toLowerCase())) return "is a common word";
  const bounded = new RegExp(`(?<![a-z0-9])${escaped(name)}(?![a-z0-9])`, "i");
  return bounded.test(vocabulary) ? "is a word that the report itself uses" : null;
}

/** A text as a regular expression that finds it. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
