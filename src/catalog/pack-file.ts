import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  opendirSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { join } from "node:path";

/*
 * Reading a folder that a stranger may have made: only regular files that are really in it, and never more than a
 * bound. git and tar keep symbolic links, so a link to ~/.ssh or /proc/self/environ is what such a folder may hold.
 */

/** A file or folder of a pack that cannot be used; the message is the end of a sentence about it, with what to do. */
export class PackFileError extends Error {
  override name = "PackFileError";
}

/** Entries that a folder of probes may have, all folders below it included. */
const MOST_ENTRIES = 10_000;

const NO_LINK = "is a symbolic link or reached through one: copy the file itself into the folder";

/**
 * The bytes of a regular file below a folder. The folder itself may be a link, for the operator named it.
 * @param name path below the folder
 * @param mostBytes a larger file is refused
 * @throws PackFileError if it is anything else, or cannot be read
 */
export function readPackFile(folder: string, name: string, mostBytes: number): Buffer {
  return asFault(() => readChecked(folder, name, mostBytes));
}

function readChecked(folder: string, name: string, mostBytes: number): Buffer {
  const path = join(realpathSync(folder), name);
  // Before the open, for opening a device may do something; after it, for the entry may have been replaced.
  refuseLinks(path);
  const file = opened(path);
  try {
    const { dev, ino, size } = refuseOthers(fstatSync(file), mostBytes);
    const there = refuseLinks(path);
    if (there.dev !== dev || there.ino !== ino || isOpenElsewhere(file, path)) {
      throw new PackFileError("was replaced while it was read: try again");
    }
    const bytes = Buffer.alloc(size);
    for (let at = 0; at < size; ) {
      const read = readSync(file, bytes, at, size - at, at);
      if (read === 0) throw new PackFileError("became shorter while it was read: try again");
      at += read;
    }
    return bytes;
  } finally {
    closeSync(file);
  }
}

/** True if a folder has an entry of this name, of whatever kind. Throws PackFileError if the way there is a loop. */
export function hasEntry(folder: string, name: string): boolean {
  try {
    return lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (codeOf(error) === "ENOTDIR") return false;
    throw faultOf(error);
  }
}

/**
 * Paths of the YAML files below a folder, sorted. Other files are not looked at.
 * @throws PackFileError if there are too many entries
 */
export function listYamlFiles(folder: string): string[] {
  return asFault(() => listChecked(folder));
}

function listChecked(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new PackFileError("is not a directory: --probes takes a directory of YAML files");
  }
  const found: string[] = [];
  const folders = [""];
  let entries = 0;
  for (let below = folders.pop(); below !== undefined; below = folders.pop()) {
    const directory = opendirSync(join(folder, below));
    try {
      for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
        entries += 1;
        if (entries > MOST_ENTRIES) {
          throw new PackFileError(`holds more than ${MOST_ENTRIES} files: name a directory of probes alone`);
        }
        const path = join(below, entry.name);
        if (entry.isDirectory()) folders.push(path);
        else if (/\.ya?ml$/.test(entry.name)) found.push(path);
      }
    } finally {
      directory.closeSync();
    }
  }
  return found.sort();
}

/** The entry itself, if no part of its path is a link. */
function refuseLinks(path: string): { dev: number; ino: number } {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (entry === undefined) throw new PackFileError("is not there: check its name");
  if (entry.isSymbolicLink() || realpathSync(path) !== path) throw new PackFileError(NO_LINK);
  if (!entry.isFile()) throw new PackFileError("is not a regular file: put a regular file there");
  return entry;
}

function refuseOthers<T extends { isFile(): boolean; size: number }>(entry: T, mostBytes: number): T {
  if (!entry.isFile()) throw new PackFileError("is not a regular file: put a regular file there");
  if (entry.size <= mostBytes) return entry;
  throw new PackFileError(`is larger than ${inUnits(mostBytes)}: use a smaller file`);
}

function opened(path: string): number {
  // A pipe that nobody writes to would hold the open for ever. Windows has neither flag.
  return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
}

/**
 * True if the open file is not the one of this path. A check of the path alone cannot say so: somebody who swaps a folder
 * for a link and back may do so between two checks. Only Linux tells the path of an open file.
 */
function isOpenElsewhere(file: number, path: string): boolean {
  return process.platform === "linux" && readlinkSync(`/proc/self/fd/${file}`) !== path;
}

function asFault<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw faultOf(error);
  }
}

/** The platform's errors in our words: its own repeat paths, and end the tool as a disk that failed. */
function faultOf(error: unknown): unknown {
  const code = codeOf(error);
  if (code === null) return error;
  return new PackFileError(code === "ELOOP" ? NO_LINK : "cannot be read: check its permissions");
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

function inUnits(bytes: number): string {
  return bytes < 1 << 20 ? `${bytes >> 10} KiB` : `${bytes >> 20} MiB`;
}
