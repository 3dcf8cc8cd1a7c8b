import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The service responds to a well-formed request with a server error.",
  evidence:
    "The service returned a 5xx status, a server error event or a server error close code. A similar request in the same run got a proper response.",
  causes: [
    "The service has a temporary or permanent fault for this model or path.",
    "The service fails on an unsupported request instead of rejecting it.",
  ],
  title: {
    attempts: "Service returns {carrier} to a valid request ({attempts})",
    short: "Service returns {carrier} to a valid request",
  },
  explanation: {
    answer: "{path} returned {answer} in {attempts}.",
    control: "A nonexistent deployment got a proper refusal ({cell}).",
    sameRequest: "The same request for another deployment got a proper response ({cell}).",
    sameForm: "Another request of the same form on this path got a proper response ({cell}).",
    status: "A 5xx does not say what is wrong with the request.",
    own: "The service calls this error its own, and does not say what is wrong with the request.",
    short: "The attempts cover a short time, so the error may have passed.",
    once: "The error was seen once and may have passed.",
  },
  remedy: { report: "Use a path that is listed as working, and report the request ids." },
  ask: {
    find: "Please find the request ids in your logs. Then return an error that says what to change, or serve the request.",
  },
} as const satisfies FindingText;
