import type { Probe } from "./probe.ts";

/*
 * Rates that the service documents and that a run would reach. The run keeps to them from the start, because each request
 * beyond them costs a wait. Rates of other quotas are far above what a run sends.
 */

interface DocumentedRate {
  perMinute: number;
  /**
   * What shares the rate. `model`: the deployments of a model in one subscription and region. `resource`: all requests to
   * one resource.
   */
  sharedBy: "model" | "resource";
  /** The public page, and the day on which it had this rate. */
  page: string;
  readOn: string;
}

export const DOCUMENTED_RATES = {
  "speech-to-text": {
    perMinute: 3,
    sharedBy: "model",
    page: "https://learn.microsoft.com/azure/ai-services/openai/quotas-limits",
    readOn: "2026-11-29",
  },
  "voice-live": {
    perMinute: 30,
    sharedBy: "resource",
    page: "https://learn.microsoft.com/azure/ai-services/speech-service/speech-services-quotas-and-limits",
    readOn: "2026-11-29",
  },
} as const satisfies Record<string, DocumentedRate>;

export type RateName = keyof typeof DOCUMENTED_RATES;

/** The documented rate that a probe counts against. Null if a run does not reach it. */
export function rateOf({ limit, steps }: Pick<Probe, "limit" | "steps">): RateName | null {
  if (limit !== undefined) return limit;
  return steps.some(({ host }) => host === "voice-live") ? "voice-live" : null;
}
