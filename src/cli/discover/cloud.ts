import { UsageError } from "../usage-error.ts";

/** An Azure cloud: the only origin that gets its management token, and the audiences of that token. */
export interface Cloud {
  arm: string;
  audiences: readonly string[];
}

/** The clouds by the value of --cloud. https://learn.microsoft.com/azure/developer/identity/azure-cloud-settings has them. */
export const CLOUDS = {
  public: {
    arm: "https://management.azure.com",
    audiences: ["https://management.azure.com", "https://management.core.windows.net"],
  },
  "us-government": {
    arm: "https://management.usgovcloudapi.net",
    audiences: ["https://management.usgovcloudapi.net", "https://management.core.usgovcloudapi.net"],
  },
  china: {
    arm: "https://management.chinacloudapi.cn",
    audiences: ["https://management.chinacloudapi.cn", "https://management.core.chinacloudapi.cn"],
  },
} as const satisfies Record<string, Cloud>;

export type CloudName = keyof typeof CLOUDS;

/**
 * Reads the management token's audience, before it is sent.
 * @throws UsageError if the token is for something else. It has the audience, but nothing else of the token
 */
export function refuseOtherAudience(variable: string, token: string, cloud: Cloud): void {
  const audience = audienceOf(token);
  if (audience === null || cloud.audiences.includes(audience.replace(/\/$/, ""))) return;
  const shown = /^https:\/\/[a-z0-9.-]{1,100}\/?$/.test(audience) ? audience : "something else";
  throw new UsageError(
    `The variable ${variable} has a token for ${shown}: get one with \`az account get-access-token --resource ${cloud.arm}\`. Nothing was sent.`,
  );
}

/** Null if the token is opaque. */
function audienceOf(token: string): string | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    const isObject = typeof claims === "object" && claims !== null;
    return isObject && "aud" in claims && typeof claims.aud === "string" ? claims.aud : null;
  } catch {
    return null;
  }
}
