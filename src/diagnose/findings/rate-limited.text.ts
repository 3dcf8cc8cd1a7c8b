import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "A rate limit or quota stopped a request for longer than the run waits.",
  evidence: "Every attempt within the waiting time returned a limit error of the service.",
  causes: [
    "Other clients use the same quota.",
    "The rate of the deployment or of the resource's tier is too small.",
    "The quota is used up.",
  ],
  title: {
    rate: "Service rate-limits {deployments} on {path}",
    rateShort: "Service rate-limits {deployments}",
    ratePath: "Service rate-limits {path}",
    rateOnePath: "Service rate-limits one path",
    quota: "Quota of {deployments} is used up on {path}",
    quotaShort: "Quota of {deployments} is used up",
    quotaPath: "Quota is used up on {path}",
    quotaOnePath: "Quota is used up on one path",
  },
  explanation: {
    answer: "{path} returned {answer} in {attempts}.",
    retryAfter: "The response asks to retry later ({retryAfter}).",
    noRetryAfter: "The response does not say when to retry.",
    limit:
      "The limit was reached before the service evaluated the request. The path and the model are not refused, and nothing is proven about them.",
  },
  remedy: {
    retryAfter:
      "Compare the limits of the deployment and of the resource's tier with other traffic. Increase them or wait as the response says, and run again. The flag --max-wait sets how long a run may wait.",
    noRetryAfter:
      "Compare the limits of the deployment and of the resource's tier with other traffic. Increase them or wait, and run again. The flag --max-wait sets how long a run may wait.",
  },
} as const satisfies FindingText;
