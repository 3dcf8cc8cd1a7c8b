import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "Attempts with the same request ended differently. Nothing is concluded about what is supported.",
  evidence:
    "At least two attempts of one cell ended with different responses. Attempts that were delayed by a limit, or disturbed by this machine, are not counted.",
  causes: [
    "The service has a temporary fault.",
    "Several servers with different states share the endpoint.",
    "The deployment was created or changed a short time ago.",
  ],
  title: {
    result: "{probe} fails in {share} and works in the rest",
    resultShort: "{probe} works in only some attempts",
    answers: "{probe} fails in {share}, with other errors in the rest",
    answersShort: "{probe} gets different errors across attempts",
    never: "{probe} gets different responses in {attempts}",
    neverShort: "{probe} gets different responses",
  },
  explanation: {
    failing: "{path} failed in {share} with {answers}.",
    never: "The other attempts did not get the same response each time.",
    result: "The other attempts returned the result.",
    answers: "The other attempts got {others}.",
    mixed: "The other attempts returned the result or got {others}.",
    conclusion:
      "Every attempt sent the same request, so neither the request nor the deployment alone is the cause. Nothing is concluded about what is supported.",
  },
  remedy: {
    retry:
      "Run again later and compare the numbers. Until then, let the client retry after this kind of failure with an increasing delay.",
  },
  ask: {
    withIds:
      "Please examine the failing attempts with apim-request-id {ids}. Please explain why the same request gets different responses.",
    withoutIds:
      "Please examine the failing attempts at the times in the report. Please explain why the same request gets different responses.",
  },
} as const satisfies FindingText;
