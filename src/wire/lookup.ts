import dns from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import type { Network } from "./network.ts";

/** Callers that wait for a look-up in progress, by host name and options. */
const waiting = new Map<string, Parameters<LookupFunction>[2][]>();

/**
 * Resolves a host name as the platform does, with one look-up for all connections that need the name at the same time.
 * The platform runs four look-ups concurrently, so the look-ups of one slow name would delay those of every other host.
 * No result is kept, so the next connection starts a new look-up.
 */
const sharedLookup: LookupFunction = (host, options, callback) => {
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

/** Returns how a connection to this port finds addresses: by the rules of the network, else by the platform. */
export function lookupOptions(
  { family, resolve = [] }: Pick<Network, "family" | "resolve">,
  port: number,
): { lookup: LookupFunction; family?: 4 | 6 } {
  const given = (host: string) =>
    resolve.filter((rule) => rule.port === port && rule.host === host.toLowerCase()).map(({ address }) => address);
  const lookup: LookupFunction = (host, options, callback) => {
    const fixed = given(host);
    if (fixed.length > 0) {
      const usable = fixed.filter((address) => family === undefined || isIP(address) === family);
      answer(usable, host, family, options.all === true, callback);
      return;
    }
    sharedLookup(host, options, (error, ...found) => {
      // With one family, the platform reports a name without such an address like a name that does not exist.
      const isOfFamily = family !== undefined && error?.code === "ENOTFOUND";
      callback(isOfFamily ? noAddress(host, family) : error, ...found);
    });
  };
  return { lookup, ...(family === undefined ? {} : { family }) };
}

/** Calls back later, as a look-up does: the listeners of the connection are registered after the call. */
function answer(
  addresses: string[],
  host: string,
  family: 4 | 6 | undefined,
  all: boolean,
  callback: Parameters<LookupFunction>[2],
): void {
  const [first] = addresses;
  queueMicrotask(() => {
    if (first === undefined) callback(noAddress(host, family), "", 0);
    else if (all) {
      callback(
        null,
        addresses.map((address) => ({ address, family: isIP(address) })),
      );
    } else callback(null, first, isIP(first));
  });
}

function noAddress(host: string, family: 4 | 6 | undefined): NodeJS.ErrnoException {
  return Object.assign(new Error(`${host} has no IPv${family} address`), { code: "ENODATA" });
}
