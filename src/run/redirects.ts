import type { Hop, Location, Redirect } from "../model/recording.ts";
import { type CapturedHop, type HopOutcome, type HopRequest, openHop, type WireContext } from "../wire/hop.ts";
import { methodAfter, reasonByRelation } from "../wire/location.ts";
import { isOneOf } from "../wire/origin.ts";

/** Maximum hops of a redirect chain after the first. */
const MOST_HOPS = 5;

/** The outcome of a hop, and the decision about its redirect. */
export interface DecidedOutcome extends HopOutcome {
  hop: Hop;
}

/** All hops of one request, and the outcome of the last. */
interface Chain {
  hops: Hop[];
  outcome: DecidedOutcome;
}

/** How to follow a chain. */
interface ChainPolicy {
  /** Follow a Location that carries a credential exactly as received, instead of without it. */
  asGiven: boolean;
  /** Further origins that the operator declared to be the same resource. */
  trusted?: readonly string[];
  /**
   * Returns a new id for each hop. The owner of a resource finds a request by it, even if the request was never
   * answered.
   */
  clientRequestId(): string;
}

/**
 * Makes a request and follows at most five redirects, to the same origin or to one that the operator trusts. It never
 * follows one to a weaker scheme. For each hop, the wire builds the headers again from what its origin may receive.
 */
export async function followRedirects(first: HopRequest, context: WireContext, policy: ChainPolicy): Promise<Chain> {
  const hops: Hop[] = [];
  const seen = new Set([keyOf(first)]);
  let request = first;
  for (;;) {
    const outcome = await openHop(withRequestId(request, policy), context);
    const url = policy.asGiven ? outcome.next?.asGiven : outcome.next?.clean;
    const next = url == null ? null : nextRequest(request, outcome.hop.status ?? 0, url);
    const trusted = isOneOf(outcome.next?.asGiven.origin ?? null, policy.trusted ?? []);
    const hop = decide(
      outcome.hop,
      (location) => reasonNotToFollow(location, hops.length + 1, trusted) ?? reasonAgainst(next, seen),
    );
    hops.push(hop);
    if (hop.redirect?.followed !== true || next === null) return { hops, outcome: { ...outcome, hop } };
    seen.add(keyOf(next));
    request = next;
  }
}

function decide({ redirect, ...hop }: CapturedHop, reason: (location: Location) => Redirect["notFollowed"]): Hop {
  if (redirect === null) return { ...hop, redirect };
  const notFollowed = reason(redirect);
  return { ...hop, redirect: { ...redirect, followed: notFollowed === null, notFollowed } };
}

/** Returns why the next request of a chain cannot be made. Null if it can. */
function reasonAgainst(next: HopRequest | null, seen: ReadonlySet<string>): Redirect["notFollowed"] {
  if (next === null) return "credential";
  return seen.has(keyOf(next)) ? "loop" : null;
}

function reasonNotToFollow({ relation }: Location, hops: number, trusted: boolean): Redirect["notFollowed"] {
  const reason = reasonByRelation(relation);
  if (reason !== null && !(reason === "other-origin" && trusted)) return reason;
  return hops > MOST_HOPS ? "too-many" : null;
}

/** Returns the request after a redirect. If the method changes to GET, the body is dropped. */
function nextRequest(request: HopRequest, status: number, url: HopRequest["url"]): HopRequest {
  if (methodAfter(request.method, status) === request.method) return { ...request, url };
  const headers = request.headers.filter(([name]) => !name.toLowerCase().startsWith("content-"));
  return { ...request, url, method: "GET", body: null, headers };
}

function withRequestId(request: HopRequest, policy: ChainPolicy): HopRequest {
  return { ...request, headers: [...request.headers, ["x-ms-client-request-id", policy.clientRequestId()]] };
}

function keyOf(request: HopRequest): string {
  return `${request.method} ${request.url.toString()}`;
}
