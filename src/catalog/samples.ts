import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Json } from "../model/json.ts";
import type { Step } from "../model/probe.ts";
import { SAMPLE_TEXT } from "../model/sample.ts";
import { hasEntry, PackFileError, readPackFile } from "./pack-file.ts";

/** A file that a probe sends, read together with the catalogue, so that a run sends what `plan` showed. */
export interface Sample {
  name: string;
  /** Path of the file, as the operator wrote it. */
  file: string;
  bytes: Uint8Array;
  /** In hexadecimal, 64 characters. */
  sha256: string;
  /** True for a file that aoai-probe contains. */
  builtIn: boolean;
}

const FOLDER = "samples";
/** The service's own limit for an audio file is 25 MB. */
const MOST_BYTES = 25 << 20;
const MOST_BYTES_IN_ALL = 100 << 20;

/** Returns the names of the sample files that a step sends. */
export function samplesIn({ body, json, multipart }: Pick<Step, "body" | "json" | "multipart">): string[] {
  const parts = Object.values(multipart ?? {}).flatMap((part) =>
    typeof part === "string" || !("file" in part) ? [] : [part.file],
  );
  const texts = json === undefined ? [] : sampleTextsIn(json);
  return body === undefined ? [...texts, ...parts] : [body.file, ...parts];
}

function sampleTextsIn(json: Json): string[] {
  if (typeof json !== "object" || json === null) return [];
  return Object.entries(json).flatMap(([key, value]) =>
    !Array.isArray(json) && key === SAMPLE_TEXT && typeof value === "string" ? [value] : sampleTextsIn(value),
  );
}

/** The samples/ folders of the catalogue. Each file that a probe names is read once and kept. */
export class Samples {
  readonly #builtIn: string;
  readonly #pack: string | null;
  /** By path. */
  readonly #read = new Map<string, Sample>();
  /** By name. */
  readonly #named = new Map<string, Sample>();

  /** @param pack folder of the operator's own probes, or null */
  constructor(builtIn: string, pack: string | null) {
    this.#builtIn = builtIn;
    this.#pack = pack;
  }

  /** Returns all samples that probes have named up to now, by name. */
  get all(): Sample[] {
    return [...this.#named.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * Returns a sample by its plain name: a built-in one or, for a probe of the pack, one of the pack.
   * @param ofPack whether a probe of the pack names it; a pack cannot change what a built-in probe sends
   * @throws PackFileError if it is not a regular file of a samples/ folder, or is too large
   */
  get(name: string, ofPack: boolean): Sample {
    const builtIn = this.#find(this.#builtIn, name);
    const own = ofPack && this.#pack !== null ? this.#find(this.#pack, name) : null;
    const sample = builtIn ?? own;
    if (sample === null) throw new PackFileError("is in no samples/ folder of the catalogue: add it");
    if (own !== null && own.sha256 !== sample.sha256) {
      throw new PackFileError("has the name of a built-in sample but other bytes: give it another name");
    }
    this.#named.set(name, sample);
    return sample;
  }

  #find(root: string, name: string): Sample | null {
    const file = join(root, FOLDER, name);
    const known = this.#read.get(file);
    if (known !== undefined) return known;
    if (!hasEntry(root, join(FOLDER, name))) return null;
    const bytes = readPackFile(root, join(FOLDER, name), MOST_BYTES);
    const before = [...this.#read.values()].reduce((sum, sample) => sum + sample.bytes.byteLength, 0);
    if (before + bytes.byteLength > MOST_BYTES_IN_ALL) {
      throw new PackFileError(
        `makes the samples larger than ${MOST_BYTES_IN_ALL >> 20} MiB in total: use smaller files`,
      );
    }
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const sample = { name, file, bytes, sha256, builtIn: root === this.#builtIn };
    this.#read.set(file, sample);
    return sample;
  }
}
