import type { Json } from "./json.ts";

export const SEVERITIES = ["high", "medium", "low", "information"] as const;
type Severity = (typeof SEVERITIES)[number];

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

/** A failing cell, the nearest cell that behaves differently, and their only difference. */
export interface Pair {
  /** Id of a failing cell that the finding rests on. `nearest` is the most similar cell that behaves differently. */
  failing: string;
  passing: string;
  /** The difference between the two requests: `query deployment= present / absent`. */
  difference: string;
}

/** A conclusion from several cells. It holds data and plain text, without colour or markup. */
export interface Finding {
  code: string;
  severity: Severity;
  title: string;
  /** Null if the finding covers several targets. */
  target: string | null;
  deployment: string | null;
  /** Ids of the cells that the finding rests on: `failing` and `passing`, in one order. */
  cells: string[];
  /** Those that returned no result. */
  failing: string[];
  /** Those that returned their result, or proved all that their probe can prove. They show what works. */
  passing: string[];
  pair: Pair | null;
  component: Component;
  facts: Record<string, Json>;
  explanation: string;
  /** What the customer can do. */
  remedy: string;
  /** The request to support. Null if the service works as designed. */
  ask: string | null;
}
