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

/** A value of a header: a text, or a variable that holds the secret of a gateway. */
export type HeaderValue = string | { variable: string };

const GATEWAY_ADVICE = "set it to the key of your gateway";

/** Writes a value of a header in a language whose function `required` reads a variable. */
export function headerValue(value: HeaderValue, literal: (text: string) => string, required = "required"): string {
  return typeof value === "string" ? literal(value) : `${required}("${value.variable}", "${GATEWAY_ADVICE}")`;
}

/** Returns the lines of a shell script that end it if a variable of a gateway is not set. */
export function requireGatewayVariables(variables: string[]): string[] {
  return variables.map((variable) => `: "\${${variable}:?${GATEWAY_ADVICE}}"`);
}

/** Returns what to write before a command: `AZURE_OPENAI_ENDPOINT=… AZURE_OPENAI_API_KEY=…`. */
export function assignments(auth: HeaderAuth, gateway: string[]): string {
  return [ENDPOINT_VARIABLE, credentialHeader(auth).variable, ...gateway].map((name) => `${name}=…`).join(" ");
}
