import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "Azure Resource Manager and documentation state different retirement dates for a model.",
  evidence:
    "`arm:` of a deployment and a documentation page state different dates for the same model and version. Both are more than 180 days away. If a date is nearer, the finding is model-retires-soon.",
  causes: [
    "The date was changed, and one of the two sources is out of date.",
    "Azure Resource Manager states the date for only one region and SKU.",
  ],
  title: {
    dates: "Two retirement dates for {model}: {arm} and {page}",
    short: "{model}: two retirement dates",
  },
  explanation: { arm: "{arm}", page: "{page}" },
  remedy: { earlier: "Plan with the earlier date, {on}, and run `aoai-probe discover` again before that date." },
} as const satisfies FindingText;
