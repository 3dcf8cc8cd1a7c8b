import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "A path returns the same error for a configured deployment as for a nonexistent one.",
  evidence:
    "The control with a nonexistent deployment got exactly the same response. The same path works for another deployment.",
  causes: [
    "The path has one error for a missing deployment, an unsupported operation and a wrong request.",
    "The deployment does not exist.",
  ],
  title: {
    path: "{path} hides whether a deployment exists",
    onePath: "One path hides whether a deployment exists",
  },
  explanation: {
    alike:
      "The service returned {answer} for {deployments}, and exactly the same for a nonexistent deployment. This path does not show whether the deployment is missing, the operation is unsupported or the request is wrong.",
    known: "Other paths know {known}, so the deployment is not missing there.",
  },
  remedy: {
    compare:
      "Draw no conclusion from this path alone. Compare it with a path that returns different errors, or with the resource's list of deployments.",
  },
  ask: {
    code: "On this path too, please return a separate code (DeploymentNotFound) for a deployment that does not exist.",
  },
} as const satisfies FindingText;
