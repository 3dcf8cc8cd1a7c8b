import { isJsonObject, type Json } from "../model/json.ts";
import type { TokenClaims } from "../model/recording.ts";

/*
 * What of an Entra token may be shown. Nobody verifies the token here, so each claim counts only if it has its usual
 * form. All other claims name a person or an application, and are never read.
 */

/** A longer text is no token. Tokens with many groups have up to about 12,000 characters. */
const LONGEST = 32_768;
const AUDIENCE = /^[a-z0-9][a-z0-9:/._-]{0,199}$/i;
const ISSUER = /^https:\/\/[a-z0-9.-]{1,100}(\/[a-z0-9._/-]{0,100})?$/i;
const TENANT = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** The last second that a date can have, so that it can be formatted. */
const LAST_SECOND = 8.64e12;

/** Returns the claims of a token that may be shown. Null if it is not a JSON Web Token. */
export function readTokenClaims(token: string): TokenClaims | null {
  if (token.length > LONGEST || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return null;
  const claims = parseClaims(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  if (!isJsonObject(claims)) return null;
  const { aud, iss, tid, exp } = claims;
  const isDate = typeof exp === "number" && Math.abs(exp) <= LAST_SECOND;
  return {
    audience: textOf(Array.isArray(aud) ? aud[0] : aud, AUDIENCE),
    issuer: textOf(iss, ISSUER),
    tenant: textOf(tid, TENANT),
    expires: isDate ? new Date(exp * 1000).toISOString() : null,
  };
}

function parseClaims(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function textOf(value: Json | undefined, form: RegExp): string | null {
  return typeof value === "string" && form.test(value) ? value : null;
}
