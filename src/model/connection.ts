/*
 * What the client saw of a connection before it sent a request: evidence about the network, never about the service.
 */

/**
 * Who can reach an address. `private`: networks of an organisation (RFC 1918, RFC 4193). `shared`: networks of a carrier
 * and some VPNs (RFC 6598). `public`: everybody else's.
 */
export const ADDRESS_CLASSES = ["public", "private", "shared", "link-local", "loopback"] as const;
export type AddressClass = (typeof ADDRESS_CLASSES)[number];

/** A certificate as the peer showed it. Its texts are redacted and cut. */
export interface Certificate {
  /** Fields of the distinguished name: `C=US, O=DigiCert Inc, CN=DigiCert Global Root G2`. */
  subject: string;
  issuer: string;
  /** UTC, ISO 8601. Null if unreadable. */
  validFrom: string | null;
  validTo: string | null;
  /** SHA-256 of the certificate, in hexadecimal. */
  fingerprint: string;
  /** The first ten alternative names: `DNS:*.openai.azure.com`. */
  names: string[];
}

/** The TLS session with the origin. */
export interface TlsSession {
  /** `TLSv1.3`. Null if unknown. */
  protocol: string | null;
  /** Of the peer's own certificate. */
  fingerprint: string;
  /** Issuer of the peer's own certificate, as in `Certificate`. */
  issuer: string;
  /**
   * Whether the chain ends in a CA of the list that Node has. False if only a CA of the operator can verify it, or none.
   */
  publicRoot: boolean;
  /** The peer's certificate, followed by those of its issuers. Absent if an earlier request of the run has it. */
  chain?: Certificate[];
}

/** One connection. If the hop has a proxy, family and address are those of the proxy. */
export interface Connection {
  family: "IPv4" | "IPv6";
  /** Class of the connected address. Without a connection, of the first address of the name. */
  address: AddressClass;
  /** Absent without TLS, or if the handshake ended before the peer's certificate. */
  tls?: TlsSession;
}
