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
  /** `shown` is what the record holds of it; null for bytes that are no text. */
  body: { bytes: Uint8Array; shown: string | null } | null;
  credential: BoundCredential;
  /** False once a chain of redirects has left the origin: then nothing is sent, for the rest of the chain. */
  signed: boolean;
  /** Dotted paths in a JSON answer whose values are secrets. */
  secretsAt: string[];
}

/** A request with its credential chosen, as the two transports take it. */
export interface SignedRequest extends HopRequest {
  address: URL;
  chosen: Credential;
}

/** What a transport brings back. */
export type Exchange = Pick<Hop, "status" | "responseHeaders" | "body" | "phases" | "remote" | "failure"> & {
  secrets: Record<string, Secret>;
  /** Each Location as received, if they differ: one, unless the peer cannot decide. */
  locations: string[];
  channel: Channel | null;
};
