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
 * Reads a folder that may come from a stranger: only regular files inside the folder, and never more than a limit. git
 * and tar keep symbolic links, so such a folder may contain a link to ~/.ssh or /proc/self/environ.
 */

/** A file or folder of a pack that cannot be used. The message is the end of a sentence about it, with the fix. */
export class PackFileError extends Error {
  override name = "PackFileError";
}

/** Maximum entries in a folder of probes, including all its subfolders. */
const MOST_ENTRIES = 10_000;

const NO_LINK = "is a symbolic link or reached through one: copy the file itself into the folder";

/**
 * Reads a regular file below a folder. The folder itself may be a link, because the operator named it.
 * @param name path below the folder
 * @param mostBytes a larger file is refused
 * @throws PackFileError if it is anything else, or cannot be read
 */
export function readPackFile(folder: string, name: string, mostBytes: number): Buffer {
  return asFault(() => readChecked(folder, name, mostBytes));
}

function readChecked(folder: string, name: string, mostBytes: number): Buffer {
  const path = join(realpathSync(folder), name);
  // The check runs before opening, because opening a device may have effects. It runs again afterwards, because
  // somebody may have replaced the entry.
  refuseLinks(path);
  const file = openFile(path);
  try {
    const { dev, ino, size } = refuseOthers(fstatSync(file), mostBytes);
    const there = refuseLinks(path);
    if (there.dev !== dev || there.ino !== ino || isOpenElsewhere(file, path)) {
      throw new PackFileError("changed during reading: try again");
    }
    const bytes = Buffer.alloc(size);
    for (let at = 0; at < size; ) {
      const read = readSync(file, bytes, at, size - at, at);
      if (read === 0) throw new PackFileError("became shorter during reading: try again");
      at += read;
    }
    return bytes;
  } finally {
    closeSync(file);
  }
}

/**
 * Whether a folder has an entry of this name, of any kind. Throws PackFileError if the path contains a loop of links.
 */
export function hasEntry(folder: string, name: string): boolean {
  try {
    return lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (errorCode(error) === "ENOTDIR") return false;
    throw faultOf(error);
  }
}

/**
 * Returns the paths of the YAML files below a folder, sorted. Other files are ignored.
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
          throw new PackFileError(`has more than ${MOST_ENTRIES} files: name a directory that contains only probes`);
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

/** Returns the entry itself. Throws if any part of its path is a link. */
function refuseLinks(path: string): { dev: number; ino: number } {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (entry === undefined) throw new PackFileError("does not exist: check its name");
  if (entry.isSymbolicLink() || realpathSync(path) !== path) throw new PackFileError(NO_LINK);
  if (!entry.isFile()) throw new PackFileError("is not a regular file: replace it by one");
  return entry;
}

function refuseOthers<T extends { isFile(): boolean; size: number }>(entry: T, mostBytes: number): T {
  if (!entry.isFile()) throw new PackFileError("is not a regular file: replace it by one");
  if (entry.size <= mostBytes) return entry;
  throw new PackFileError(`is larger than ${inUnits(mostBytes)}: use a smaller file`);
}

function openFile(path: string): number {
  // Opening a pipe without a writer would block for ever. Windows has neither flag.
  return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
}

/**
 * Whether the open file differs from the file at this path. Checks of the path alone can miss an attacker who swaps a
 * folder for a link and back between two checks. Only Linux reports the path of an open file.
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

/** Converts platform errors. Their own texts repeat paths, and other code reports them as disk failures. */
function faultOf(error: unknown): unknown {
  const code = errorCode(error);
  if (code === null) return error;
  return new PackFileError(code === "ELOOP" ? NO_LINK : "cannot be read: check its permissions");
}

function errorCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

function inUnits(bytes: number): string {
  return bytes < 1 << 20 ? `${bytes >> 10} KiB` : `${bytes >> 20} MiB`;
}
