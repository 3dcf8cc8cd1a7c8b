import type { Observation } from "../model/observation.ts";
import type { Hop } from "../model/recording.ts";
import { readHeader } from "./ids.ts";

/** A longer header is cut, because a peer may send any. */
const LONGEST = 4_096;
const AUDIENCE = /^https:\/\/[a-z0-9.-]{1,100}\/?$/i;
const TENANT = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/**
 * Reads the challenge of an answer: `Bearer authorization_uri="https://login.windows.net/TENANT", resource="https://…"`.
 * Each part counts only if it has its usual form. Null if there is no challenge for a bearer.
 */
export function readChallenge(hop: Hop): Observation["challenge"] {
  const header = readHeader(hop, "www-authenticate")?.slice(0, LONGEST) ?? "";
  if (!/^Bearer\b/i.test(header)) return null;
  const parts = new Map(
    [...header.matchAll(/([a-z_]+)="([^"]*)"/gi)].map(([, name = "", value = ""]) => [name.toLowerCase(), value]),
  );
  const audience = parts.get("resource_id") ?? parts.get("resource") ?? "";
  const authority = parts.get("authorization_uri") ?? parts.get("authorization") ?? "";
  return { audience: AUDIENCE.test(audience) ? audience : null, tenant: TENANT.exec(authority)?.[0] ?? null };
}
