import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The deployment exists, but its model is retired and no longer served.",
  evidence:
    "The error of the service says that the model is retired. If the control for a missing deployment responded, its response differs.",
  causes: ["The model reached its retirement date."],
  title: { retired: "The model of {deployment} is retired" },
  explanation: {
    retired: "The service returned {answer}. It found the deployment, but no path serves its model any more.",
  },
  remedy: {
    replace:
      "Deploy a model that is still served and move your clients to it. The list of model retirements names the successor.",
  },
} as const satisfies FindingText;
