import type { AuthKind } from "../model/target.ts";

/**
 * The variable that every program takes its resource from. There is no other: with the endpoint of the report as a
 * default, the recipe of a stranger's report would send the reader's key to the stranger.
 */
export const ENDPOINT_VARIABLE = "AZURE_OPENAI_ENDPOINT";

/** What a program says when a variable is not set, after its name. */
export const ENDPOINT_ADVICE = "set it to the endpoint of your resource, https://NAME.openai.azure.com";
export const CREDENTIAL_ADVICE = "set it to the credential of your resource";

/** The variable of the credential, and the header that carries it. */
export function credentialHeader(auth: AuthKind): { variable: string; header: string; prefix: string } {
  return auth === "key"
    ? { variable: "AZURE_OPENAI_API_KEY", header: "api-key", prefix: "" }
    : { variable: "AZURE_OPENAI_AD_TOKEN", header: "Authorization", prefix: "Bearer " };
}
