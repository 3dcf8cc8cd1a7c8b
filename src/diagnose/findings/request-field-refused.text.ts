import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The service rejected a field of the request, so its error is not about the model.",
  evidence: "The error names a field that the request contains, or the same request works without that field.",
  causes: ["The path does not know the field or its value.", "This model does not accept the field."],
  title: { field: "Service rejected the field {field}" },
  explanation: {
    answer: "{path} returned {answer}.",
    named: "The error names {field}, which the request contains.",
    settled: "Without {field} the same request works.",
    open: "This does not show whether the model supports the operation.",
  },
  remedy: { field: "Remove or change {field} in the request and run again." },
} as const satisfies FindingText;
