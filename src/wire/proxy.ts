import type { Secret } from "../redaction/secret.ts";
import { isDirect, type ProxyRule } from "./proxy-rule.ts";

/** A proxy that opens tunnels (CONNECT, RFC 9110 section 9.3.6). */
export interface WebProxy {
  /**
   * Its own origin: `http://proxy.example:8080`, or https if the client connects to it over TLS. It holds no
   * credential.
   */
  origin: string;
  /** `user:password` for CONNECT only. Null: none. */
  credential: Secret | null;
}

/** Proxies by the scheme of the URL (ws counts as http, and wss as https), and the hosts without proxy. */
export interface Proxies {
  https: WebProxy | null;
  http: WebProxy | null;
  except: ProxyRule[];
}

/** Returns the proxy for a URL, or null. */
export function proxyFor(url: URL, proxies: Proxies | undefined): WebProxy | null {
  if (proxies === undefined || isDirect(proxies.except, url)) return null;
  return /^(https|wss):$/.test(url.protocol) ? proxies.https : proxies.http;
}
