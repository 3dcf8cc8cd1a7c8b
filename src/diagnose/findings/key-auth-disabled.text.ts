import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The resource accepts no keys, because key authentication is disabled.",
  evidence: "The error of the service says that key authentication is disabled, and no path accepted the key.",
  causes: ["The property disableLocalAuth is true on the resource, often because of a policy."],
  title: { disabled: "Resource does not accept keys" },
  explanation: {
    answer:
      "The service returned {answer} to the key, because disableLocalAuth is set on the resource. Whether the key is valid and what the deployments support remains unknown.",
  },
  remedy: {
    token:
      "Use an Entra token of an identity with the role Cognitive Services OpenAI User. Or ask the owner of the resource to set disableLocalAuth to false.",
  },
} as const satisfies FindingText;
