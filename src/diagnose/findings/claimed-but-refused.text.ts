import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "Azure Resource Manager lists a model as available, and the service refuses it.",
  evidence:
    "`arm:` of the deployment says that its model is generally available or has the capability realtime. Every probe of its role was refused. An emulated run contradicts no claim.",
  causes: [
    "The deployment is new, and the data plane does not know it yet.",
    "The region does not serve the model yet, or no longer.",
    "The endpoint in the configuration belongs to another resource.",
  ],
  title: {
    model: "Service refuses {model}, which Resource Manager lists",
    short: "{model}: listed as available, and refused",
  },
  explanation: {
    claim: "{claim}",
    answer: "On {day}, {probes} got {answer} ({attempts}).",
  },
  remedy: {
    again:
      "Run `aoai-probe discover` again, and wait five minutes if the deployment is new. Compare the endpoint with that of the resource.",
  },
  ask: {
    explain:
      "Please state why Azure Resource Manager lists the model as available while the data plane of this resource refuses it.",
  },
} as const satisfies FindingText;
