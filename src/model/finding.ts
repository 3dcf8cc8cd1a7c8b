import type { Json } from "./json.ts";

export const SEVERITIES = ["high", "medium", "low", "information"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const COMPONENTS = [
  "gateway-routing",
  "authentication",
  "session-mint",
  "session",
  "model-serving",
  "quota",
  "model-catalogue",
  "documentation",
  "customer-request",
  "customer-network",
  "unknown",
] as const;
export type Component = (typeof COMPONENTS)[number];

/** The nearest cell that behaves differently, with the one difference. */
export interface Pair {
  /** A cell that the finding rests on, and the nearest that behaves differently. */
  failing: string;
  passing: string;
  /** What differs between the two requests, in words: `query deployment= present / absent`. */
  difference: string;
}

/** What several cells together show. Holds data and the finding's own prose; no colour, no markup. */
export interface Finding {
  code: string;
  severity: Severity;
  title: string;
  /** null where it is about several targets. */
  target: string | null;
  deployment: string | null;
  /** Ids of the cells it rests on. */
  cells: string[];
  pair: Pair | null;
  component: Component;
  facts: Record<string, Json>;
  explanation: string;
  /** What the customer can do. */
  remedy: string;
  /** What is asked of the vendor; null where it works as built. */
  ask: string | null;
}
