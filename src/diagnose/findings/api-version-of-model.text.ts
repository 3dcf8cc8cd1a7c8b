import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The path exists, but serves this model or operation only with another api-version.",
  evidence: "The error of the service names the api-version as the cause.",
  causes: [
    "The client sends an api-version that is older than the model.",
    "The model is served only on the GA path, which needs no api-version.",
  ],
  title: {
    deployment: "{deployment} requires another api-version",
    deployments: "{count} deployments require another api-version",
    path: "{path} requires another api-version",
    onePath: "One path requires another api-version",
  },
  explanation: {
    answer: "{path} returned {answer}.",
    cause: "The api-version is the cause, not the deployment or the abilities of its model.",
    likeMissing: "A nonexistent deployment gets the same response.",
  },
  remedy: {
    add: "Send the api-version that the response names.",
    replace:
      "Run again with --api-version set to the version that the response names, or use the GA path, which needs none.",
  },
} as const satisfies FindingText;
