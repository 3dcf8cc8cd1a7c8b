import type { Stage } from "./stage.ts";

/** The part of the exchange that carried an answer: an HTTP status, an event or a close frame. */
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
  /** Fields that the error's details point at: `loc`, `target`, a JSON pointer. Empty if there are none. */
  pointers: string[];
  /** The `event_id` of the client's event that an error event answers. Null if it names none. */
  eventId: string | null;
  /** The inner code of Azure's `innererror`. Null if absent. */
  innerCode: string | null;
  /**
   * False if the expected event arrived with other content and without an error. `finish` holds how an unfinished
   * response ended.
   */
  refuses: boolean;
  /** `response.status` of an unfinished response: `incomplete`, `cancelled` or `failed`. Else null. */
  finish: string | null;
  /** Why the response ended before it was whole: `content_filter`, `max_output_tokens`. Else null. */
  reason: string | null;
}
