import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "A rate limit or quota stopped every request to a target, a deployment or a transport.",
  evidence:
    "At least three cells were tried, and each ended with 429. The run waited for the first cells, as the service asked. It then tried each of the other cells once, without a wait.",
  causes: [
    "Other clients use the whole quota.",
    "The quota of the deployment is zero or very small.",
    "A gateway in front of the resource limits this client.",
  ],
  title: {
    target: "Every request to {target} is rate-limited",
    oneTarget: "Every request to one target is rate-limited",
    deployments: "Every request to {deployments} is rate-limited",
    someDeployments: "Every request to {count} is rate-limited",
    http: "Every HTTP request to {target} is rate-limited",
    oneHttp: "Every HTTP request to one target is rate-limited",
    websocket: "Every handshake with {target} is rate-limited",
    oneWebsocket: "Every handshake with one target is rate-limited",
  },
  explanation: {
    answer: "Each of {cells} ended with 429. An example is {answer}.",
    waited: "The run waited for {cells} and tried the others once each.",
    notWaited: "The run tried each of them once, because waiting is of no use here.",
    retryAfter: "The response asks to retry later ({retryAfter}).",
    noRetryAfter: "The response does not say when to retry.",
    limit: "Nothing is proven about these deployments and paths.",
  },
  remedy: {
    retry:
      "Find out which other clients use this quota, or increase it. Then run again with --target {target}. The flag --max-wait sets how long a run may wait.",
  },
} as const satisfies FindingText;
