import { isIP } from "node:net";
import type { ConnectionOptions } from "node:tls";

/**
 * How TLS is spoken to a host: its certificate is verified whatever NODE_TLS_REJECT_UNAUTHORIZED says, because the
 * credential is the next thing that goes over the connection.
 * @param host a name, or an address without brackets
 * @param trust PEM of the CA to trust in place of the machine's, or null
 */
export function tlsOptions(host: string, trust: string | null): ConnectionOptions {
  const named = isIP(host) === 0 ? { servername: host } : {};
  return { ...named, ...(trust === null ? {} : { ca: trust }), ALPNProtocols: ["http/1.1"], rejectUnauthorized: true };
}
