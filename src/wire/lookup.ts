import dns from "node:dns";
import type { LookupFunction } from "node:net";

/** Callers that wait for a look-up in progress, by host name and options. */
const waiting = new Map<string, Parameters<LookupFunction>[2][]>();

/**
 * Resolves a host name as the platform does, with one look-up for all connections that need the name at the same time.
 * The platform runs four look-ups concurrently, so the look-ups of one slow name would delay those of every other host.
 * No result is kept, so the next connection starts a new look-up.
 */
export const sharedLookup: LookupFunction = (host, options, callback) => {
  const key = JSON.stringify([host, options]);
  const others = waiting.get(key);
  if (others !== undefined) {
    others.push(callback);
    return;
  }
  const callbacks = [callback];
  waiting.set(key, callbacks);
  dns.lookup(host, options, (...result) => {
    waiting.delete(key);
    for (const each of callbacks) each(...result);
  });
};
