import type { AuthKind } from "../model/target.ts";

/** Variables that every program takes its secrets and its resource from. */
export const ENDPOINT_VARIABLE = "AZURE_OPENAI_ENDPOINT";

/** The variable of the credential, and the header that carries it. */
export function credentialHeader(auth: AuthKind): { variable: string; header: string; prefix: string } {
  return auth === "key"
    ? { variable: "AZURE_OPENAI_API_KEY", header: "api-key", prefix: "" }
    : { variable: "AZURE_OPENAI_AD_TOKEN", header: "Authorization", prefix: "Bearer " };
}
