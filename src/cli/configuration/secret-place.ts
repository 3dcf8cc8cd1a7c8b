import { readFileSync } from "node:fs";
import { isatty } from "node:tty";
import { plain } from "../../render/inert.ts";
import { UsageError } from "../usage-error.ts";
import type { VariableReader } from "./variables.ts";

/** The place of a secret. It never has the secret itself. */
export type SecretPlace = { env: string } | { file: string };

/** The path that means standard input. */
const STANDARD_INPUT = "-";
/** A longer file has no credential. */
const LONGEST = 65_536;

/** `the variable NAME`, `the file PATH`, `standard input`. */
export function placeInWords(place: SecretPlace): string {
  if ("env" in place) return `the variable ${place.env}`;
  return place.file === STANDARD_INPUT ? "standard input" : `the file ${plain(place.file, 200)}`;
}

/** The same in one word, for lists. */
export function shortPlace(place: SecretPlace): string {
  if ("env" in place) return place.env;
  return placeInWords(place);
}

/**
 * Reads the secret of a place. Undefined if its variable is not set.
 * @throws UsageError if the file cannot be read
 */
export function readPlace(place: SecretPlace, environment: VariableReader): string | undefined {
  return "env" in place ? environment.get(place.env) : readSecretFile(place);
}

function readSecretFile(place: { file: string }): string {
  const where = placeInWords(place);
  if (place.file === STANDARD_INPUT && isatty(0))
    throw new UsageError(
      "--key-file -: standard input is a terminal, which shows what you type. Pipe the key instead.",
    );
  let text: string;
  try {
    text = readFileSync(place.file === STANDARD_INPUT ? 0 : place.file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? ` (${error.code})` : "";
    throw new UsageError(`Cannot read ${where}${code}: name a file that has the secret and nothing else.`);
  }
  if (text.length > LONGEST) throw new UsageError(`${where} is too long for a secret: name another file.`);
  if (text.trim() === "") throw new UsageError(`${where} is empty: write the secret into it.`);
  return text.replace(/^\ufeff/, "");
}
