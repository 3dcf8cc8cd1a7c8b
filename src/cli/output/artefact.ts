import { randomBytes } from "node:crypto";
import {
  closeSync,
  copyFileSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { LeakError, OutputError, UsageError } from "../usage-error.ts";
import { codeOf } from "./standard-output.ts";

const OTHERS_MAY_WRITE = 0o002;
const STICKY = 0o1000;

/**
 * Makes a folder ready for artefacts, and tests it by writing. This comes before the first request, because a run whose
 * report cannot be kept must not start.
 * @throws UsageError if others could replace what is written there
 * @throws OutputError if nothing can be written there
 */
export function prepareFolder(folder: string): void {
  try {
    if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true && isFolder(folder)) {
      throw new UsageError(`${folder} is a symbolic link: name the folder that it points to.`);
    }
    makeFolders(resolve(folder));
    const { mode } = statSync(folder);
    if ((mode & OTHERS_MAY_WRITE) !== 0 && (mode & STICKY) === 0) {
      throw new UsageError(`${folder} is writable for everybody on this machine: name a folder of your own.`);
    }
    const trial = join(folder, temporaryName("trial"));
    closeSync(openSync(trial, "wx", 0o600));
    rmSync(trial);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new OutputError(
      `${folder} cannot be written (${codeOf(error)}): name another folder with --output. Nothing was sent.`,
    );
  }
}

/**
 * Makes a folder and its missing parents. Node's own `recursive` option never ends under /proc, whose folders are missing
 * and cannot be made.
 */
function makeFolders(folder: string): void {
  if (isFolder(folder)) return;
  if (dirname(folder) !== folder) makeFolders(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have made it at the same time.
    if (!isFolder(folder)) throw error;
  }
}

/**
 * Writes a file completely or not at all. An older file of that name stays until the new one is on the disk.
 * @param content whole, or in pieces that are made one after the other
 * @throws OutputError if it cannot be written
 * @throws LeakError if the content throws it
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
    throw new OutputError(
      `${join(folder, name)} could not be written (${codeOf(error)}): check the disk. An older file is unchanged.`,
    );
  }
}

/**
 * Copies a file within its folder, completely or not at all.
 * @throws OutputError if it cannot be written
 */
export function copyArtefact(folder: string, from: string, to: string): void {
  const temporary = join(folder, temporaryName(to));
  try {
    copyFileSync(join(folder, from), temporary);
    renameSync(temporary, join(folder, to));
    syncFolder(folder);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new OutputError(`${join(folder, to)} could not be written (${codeOf(error)}): check the disk.`);
  }
}

const BLOCK = 256 * 1024;
/** Most bytes that UTF-8 takes for one UTF-16 unit. */
const MOST_BYTES_A_UNIT = 3;

/**
 * The bytes of a text in blocks, so that short pieces share a write. A block is valid only until the next one is
 * requested, because its memory is used again.
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

/** A rename is on the disk only when its folder is. */
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
