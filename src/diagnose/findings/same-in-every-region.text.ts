import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The same request to the same model and version has the same outcome in every region of the run.",
  evidence: "Targets in at least two regions got the same request for the same model and version.",
  causes: ["The service serves the model in the same way in these regions."],
  title: {
    onPaths: "{model} behaves the same in {regions} on {paths}",
    short: "{model} behaves the same in {regions}",
  },
  explanation: {
    regions: "These regions got the same requests: {regions}.",
    works: "These probes work in each region: {probes}.",
    fails: "These probes fail in each region: {probes}. So neither the region nor one resource is the cause.",
    differs: "These probes differ between regions: {probes}.",
    notCompared: "A region gave no evidence for these probes: {probes}.",
    others: "Other regions may behave differently.",
  },
  remedy: {
    none: "No action is needed.",
    switch: "Use a path that is listed as working. Moving to another of these regions does not help.",
  },
} as const satisfies FindingText;
