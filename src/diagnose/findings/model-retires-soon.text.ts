import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The model of a deployment retires within 180 days, or its stated date has passed.",
  evidence:
    "Documentation or Azure Resource Manager states the date for this model and version, and the service finds the deployment. The days count from the start of the run.",
  causes: [
    "Every model version has a retirement date.",
    "A date that has passed may have been postponed. Retirements also take place region by region.",
  ],
  title: {
    soon: "{model} retires on {on} (in {days})",
    passed: "Retirement date of {model} has passed ({on})",
    short: "{model}: retirement {on}",
  },
  explanation: {
    source: "{source}",
    disagree: "The sources disagree about the date: {dates}.",
    versions: "The version of the deployment is unknown. The dates of its versions are: {dates}.",
    guessed: "The model is assumed from the name of the deployment.",
  },
  remedy: {
    replacement: "Deploy {replacement} and move your clients to it before {on}.",
    choose: "Choose a successor in the list of model retirements and move your clients to it before {on}.",
    passed: "Check the date in the list of model retirements, and move your clients to a successor now.",
  },
} as const satisfies FindingText;
