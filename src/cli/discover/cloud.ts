import type { Cloud } from "../../entra/cloud.ts";
import { readTokenClaims } from "../../redaction/token-claims.ts";
import { UsageError } from "../usage-error.ts";

/**
 * Reads the audience of a management token, before it is sent. That of an opaque token is unknown.
 * @throws UsageError if the token is for something else. It has the audience, but nothing else of the token
 */
export function refuseOtherAudience(variable: string, token: string, cloud: Cloud): void {
  const audience = readTokenClaims(token)?.audience ?? null;
  if (audience === null || cloud.armAudiences.includes(audience.replace(/\/$/, ""))) return;
  throw new UsageError(
    `The variable ${variable} has a token for ${audience}: get one with \`az account get-access-token --resource ${cloud.arm}\`. Nothing was sent.`,
  );
}
