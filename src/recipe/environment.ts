import type { AuthKind } from "../model/target.ts";

/**
 * The variable that holds the resource for every program. There is no default. With the endpoint of a stranger's report
 * as one, the recipe would send the reader's key to the stranger.
 */
export const ENDPOINT_VARIABLE = "AZURE_OPENAI_ENDPOINT";

/** What a program prints after the name of a variable that is not set. */
export const ENDPOINT_ADVICE = "set it to the endpoint of your resource, https://NAME.openai.azure.com";
export const CREDENTIAL_ADVICE = "set it to the credential of your resource";

/** A kind of credential that a header carries. No program puts a key into a URL, because logs keep URLs. */
export type HeaderAuth = Exclude<AuthKind, "key-query">;

const HEADERS = {
  key: { variable: "AZURE_OPENAI_API_KEY", header: "api-key", prefix: "" },
  "key-bearer": { variable: "AZURE_OPENAI_API_KEY", header: "Authorization", prefix: "Bearer " },
  entra: { variable: "AZURE_OPENAI_AD_TOKEN", header: "Authorization", prefix: "Bearer " },
} as const satisfies Record<HeaderAuth, { variable: string; header: string; prefix: string }>;

/** Returns the variable of the credential, and the header that carries it. */
export function credentialHeader(auth: HeaderAuth): { variable: string; header: string; prefix: string } {
  return HEADERS[auth];
}
