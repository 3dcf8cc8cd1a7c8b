import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "Azure Resource Manager lists a model as available, but the service refuses it.",
  evidence:
    "The section `arm:` of the deployment says that the model is generally available or has the capability realtime. The service refused every probe of the deployment's role. Emulated runs do not lead to this finding.",
  causes: [
    "The deployment is new, and the data plane does not know it yet.",
    "The region does not serve the model yet, or no longer serves it.",
    "The endpoint in the configuration belongs to another resource.",
  ],
  title: {
    model: "Service refuses {model}, which Resource Manager lists",
    short: "{model}: listed as available but refused",
  },
  explanation: {
    claim: "{claim}",
    answer: "On {day}, {probes} got {answer} ({attempts}).",
  },
  remedy: {
    again:
      "Run `aoai-probe discover` again, and wait five minutes if the deployment is new. Compare the configured endpoint with the endpoint of the resource.",
  },
  ask: {
    explain:
      "Please state why Azure Resource Manager lists the model as available while the data plane of this resource refuses it.",
  },
} as const satisfies FindingText;
