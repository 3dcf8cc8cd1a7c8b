import { isJsonObject, type Json } from "../model/json.ts";
import { SAMPLE_TEXT } from "../model/sample.ts";
import { type Part, type RenderedRequest, RequestError } from "../steps/request.ts";

/** Returns the bytes of a file that a probe names. Null if the catalogue has no such file. */
export type Files = (name: string) => Uint8Array | null;

/** The bytes of a request's body, its content type, and what the record shows of it. */
interface EncodedBody {
  bytes: Uint8Array;
  type: string;
  /** Null if the bytes are not text. */
  shown: string | null;
}

/** Part boundary. A constant, so that two runs send the same bytes. */
const BOUNDARY = "aoai-probe-7f3a4c1e9b2d";

/**
 * Encodes the body that a step sends. Null if it has none.
 * @throws RequestError if a file is not in the catalogue: a saved report names files but does not contain them
 */
export function encodeBody(body: RenderedRequest["body"], files: Files): EncodedBody | null {
  switch (body.kind) {
    case "none":
      return null;
    case "json": {
      const text = JSON.stringify(withSampleTexts(body.json, files));
      return { bytes: Buffer.from(text), type: "application/json", shown: text };
    }
    case "file": {
      const bytes = bytesOf(body.file, files);
      return { bytes, type: body.type, shown: Buffer.from(bytes).toString("utf8") };
    }
    case "multipart":
      return encodeParts(body.parts, files);
  }
}

/** Replaces each `{sample-text: NAME}` by the text of the sample. */
function withSampleTexts(json: Json, files: Files): Json {
  if (Array.isArray(json)) return json.map((value) => withSampleTexts(value, files));
  if (!isJsonObject(json)) return json;
  const name = json[SAMPLE_TEXT];
  if (typeof name === "string") return Buffer.from(bytesOf(name, files)).toString("utf8");
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, withSampleTexts(value, files)]));
}

function bytesOf(name: string, files: Files): Uint8Array {
  const bytes = files(name);
  if (bytes !== null) return bytes;
  throw new RequestError(`the sample '${name}' is in no samples/ folder: name the folder of its probe with --probes.`);
}

function encodeParts(parts: Part[], files: Files): EncodedBody {
  const chunks: Uint8Array[] = [];
  const shown: string[] = [];
  for (const part of parts) {
    if ("value" in part) {
      const type = part.type === undefined ? "" : `\r\nContent-Type: ${part.type}`;
      chunks.push(
        Buffer.from(
          `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${part.name}"${type}\r\n\r\n${part.value}\r\n`,
        ),
      );
      shown.push(`${part.name}=${part.value}`);
      continue;
    }
    const filename = part.filename === null ? "" : `; filename="${part.filename}"`;
    const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${part.name}"${filename}\r\nContent-Type: ${part.type}\r\n\r\n`;
    const bytes = bytesOf(part.file, files);
    chunks.push(Buffer.from(head), bytes, Buffer.from("\r\n"));
    shown.push(`${part.name}=@${part.filename ?? part.file} (${bytes.byteLength} bytes, ${part.type})`);
  }
  chunks.push(Buffer.from(`--${BOUNDARY}--\r\n`));
  return { bytes: Buffer.concat(chunks), type: `multipart/form-data; boundary=${BOUNDARY}`, shown: shown.join("\n") };
}
