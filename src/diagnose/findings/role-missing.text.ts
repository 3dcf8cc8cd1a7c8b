import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The service knows the identity, but the identity lacks the permission for the operation.",
  evidence: "The error of the service names the missing role, permission or data action.",
  causes: [
    "The identity has no role on this resource that includes the required data action.",
    "The role was assigned a few minutes ago and has no effect yet.",
    "The role allows reading or managing the resource, but not its data actions.",
  ],
  title: {
    some: "Identity lacks a role for some operations",
    all: "Identity lacks a role on this resource",
  },
  explanation: {
    refused: "The service read the {credential} and refused its identity: {answer}.",
    some: "Other paths accept the same {credential}, so it is valid. Only the permission for these operations is missing.",
  },
  remedy: {
    assign:
      "Assign the role Cognitive Services OpenAI User to the identity, or another role with the data action that the response names. Then wait some minutes until it takes effect.",
  },
} as const satisfies FindingText;
