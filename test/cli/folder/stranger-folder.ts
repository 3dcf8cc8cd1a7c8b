import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Behaviour, type RawPeer, rawPeer, response, say } from "../../support/raw-peer.ts";

export type Answer = Behaviour;

/** A peer and its origin. */
export type Peer = RawPeer & { origin: string };

/** The operator's own resource, and whoever made the folder. */
export interface Peers {
  own: Peer;
  stranger: Peer;
  close(): Promise<void>;
}

const NOT_FOUND = say(response("404 Not Found", [], '{"error":{"code":"404","message":"Resource not found"}}'));

/** Starts both peers; `own` may be told to answer otherwise than with a 404. */
export async function startPeers(own: ((peers: Peers) => Answer) | undefined): Promise<Peers> {
  let answer: Answer = NOT_FOUND;
  const started = await Promise.all([rawPeer((socket, head) => answer(socket, head)), rawPeer(NOT_FOUND)]);
  const [first, second] = started.map((peer) => Object.assign(peer, { origin: peer.url("http").origin }));
  if (first === undefined || second === undefined) throw new Error("a peer did not start");
  const peers: Peers = {
    own: first,
    stranger: second,
    close: async () => {
      await Promise.all([first.close(), second.close()]);
    },
  };
  if (own !== undefined) answer = own(peers);
  return peers;
}

/** Makes a folder of these files and symbolic links. */
export function folderOf(files: Record<string, string>, links: Record<string, string> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "aoai-probe-folder-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  for (const [name, to] of Object.entries(links)) symlinkSync(to, join(folder, name));
  return folder;
}
