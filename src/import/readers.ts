import { curlTranscript } from "./curl.ts";
import { type Exchange, ImportError, type Reader } from "./exchange.ts";
import { har } from "./har.ts";
import { httpCassette } from "./http-cassette.ts";
import { websocketCassette } from "./websocket-cassette.ts";

/** Every format that can be imported. */
const READERS: Reader[] = [har, websocketCassette, httpCassette, curlTranscript];

/** @throws ImportError if no format, or more than one, fits the text */
export function readExchanges(text: string, file: string): Exchange[] {
  const fitting = READERS.filter((reader) => reader.recognises(text));
  const [reader, other] = fitting;
  const known = READERS.map(({ format }) => format).join(", ");
  if (reader === undefined) throw new ImportError(`${file}:1: the format is unknown: name a file of one of: ${known}.`);
  if (other !== undefined) {
    throw new ImportError(
      `${file}:1: the file could be a ${reader.format} or a ${other.format}: keep one capture in one file.`,
    );
  }
  return reader.read(text, file);
}
