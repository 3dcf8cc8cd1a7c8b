import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, lstatSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { LeakError, OutputError, UsageError } from "../usage-error.ts";
import { codeOf } from "./standard-output.ts";

const OTHERS_MAY_WRITE = 0o002;
const STICKY = 0o1000;

/**
 * Makes a folder ready for artefacts, and proves by writing that it is: before any request is sent, for a run whose
 * report cannot be kept must not be made.
 * @throws UsageError where others could replace what is written there
 * @throws OutputError where nothing can be written there
 */
export function prepareFolder(folder: string): void {
  try {
    if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true && isFolder(folder)) {
      throw new UsageError(`${folder} is a symbolic link; name the folder that it points to.`);
    }
    makeFolders(resolve(folder));
    const { mode } = statSync(folder);
    if ((mode & OTHERS_MAY_WRITE) !== 0 && (mode & STICKY) === 0) {
      throw new UsageError(`${folder} may be written by everybody on this machine; name a folder of your own.`);
    }
    const trial = join(folder, temporaryName("trial"));
    closeSync(openSync(trial, "wx", 0o600));
    rmSync(trial);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new OutputError(`${folder} is not a folder that can be written (${codeOf(error)}); nothing was sent.`);
  }
}

/**
 * Makes a folder and those above it that are missing. Node's own way of doing so never ends where the platform takes a
 * parent for missing and lets nobody make it, as under /proc.
 */
function makeFolders(folder: string): void {
  if (isFolder(folder)) return;
  if (dirname(folder) !== folder) makeFolders(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isFolder(folder)) throw error;
  }
}

/**
 * Writes a file whole or not at all: an older one of that name stays until the new one is on the disk.
 * @param content whole, or in pieces of which each is made when those before it are written
 * @throws OutputError where it cannot
 * @throws LeakError as the content does
 */
export function writeArtefact(folder: string, name: string, content: string | Uint8Array | Iterable<string>): void {
  const temporary = join(folder, temporaryName(name));
  try {
    const file = openSync(temporary, "wx", 0o600);
    try {
      for (const bytes of inBlocks(content)) {
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, join(folder, name));
    syncFolder(folder);
  } catch (error) {
    rmSync(temporary, { force: true });
    if (error instanceof LeakError) throw error;
    throw new OutputError(`${join(folder, name)} could not be written (${codeOf(error)}); an older one is untouched.`);
  }
}

const BLOCK = 256 * 1024;
/** UTF-8 takes at most so many bytes for one UTF-16 unit. */
const MOST_BYTES_A_UNIT = 3;

/**
 * The bytes of a text, its pieces joined until they are worth a write of their own. A block holds only until the next
 * one is asked for: the memory is used again.
 */
export function* inBlocks(content: string | Uint8Array | Iterable<string>): Generator<Uint8Array> {
  if (content instanceof Uint8Array) return yield content;
  const block = Buffer.allocUnsafe(BLOCK);
  let filled = 0;
  for (const piece of typeof content === "string" ? [content] : content) {
    const most = piece.length * MOST_BYTES_A_UNIT;
    if (filled + most > BLOCK) {
      yield block.subarray(0, filled);
      filled = 0;
    }
    if (most > BLOCK) yield Buffer.from(piece);
    else filled += block.write(piece, filled);
  }
  yield block.subarray(0, filled);
}

/** The rename itself is on the disk only once the folder is. */
function syncFolder(folder: string): void {
  const directory = openSync(folder, "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function temporaryName(name: string): string {
  return `.${name}.${randomBytes(6).toString("hex")}`;
}
