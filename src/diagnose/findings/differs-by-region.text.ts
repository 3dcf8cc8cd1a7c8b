import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The same request to the same model has different outcomes in different regions.",
  evidence:
    "Targets in at least two regions got the same request for the same model and version. All targets within one region agree.",
  causes: [
    "The model or a path is not rolled out to every region.",
    "One region has a fault.",
    "The regions serve different versions of the model.",
  ],
  title: {
    onPaths: "{model} behaves differently across regions on {paths}",
    short: "{model} behaves differently across regions",
  },
  explanation: {
    sameVersion: "The same request ({probe}) to the same model and version ends differently by region.",
    noVersion: "The same request ({probe}) to the same model ends differently by region.",
    result: "{region} returned the result.",
    answer: "{region} returned {answer}.",
    agree: "Targets within one region agree.",
    noEvidence: "A region gave no evidence for these probes: {probes}.",
    unknownVersion: "No target states the version of the model, so the versions may differ.",
  },
  remedy: {
    moveOrSwitch:
      "Until this is resolved, use {model} in a region where it works, or use a path that works in every region.",
  },
  ask: { state: "Please state whether {model} should behave the same in these regions, and since when it does not." },
} as const satisfies FindingText;
