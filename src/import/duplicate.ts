import type { Exchange } from "./exchange.ts";

/** Removes exchanges that a file holds twice. Of two records of one exchange, that with more messages stays. */
export function removeDuplicates(exchanges: Exchange[]): Exchange[] {
  const kept = new Map<string, Exchange>();
  for (const [index, exchange] of exchanges.entries()) {
    const key = identityOf(exchange) ?? String(index);
    const known = kept.get(key);
    if (known === undefined) kept.set(key, exchange);
    else if (!isSameTalk(known, exchange)) kept.set(`${key} ${index}`, exchange);
    else if (countOf(exchange) > countOf(known)) kept.set(key, exchange);
  }
  return [...kept.values()];
}

/** What two records of one exchange have in common. Null if nothing tells it from a repeated request. */
function identityOf({
  startedAt,
  method,
  url,
  requestBody,
  status,
  responseHeaders,
  responseBody,
}: Exchange): string | null {
  const hasId = responseHeaders.some(([name]) => /^(apim|x)-request-id$/i.test(name));
  if (startedAt === null && !hasId) return null;
  const body = responseBody?.toString("base64") ?? null;
  return JSON.stringify([startedAt, method, url?.replace(/^ws/i, "http"), requestBody, status, responseHeaders, body]);
}

/** Whether two records of one exchange do not contradict each other. */
function isSameTalk(one: Exchange, other: Exchange): boolean {
  if (countOf(one) === 0 || countOf(other) === 0) return true;
  return JSON.stringify(one.messages) === JSON.stringify(other.messages);
}

function countOf({ messages }: Exchange): number {
  return messages?.length ?? 0;
}
