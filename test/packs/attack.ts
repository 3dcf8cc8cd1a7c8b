import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Catalog, loadCatalog } from "../../src/catalog/index.ts";
import { readProbe } from "../../src/catalog/parse.ts";
import type { Recording } from "../../src/model/recording.ts";
import { rawPeer } from "../support/raw-peer.ts";
import { catalog as builtIn } from "../support/recorded.ts";
import { cellsOf, smallRun } from "../support/small-run.ts";

/*
 * A pack of a stranger, read and run as any other: its folder is a real one, the resource and the stranger's own host
 * are sockets that keep every byte they got.
 */

/** The content of files that a pack must not read. */
export const CANARY = "canary-9f2c1e7ab04d4d6fb1c35e8a";

/** Makes an entry of the pack at a path: a text is a file's content. */
export type Entry = string | ((path: string) => void);

export interface Pack {
  /** Path in the folder → what is there. `EVIL` in a text is the stranger's host and port. */
  entries: Record<string, Entry>;
  /** Absent: `d0`. */
  deployment?: string;
  /** What the resource answers to `/keep`, as the value that the probe keeps. */
  kept?: string;
}

export interface Outcome {
  /** The error that ended the command before anything was sent; null: the pack was run. */
  refused: string | null;
  /** Bytes that the resource under test got, a text for each connection. */
  received: string[];
  /** Bytes that the stranger's host got. */
  elsewhere: string[];
  recordings: Recording[];
  /** Of the pack, as given with --probes. */
  folder: string;
}

const folders: string[] = [];

/** A new folder; removed by `removeFolders`. */
export function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "aoai-probe-packs-")));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Writes the entries of a pack. */
export function writePack(folder: string, entries: Record<string, Entry>, evil = "EVIL"): void {
  for (const [name, entry] of Object.entries(entries)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof entry === "string") writeFileSync(path, entry.replaceAll("EVIL", evil));
    else entry(path);
  }
}

/** Reads the pack, and runs its probe `p` if it can be read. */
export async function attack({ entries, deployment, kept = "kept" }: Pack): Promise<Outcome> {
  const folder = newFolder();
  const resource = await rawPeer((socket, head) => {
    const body = head.startsWith("GET /keep ") ? JSON.stringify({ value: kept }) : "{}";
    socket.end(
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  });
  const stranger = await rawPeer((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"));
  try {
    writePack(folder, entries, stranger.url("http").host);
    const outcome = { refused: null, recordings: [], folder };
    const catalog = await catalogOf(folder, Object.keys(entries)).catch((error: unknown) => {
      if (error instanceof Error && error.name === "CatalogError") return error.message;
      throw error;
    });
    if (typeof catalog === "string") {
      return { ...outcome, refused: catalog, received: resource.received, elsewhere: stranger.received };
    }
    const cells = cellsOf("p", 1, deployment ?? "d0");
    const { recordings } = await smallRun(resource.url("http").origin, cells, { catalog });
    return { ...outcome, recordings, received: resource.received, elsewhere: stranger.received };
  } finally {
    await Promise.all([resource.close(), stranger.close()]);
  }
}

/** A pack of one file alone is read without the built-in probes, which other rows read: it takes a tenth of the time. */
async function catalogOf(folder: string, names: string[]): Promise<Catalog> {
  if (names.join() !== "p.yaml") return await loadCatalog({ extra: folder });
  return { ...builtIn, probes: [readProbe(join(folder, "p.yaml"))] };
}

/** A probe of these steps; each step is YAML in flow style. */
export function probe(...steps: string[]): string {
  return `id: p
title: A probe of a stranger
surface: rest
role: none
reference: https://example.com/
steps:
${steps.map((step) => `  - ${step}`).join("\n")}
`;
}

/** The failure that ended a cell before anything was sent, or null. */
export function failureOf(recording: Recording | undefined): { cause: string; text: string } | null {
  const step = recording?.attempts.at(-1)?.steps.at(-1);
  return step?.failure ?? null;
}
