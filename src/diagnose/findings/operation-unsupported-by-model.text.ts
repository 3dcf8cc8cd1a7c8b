import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The service finds the deployment and refuses the operation.",
  evidence:
    "The control with a nonexistent deployment gets another error, or the error text is known to refuse an operation. If another deployment of the same model works, the model is not the cause.",
  causes: [
    "The model does not support the operation.",
    "The deployment runs a version of the model that does not support it.",
    "One deployment is damaged while others of the same model work.",
  ],
  title: {
    model: "{deployment} does not support {what} (the deployment itself is fine)",
    modelShort: "{deployment} does not support {what}",
    modelCount: "{deployment} does not support {operations}",
    twin: "{deployment} does not support {what}, but {other} does",
    twinShort: "{deployment} fails, but {other} of the same model works",
    twinCount: "{deployment} fails, but another deployment works",
  },
  explanation: {
    answer: "On {path} the service returned {answer} for {deployment}.",
    control: "It returned {control} for a nonexistent deployment, so it found this deployment.",
    noControl: "No control with a nonexistent deployment is available for comparison.",
    model: "The operation is refused because of the model, not because of the deployment.",
    stuck: "No other path returned a result for this deployment in its role.",
    twinVersion:
      "The deployment {other} is configured with the same model and version. It passed the same probe in the same run. So this deployment is the cause, not the model.",
    twin: "The deployment {other} is configured with the same model. It passed the same probe in the same run. So this deployment or its version is the cause, not the model. The versions of both were not stated.",
  },
  remedy: {
    stuck: "Use another model on this path. This run found no other path that works for this model.",
    switch: "Use a path that is listed as working for this deployment, or use another model on this path.",
    twin: "Use {other}. Compare the model and version of both on the resource's page. If they are the same, delete this deployment, create it again and run again.",
  },
  ask: {
    stuck: "Please state which path this model is meant for, or correct the documentation that names this path.",
    twin: "The service serves this operation for another deployment of the same model and version. Please explain why it refuses this one.",
  },
} as const satisfies FindingText;
