import { randomBytes } from "node:crypto";
import { readTokenClaims } from "../redaction/token-claims.ts";

/** The tenant of every emulated resource. */
const TENANT = "00000000-0000-4000-8000-000000000001";

/** The audiences of the service in every cloud, because an emulated resource belongs to none. */
const AUDIENCE = /^https:\/\/(cognitiveservices|ai)\.azure\.(com|us|cn)\/?$/;

/** A token with a readable form and no valid signature. */
interface IssuedClaims {
  audience: string;
  /** Epoch ms. */
  expires: number;
}

/** Issues a token that the emulator accepts if audience and expiry are right. */
export function issueToken({ audience, expires }: IssuedClaims): string {
  const claims = {
    aud: audience,
    iss: `https://sts.windows.net/${TENANT}/`,
    tid: TENANT,
    exp: Math.floor(expires / 1000),
  };
  const parts = [{ alg: "none", typ: "JWT" }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  return [...parts, randomBytes(32).toString("base64url")].join(".");
}

/**
 * Whether a bearer is an Entra token by its form, and whether its audience and expiry are right.
 * @param audiences what the audience must match. Absent: the service
 */
export function judgeToken(bearer: string, now: number, audiences = AUDIENCE): "valid" | "invalid" | "no-token" {
  const claims = readTokenClaims(bearer);
  if (claims === null) return "no-token";
  const { audience, expires } = claims;
  return audiences.test(audience ?? "") && expires !== null && Date.parse(expires) > now ? "valid" : "invalid";
}
