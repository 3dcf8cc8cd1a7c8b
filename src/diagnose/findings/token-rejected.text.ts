import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning:
    "The service rejects the Entra token itself. If the token is valid but a role is missing, the finding is `role-missing`.",
  evidence:
    "No path accepted the token. The errors name the token, or a request without a credential gets exactly the same response.",
  causes: [
    "The token has expired, or this machine's clock is wrong.",
    "The token was issued for another audience, scope or tenant.",
    "The resource accepts tokens only at its own host name.",
    "A gateway expects a key instead of a token.",
  ],
  title: { rejected: "Service rejects the token in {cells}" },
  explanation: {
    rejected:
      "Every request with the token got {answer}. The service rejects the token before it evaluates any role, deployment or path.",
  },
  remedy: {
    audience:
      "Request the token with the scope https://ai.azure.com/.default or https://cognitiveservices.azure.com/.default. A sovereign cloud has its own scope.",
    host: "Use the resource's own host name (https://NAME.openai.azure.com) instead of a regional one, or use a key.",
    key: "Fetch a new token for the tenant of the resource, and compare the configured endpoint with the endpoint of the resource. The response mentions a key, because the service does not recognise the token.",
    gateway:
      "The server requires a key. If it is your own gateway, send it a key, or send the requests to the resource itself.",
    expired: "Fetch a new token and run again. Compare this machine's clock with the time in the response.",
    invalid: "Fetch a new token for the tenant of the resource.",
    any: "Fetch a new token for the tenant of the resource. Use the scope https://ai.azure.com/.default or https://cognitiveservices.azure.com/.default (a sovereign cloud has its own). The response does not say what is wrong with the token.",
    scope:
      "Fetch a new token with the scope {audience}/.default for the tenant of the resource. Compare this machine's clock too.",
  },
} as const satisfies FindingText;
