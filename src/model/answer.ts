import type { Stage } from "./stage.ts";

/** What carried an answer of the peer. */
export type Carrier =
  | { kind: "status"; status: number }
  | { kind: "event"; type: string }
  | { kind: "close"; code: number | null; reason: string; transport: "fin" | "reset" | "open" };

/** One answer of the peer, in the service's own words. */
export interface Answer {
  stage: Stage;
  carrier: Carrier;
  code: string | null;
  type: string | null;
  message: string | null;
  param: string | null;
  /** The inner code of Azure's `innererror`, else null. */
  innerCode: string | null;
  /**
   * False where the awaited event came with other content than was due and no error in it: it refuses nothing. An
   * unfinished response says how it ended in `finish`.
   */
  refuses: boolean;
  /** `response.status` of an unfinished response: `incomplete`, `cancelled`, `failed`; else null. */
  finish: string | null;
}
