import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Step } from "../model/probe.ts";
import { hasEntry, PackFileError, readPackFile } from "./pack-file.ts";

/** A file that a probe sends, as it was read when the catalogue was: what `plan` shows is what is sent. */
export interface Sample {
  name: string;
  /** Path of the file, as far as the operator wrote it. */
  file: string;
  bytes: Uint8Array;
  /** In hexadecimal, 64 characters. */
  sha256: string;
  /** True for one that comes with aoai-probe. */
  builtIn: boolean;
}

const FOLDER = "samples";
/** The service's own limit for an audio file is 25 MB. */
const MOST_BYTES = 25 << 20;
const MOST_BYTES_IN_ALL = 100 << 20;

/** Names of the sample files that a step sends. */
export function samplesIn({ body, multipart }: Pick<Step, "body" | "multipart">): string[] {
  const parts = Object.values(multipart ?? {}).flatMap((part) => (typeof part === "string" ? [] : [part.file]));
  return body === undefined ? parts : [body.file, ...parts];
}

/** The samples/ folders of the catalogue. Each file that a probe names is read once and kept. */
export class Samples {
  readonly #builtIn: string;
  readonly #pack: string | null;
  readonly #read = new Map<string, Sample>();

  /** @param pack folder of the operator's own probes, or null */
  constructor(builtIn: string, pack: string | null) {
    this.#builtIn = builtIn;
    this.#pack = pack;
  }

  /** All that were read so far, by name. */
  get all(): Sample[] {
    return [...this.#read.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * A sample by its plain name: a built-in one, or one of the pack.
   * @throws PackFileError if it is no regular file of a samples/ folder, or is too large
   */
  get(name: string): Sample {
    const sample = this.#read.get(name) ?? this.#find(name);
    this.#read.set(name, sample);
    return sample;
  }

  #find(name: string): Sample {
    const own = this.#pack !== null && hasEntry(this.#pack, join(FOLDER, name)) ? this.#load(this.#pack, name) : null;
    const known = hasEntry(this.#builtIn, join(FOLDER, name)) ? this.#load(this.#builtIn, name) : null;
    const sample = known ?? own;
    if (sample === null) throw new PackFileError("is in no samples/ folder of the catalogue: add it");
    // A pack that could change what the built-in probes send would change what they prove.
    if (known !== null && own !== null && own.sha256 !== known.sha256) {
      throw new PackFileError("has the name of a built-in sample and other bytes: give it another name");
    }
    return sample;
  }

  #load(root: string, name: string): Sample {
    const bytes = readPackFile(root, join(FOLDER, name), MOST_BYTES);
    const before = this.all.reduce((sum, sample) => sum + sample.bytes.byteLength, 0);
    if (before + bytes.byteLength > MOST_BYTES_IN_ALL) {
      throw new PackFileError(`makes the samples larger than ${MOST_BYTES_IN_ALL >> 20} MiB in all: use smaller files`);
    }
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { name, file: join(root, FOLDER, name), bytes, sha256, builtIn: root === this.#builtIn };
  }
}
