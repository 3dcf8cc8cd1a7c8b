import type { Proxies } from "./proxy.ts";
import type { ResolveRule } from "./resolve-rule.ts";
import type { ClientTls } from "./tls.ts";

/** How the client connects to the hosts of one target. An empty object means directly, as Node does it. */
export interface Network {
  /** Absent: the client connects to every host directly. */
  proxies?: Proxies;
  /** Absent: only the CAs of Node are trusted, and the client has no certificate. */
  tls?: ClientTls;
  /** The only family of addresses to use. Absent: both. */
  family?: 4 | 6;
  /** Addresses that replace those of the name server. */
  resolve?: ResolveRule[];
  /**
   * Milliseconds of awake time from the start of a hop to an open connection: name look-up, TCP, the tunnel of a proxy
   * and TLS together. Absent: each of them has a limit of its own.
   */
  connectMs?: number;
}
