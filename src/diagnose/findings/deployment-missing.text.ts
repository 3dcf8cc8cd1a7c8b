import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The service does not find a configured deployment.",
  evidence:
    "Nearly every path returns the same error for the deployment as for a nonexistent one. No path returns a result for the deployment. No path finds the deployment and refuses only the operation.",
  causes: [
    "The name is misspelt, or it is the name of the model instead of the deployment.",
    "The endpoint belongs to another resource.",
    "The deployment was created within the last five minutes.",
    "The deployment was deleted.",
  ],
  title: { deployment: "Service does not find deployment {deployment}" },
  explanation: {
    answer:
      "On {paths} the service returned {answer}, exactly as for a nonexistent deployment. No path returned a result for this deployment or refused it an operation.",
    noneKnown:
      "The service knows no other deployment of this target either, so the endpoint may belong to another resource.",
  },
  remedy: {
    compare:
      "Compare the deployment's name letter by letter with the resource's list of deployments. The name of the deployment can differ from the name of the model. Compare the endpoint with that of the resource. If the deployment is new, wait five minutes and run again.",
  },
} as const satisfies FindingText;
