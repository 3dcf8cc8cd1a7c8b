import { IRREGULARITIES, IRREGULARITY_KINDS } from "../model/irregularity.ts";
import type { Result } from "../model/report.ts";
import { counted } from "./words.ts";

/** What was odd about one result, a sentence each: `note: the result names another item than …`. */
export function notesOf(result: Result): string[] {
  return (result.irregularities ?? []).map((kind) => `Note: ${IRREGULARITIES[kind]}`);
}

/** The same of many results: `2 cells (controls included): the result names another item than …`. */
export function irregularInWords(results: Result[]): string[] {
  return IRREGULARITY_KINDS.flatMap((kind) => {
    const odd = results.filter(({ irregularities }) => irregularities?.includes(kind)).length;
    return odd === 0 ? [] : [`${counted(odd, "cell")} (controls included): ${IRREGULARITIES[kind]}.`];
  });
}
