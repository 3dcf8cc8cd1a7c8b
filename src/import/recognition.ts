import { type Exchange, ImportError, type Reader } from "./exchange.ts";
import * as readers from "./readers.ts";

/** @throws ImportError if no format, or more than one, fits the text */
export function readExchanges(text: string, file: string): { format: string; exchanges: Exchange[] } {
  const all: Reader[] = Object.values(readers);
  const [reader, other] = all.filter((one) => one.recognises(text));
  const known = all.map(({ format }) => format).join(", ");
  if (reader === undefined) throw new ImportError(`${file}:1: the format is unknown: name a file of one of: ${known}.`);
  if (other !== undefined) {
    throw new ImportError(
      `${file}:1: the file could be a ${reader.format} or a ${other.format}: keep one capture in one file.`,
    );
  }
  return { format: reader.format, exchanges: reader.read(text, file) };
}
