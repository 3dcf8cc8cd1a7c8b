import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The service does not find the deployment. The deployment's name resembles a known model.",
  evidence:
    "The name is in no model list known to this tool, and a known name is similar. The service does not find the deployment on any path.",
  causes: ["The name is misspelt.", "The model does not exist or has another name."],
  title: {
    nearest: "No known model is named {name} (nearest: {nearest})",
    short: "No known model is named {name}",
  },
  explanation: {
    unknown: "No model list known to this tool contains {name}.",
    answer: "Every path that looks for it returned an error: {answer}.",
    nearest: "The nearest known name is {nearest}.",
  },
  remedy: {
    check:
      "Check the name in the resource's list of deployments. If you mean {nearest}, deploy it and use the deployment's name.",
  },
} as const satisfies FindingText;
