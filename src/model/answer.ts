import type { Rung } from "./rung.ts";

/** What carried an answer of the peer. */
export type Carrier =
  | { kind: "status"; status: number }
  | { kind: "event"; type: string }
  | { kind: "close"; code: number | null; reason: string; transport: "fin" | "reset" | "open" };

/** One answer of the peer, in the service's own words. */
export interface Answer {
  rung: Rung;
  carrier: Carrier;
  code: string | null;
  type: string | null;
  message: string | null;
  param: string | null;
  /** The inner code of Azure's `innererror`, else null. */
  innerCode: string | null;
}
