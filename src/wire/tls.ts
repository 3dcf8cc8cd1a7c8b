import { isIP } from "node:net";
import type { ConnectionOptions } from "node:tls";

/**
 * Returns the TLS options for a host. Its certificate is always verified, for any value of
 * NODE_TLS_REJECT_UNAUTHORIZED, because the client then sends the credential over this connection.
 * @param host a name, or an address without brackets
 * @param trust PEM of the CA to trust instead of the machine's, or null
 */
export function tlsOptions(host: string, trust: string | null): ConnectionOptions {
  const named = isIP(host) === 0 ? { servername: host } : {};
  return { ...named, ...(trust === null ? {} : { ca: trust }), ALPNProtocols: ["http/1.1"], rejectUnauthorized: true };
}
