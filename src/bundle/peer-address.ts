import { listHops } from "../judge/ids.ts";
import type { Hop } from "../model/recording.ts";
import type { Report, ReportTarget } from "../model/report.ts";
import { isOneOf, originOf, portOf } from "../wire/origin.ts";

/**
 * Finds requests that cannot have gone to the resource that the report names: one line for each kind, with the number
 * of requests. A name may resolve to any address except a loopback address, because private endpoints exist.
 */
export function findPeerDifferences({ targets, results }: Report): string[] {
  const counts = new Map<string, number>();
  const byName = new Map(targets.map((target) => [target.name, target]));
  for (const { cell, recording } of results) {
    const target = byName.get(cell.target);
    if (target === undefined) continue;
    for (const hop of (recording?.attempts ?? []).flatMap(listHops)) {
      const difference = findMisfit(hop, target);
      if (difference !== null) counts.set(difference, (counts.get(difference) ?? 0) + 1);
    }
  }
  return [...counts].map(([difference, n]) => `${difference} (${n} ${n === 1 ? "request" : "requests"})`);
}

function findMisfit(hop: Hop, target: ReportTarget): string | null {
  const url = new URL(hop.url);
  const origins = [target.endpoint, ...Object.values(target.hosts), ...(target.trusted ?? [])];
  if (
    !isOneOf(
      originOf(url),
      origins.filter((text) => URL.canParse(text)),
    )
  )
    return `target ${target.name}: requests went to ${url.host}, which is not one of its hosts`;
  const opened = hop.proxy !== undefined && URL.canParse(hop.proxy) ? new URL(hop.proxy) : url;
  if (hop.remote === null || canBePeer(opened, hop.remote)) return null;
  const via = opened === url ? "" : "the proxy of ";
  return `target ${target.name}: the recorded peer address ${hop.remote} is not an address of ${via}${url.host}`;
}

/** Whether a socket to this host can have had this peer. A pseudonym instead of an address fits any host name. */
function canBePeer(opened: URL, remote: string): boolean {
  const [, address = "", port = ""] = /^(.*):(\d+)$/.exec(remote) ?? [];
  if (Number(port) !== portOf(opened)) return false;
  const peer = hostOf(address);
  if (peer === null || !isLiteral(peer)) return true;
  const host = opened.hostname;
  if (isLiteral(host)) return peer === host;
  const isThisMachine = /^(127\.|0\.0\.0\.0$|\[::1?\]$|\[::ffff:7f)/.test(peer);
  return /^(.*\.)?localhost$/.test(host) ? isThisMachine : !isThisMachine;
}

/** The spelling of an address in URLs, or null. */
function hostOf(address: string): string | null {
  return URL.canParse(`http://${address}`) ? new URL(`http://${address}`).hostname : null;
}

function isLiteral(host: string): boolean {
  return /^\[|^\d+\.\d+\.\d+\.\d+$/.test(host);
}
