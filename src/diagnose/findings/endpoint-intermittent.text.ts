import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The host did not respond during part of the run but responded before or after.",
  evidence:
    "At least three cells of different paths failed in one period, and no request in that period got a response. Before or after that period, requests over the same transport got responses.",
  causes: [
    "The service, a gateway or a load balancer was unavailable for a short time.",
    "The network of this machine was interrupted.",
  ],
  title: { part: "Endpoint does not respond during part of the run" },
  explanation: {
    failed: "The host {host} did not respond to {cells} on different paths {span}.",
    skipped: "The run then skipped {cells}.",
    conclusion:
      "Outside that time it responded to {cells}. So the host was unavailable, and the failures say nothing about their paths.",
  },
  remedy: {
    rerun:
      "Run again to complete these cells. If it happens again, compare the times with the health of the resource and of the network.",
  },
} as const satisfies FindingText;
