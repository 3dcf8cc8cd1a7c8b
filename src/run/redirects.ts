import type { Hop, Redirect } from "../model/recording.ts";
import { type HopOutcome, type HopRequest, openHop, type WireContext } from "../wire/hop.ts";
import { reasonByRelation } from "../wire/location.ts";
import { isOneOf } from "../wire/origin.ts";

/** Maximum hops of a redirect chain after the first. */
const MOST_HOPS = 5;

/** All hops of one request, and the outcome of the last. */
interface Chain {
  hops: Hop[];
  outcome: HopOutcome;
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
    hops.push(outcome.hop);
    const { redirect } = outcome.hop;
    if (redirect === null) return { hops, outcome };
    const url = policy.asGiven ? outcome.next?.asGiven : outcome.next?.clean;
    const trusted = isOneOf(outcome.next?.asGiven.origin ?? null, policy.trusted ?? []);
    redirect.notFollowed = reasonNotToFollow(redirect, hops.length, trusted) ?? (url == null ? "credential" : null);
    if (redirect.notFollowed !== null || url == null) return { hops, outcome };
    const next = nextRequest(request, outcome.hop.status ?? 0, url);
    if (seen.has(keyOf(next))) {
      redirect.notFollowed = "loop";
      return { hops, outcome };
    }
    seen.add(keyOf(next));
    redirect.followed = true;
    request = next;
  }
}

function reasonNotToFollow({ relation }: Redirect, hops: number, trusted: boolean): Redirect["notFollowed"] {
  const reason = reasonByRelation(relation);
  if (reason !== null && !(reason === "other-origin" && trusted)) return reason;
  return hops > MOST_HOPS ? "too-many" : null;
}

/**
 * Applies the rules of RFC 9110. 303 becomes GET, and 301 and 302 turn POST into GET. 307 and 308 keep method and body.
 */
function nextRequest(request: HopRequest, status: number, url: HopRequest["url"]): HopRequest {
  const toGet = status === 303 || ((status === 301 || status === 302) && request.method === "POST");
  if (!toGet) return { ...request, url };
  const headers = request.headers.filter(([name]) => !name.toLowerCase().startsWith("content-"));
  return { ...request, url, method: "GET", body: null, headers };
}

function withRequestId(request: HopRequest, policy: ChainPolicy): HopRequest {
  return { ...request, headers: [...request.headers, ["x-ms-client-request-id", policy.clientRequestId()]] };
}

function keyOf(request: HopRequest): string {
  return `${request.method} ${request.url.toString()}`;
}
