import type { Hop } from "../model/recording.ts";
import type { Secret } from "../redaction/secret.ts";
import type { Channel } from "./channel.ts";
import type { BoundCredential, Credential } from "./credential.ts";
import type { WireUrl } from "./location.ts";

/*
 *   HopRequest ─hop─▶ SignedRequest ─http │ websocket─▶ Exchange ─hop─▶ HopOutcome
 */

/** One request to make. */
export interface HopRequest {
  transport: "http" | "websocket";
  /** GET for a WebSocket handshake. */
  method: string;
  url: URL | WireUrl;
  /** Without any credential. */
  headers: [string, string][];
  /** `shown` is the part that the record holds. Null for bytes that are not text. */
  body: { bytes: Uint8Array; shown: string | null } | null;
  credential: BoundCredential;
  /** False once a chain of redirects has left the origin. The rest of the chain then carries no credential. */
  signed: boolean;
  /** Dotted paths in a JSON answer whose values are secrets. */
  secretsAt: string[];
}

/** A request with its chosen credential, as the two transports take it. */
export interface SignedRequest extends HopRequest {
  address: URL;
  chosen: Credential;
}

/** What a transport returns. */
export type Exchange = Pick<
  Hop,
  "status" | "responseHeaders" | "body" | "phases" | "remote" | "connection" | "failure"
> & {
  secrets: Record<string, Secret>;
  /** Each different Location as received. There is one, unless the peer sends several. */
  locations: string[];
  channel: Channel | null;
};
