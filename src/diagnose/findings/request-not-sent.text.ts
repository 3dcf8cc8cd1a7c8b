import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning:
    "The probe did not send a request. A value would change the path or host of the request, or a header or sample cannot be sent.",
  evidence: "The probe checks each request before it sends it. So nothing was sent to a wrong server or path.",
  causes: [
    "A deployment is named with dots only, or an earlier response contained such a value.",
    "An earlier response contained a value that no header can hold.",
    "The spoken sample is missing or cannot be sent.",
  ],
  title: {
    probe: "{probe} is not sent because its values are unsafe",
    short: "A request is not sent because its values are unsafe",
  },
  explanation: {
    reason: "The probe stopped before the request, for this reason: “{reason}”.",
    nothingKnown: "This says nothing about the service or the deployment.",
  },
  remedy: {
    correct:
      "Correct the value that the explanation names. It is the name of the deployment, or it is in the YAML file of the probe. Then run these cells again.",
  },
} as const satisfies FindingText;
