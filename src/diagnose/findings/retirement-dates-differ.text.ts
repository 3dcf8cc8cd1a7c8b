import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "Azure Resource Manager and documentation state different retirement dates for a model.",
  evidence:
    "`arm:` of a deployment has the date of Azure Resource Manager, and a page has another one for the same model and version. Both are more than 180 days away. A nearer date is the finding model-retires-soon.",
  causes: [
    "A date was moved, and one of the two sources is older.",
    "Azure Resource Manager states the date of one region and SKU.",
  ],
  title: {
    dates: "Two retirement dates for {model}: {arm} and {page}",
    short: "{model}: two retirement dates",
  },
  explanation: { arm: "{arm}", page: "{page}" },
  remedy: { earlier: "Plan with the earlier date, {on}, and run `aoai-probe discover` again before it." },
} as const satisfies FindingText;
