import { createHash, randomBytes } from "node:crypto";
import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { OutputError, UsageError } from "../usage-error.ts";
import { codeOf } from "./standard-output.ts";

/*
 * Only one run at a time writes to an output folder, because a second one would replace the report of the first.
 * The lock is a file that names its process. A hard link makes it, which fails if the file exists. If the process of a
 * lock is gone, another run replaces the lock. It first claims that lock by a file of its own, so that only one can.
 */

const LOCK = ".aoai-probe.lock";

/** Error codes of a file system without hard links. */
const WITHOUT_LINKS = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"];

/** Who holds a lock. */
interface Holder {
  host: string;
  pid: number;
  /** When its process began, to tell it from a later process of the same number; null: unknown. */
  began: string | null;
  /** UTC, ISO 8601. */
  since: string;
}

/**
 * Locks a folder until this process ends, or what it returns is called.
 * @throws UsageError if another run holds it
 * @throws OutputError if no file can be made there
 */
export function lockFolder(folder: string): () => void {
  return takeLock(join(folder, LOCK), folder);
}

/**
 * Locks a journal in a folder that several runs share. Otherwise as `lockFolder`.
 * @throws UsageError if another run writes it
 * @throws OutputError if no file can be made there
 */
export function lockJournal(journal: string): () => void {
  return takeLock(`${journal}.lock`, journal);
}

/** @param place what is locked, for messages */
function takeLock(lock: string, place: string): () => void {
  const own = `${lock}.${randomBytes(6).toString("hex")}`;
  const holder: Holder = {
    host: hostname(),
    pid: process.pid,
    began: beginOf(process.pid),
    since: new Date().toISOString(),
  };
  try {
    write(own, JSON.stringify(holder));
    if (!isLinked(own, lock)) takeOver(own, lock, place);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new OutputError(
      `${place} could not be locked (${codeOf(error)}): name another folder with --output. Nothing was sent.`,
    );
  } finally {
    rmSync(own, { force: true });
  }
  const unlock = () => rmSync(lock, { force: true });
  process.on("exit", unlock);
  return unlock;
}

/** Replaces a lock whose process is gone. */
function takeOver(own: string, lock: string, place: string): void {
  const found = readLock(lock);
  const holder = holderOf(found);
  if (holder !== null && isAlive(holder)) throw new UsageError(inUse(place, holder, lock));
  // Without a claim, a slow run could remove the new lock of a faster one that found the same stale lock.
  const claim = `${lock}.${createHash("sha256").update(found).digest("hex").slice(0, 12)}`;
  if (!isLinked(own, claim)) throw new UsageError(inUse(place, holderOf(readLock(claim)), claim));
  try {
    const now = readLock(lock);
    if (now !== found) throw new UsageError(inUse(place, holderOf(now), lock));
    renameSync(own, lock);
  } finally {
    rmSync(claim, { force: true });
  }
}

function inUse(place: string, holder: Holder | null, lock: string): string {
  const who =
    holder === null ? "another run" : `another run (process ${holder.pid} on ${holder.host}, since ${holder.since})`;
  return `${place} is in use by ${who}: wait for it or use another --output. If no such run exists, delete ${lock}.`;
}

/** Gives a file the lock's name, unless that is taken. */
function isLinked(file: string, lock: string): boolean {
  try {
    linkSync(file, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (!WITHOUT_LINKS.includes(codeOf(error))) throw error;
  }
  try {
    write(lock, readFileSync(file, "utf8"));
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Whether the process of a lock may still run. If it is on another machine, it counts as running. */
function isAlive({ host, pid, began }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
  return began === null || beginOf(pid) === null || beginOf(pid) === began;
}

/** The start of a process, in ticks since the boot, with the ID of the boot; null if unknown. */
function beginOf(pid: number): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    // The name of a program, in brackets, may have any characters. The start is the twentieth field after it: proc(5).
    const ticks = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ")[19];
    return `${boot} ${ticks}`;
  } catch {
    return null;
  }
}

/** The content of a lock; empty if it cannot be read. */
function readLock(lock: string): string {
  try {
    return readFileSync(lock, "utf8");
  } catch {
    return "";
  }
}

/** Who holds a lock; null if its content does not say so. */
function holderOf(content: string): Holder | null {
  try {
    const holder: Partial<Holder> = JSON.parse(content);
    const { host, pid, began = null, since } = holder;
    return typeof host === "string" && typeof pid === "number" && typeof since === "string"
      ? { host, pid, began, since }
      : null;
  } catch {
    return null;
  }
}

function write(path: string, text: string): void {
  const file = openSync(path, "wx", 0o600);
  try {
    writeSync(file, text);
  } finally {
    closeSync(file);
  }
}
