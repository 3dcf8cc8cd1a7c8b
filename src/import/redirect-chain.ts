import { isCredentialName } from "../redaction/credential-names.ts";
import { methodAfter, REDIRECTS } from "../wire/location.ts";
import type { Exchange } from "./exchange.ts";

/** A request, and the requests to which redirects led the client. */
export type Chain = [Exchange, ...Exchange[]];
/** A client follows a redirect at once. A later request of the same URL is another one. */
const LONGEST_GAP_MS = 10_000;

/** Joins each request with those to which its redirects led. */
export function joinRedirects(exchanges: Exchange[]): Chain[] {
  const taken = new Set<Exchange>();
  const chains: Chain[] = [];
  for (const [index, first] of exchanges.entries()) {
    if (taken.has(first)) continue;
    const chain: Chain = [first];
    taken.add(first);
    let last = first;
    for (let at = index; ; ) {
      const next = exchanges.findIndex((one, n) => n > at && !taken.has(one) && leadsTo(last, one, n - at));
      const found = exchanges[next];
      if (found === undefined) break;
      chain.push(found);
      taken.add(found);
      last = found;
      at = next;
    }
    chains.push(chain);
  }
  return chains;
}

/** Whether a client that got the first answer would send the second request next. */
function leadsTo(from: Exchange, to: Exchange, distance: number): boolean {
  const { status } = from;
  if (status === null || !REDIRECTS.includes(status) || from.url === null || to.url === null) return false;
  const locations = new Set(locationsOf(from));
  const [location] = locations;
  if (location === undefined || locations.size > 1 || !URL.canParse(location, asHttp(from.url))) return false;
  return (
    methodAfter(from.method, status) === to.method &&
    (from.messages === null) === (to.messages === null) &&
    withoutCredentials(new URL(location, asHttp(from.url)).href) === withoutCredentials(to.url) &&
    isNext(from, to, distance)
  );
}

export function locationsOf({ responseHeaders }: Exchange): string[] {
  return responseHeaders.flatMap(([name, value]) => (/^location$/i.test(name) ? [value] : []));
}

/** Without times, only the next request of the file is certain. */
function isNext(from: Exchange, to: Exchange, distance: number): boolean {
  if (from.startedAt === null || to.startedAt === null) return distance === 1;
  const gap = Date.parse(to.startedAt) - Date.parse(from.startedAt);
  return gap >= 0 && gap - from.durationMs <= LONGEST_GAP_MS;
}

function asHttp(url: string): string {
  return url.replace(/^ws/i, "http");
}

/** A client may remove the credential of a Location before it follows it. */
function withoutCredentials(address: string): string {
  const url = new URL(asHttp(address));
  url.hash = "";
  for (const name of [...url.searchParams.keys()]) if (isCredentialName(name)) url.searchParams.delete(name);
  url.searchParams.sort();
  return url.href;
}
