import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "A published claim about a model agrees with the results of this run.",
  evidence: "The cells that test the claim had the results that the claim predicts. An emulated run confirms no claim.",
  causes: ["The claim is correct for this target and this date."],
  title: {
    withSource: "This run confirms claim {claim} by {who}",
    short: "This run confirms claim {claim}",
  },
  explanation: {
    claim: "{claim}",
    cells: "This run shows the same in {cells}.",
  },
  remedy: { none: "No action is needed." },
} as const satisfies FindingText;
