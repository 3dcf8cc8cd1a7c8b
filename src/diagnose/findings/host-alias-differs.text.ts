import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "One resource responds differently to the same request under two of its host names.",
  evidence:
    "The same request to the same deployment was sent under both host names in one run, and the outcomes differ.",
  causes: [
    "The paths are served under only one of the host names.",
    "The host names are routed through different gateways.",
  ],
  title: { hosts: "Two host names of one resource respond differently to {requests}" },
  explanation: {
    result: "The same request ({probe}) got {answer} on {failing} and a result on {passing}.",
    answers: "The same request ({probe}) got {answer} on {failing} and {other} on {passing}.",
    noEvidence: "A host name gave no evidence for these requests: {requests}.",
    conclusion:
      "Both names belong to the same resource, so the deployment, the model and the region are not the cause.",
  },
  remedy: {
    use: "Use the host name {passing}.",
    documented: "Use the host name that the documentation gives for this path.",
  },
  ask: {
    serve:
      "Please serve the same paths under every host name of the resource, or document which host name serves which path.",
  },
} as const satisfies FindingText;
