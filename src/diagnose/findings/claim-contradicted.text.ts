import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "A published claim about a model disagrees with the results of this run.",
  evidence: "The cells that test the claim had results that the claim excludes. An emulated run contradicts no claim.",
  causes: [
    "The documentation is outdated or wrong.",
    "The claim applies to other regions, versions or dates.",
    "The service changed after the claim was published.",
  ],
  title: {
    withSource: "This run contradicts claim {claim} by {who}",
    short: "This run contradicts claim {claim}",
  },
  explanation: {
    claim: "{claim}",
    result: "On {day}, {probes} returned a result in {places} ({attempts}).",
    events: "The result came without {expected}. The events were {events}.",
    answer: "On {day}, {probes} got {answer} in {places} ({attempts}).",
    confirmed: "Other results of this run confirm it in {cells}.",
    conflict: "Another source contradicts it too.",
  },
  remedy: {
    rely: "Trust this result instead of the page. It is valid for its date, so run again before you depend on it.",
  },
  ask: { correct: "Please correct the page, or state since when and in which regions it applies." },
} as const satisfies FindingText;
