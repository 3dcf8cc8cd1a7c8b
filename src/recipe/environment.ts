import type { AuthKind, ExtraHost } from "../model/target.ts";

/**
 * The variable that holds the resource for every program. There is no default. With the endpoint of a stranger's report
 * as one, the recipe would send the reader's key to the stranger.
 */
export const ENDPOINT_VARIABLE = "AZURE_OPENAI_ENDPOINT";

/** What a program prints if the variable of the credential is not set. */
export const CREDENTIAL_ADVICE = "set it to the credential of your resource";

/** Endpoints of each host, which is null for the resource itself. */
const HOST_ADVICE: Record<ExtraHost, string> = {
  webrtc: "WebRTC endpoint of the region of your resource, https://REGION.realtimeapi-preview.ai.azure.com",
  "voice-live": "Voice Live endpoint of your resource, https://NAME.services.ai.azure.com",
};

/** What a program prints if the variable of the endpoint is not set. */
export function endpointAdvice(host: ExtraHost | null): string {
  return `set it to the ${host === null ? "endpoint of your resource, https://NAME.openai.azure.com" : HOST_ADVICE[host]}`;
}

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
