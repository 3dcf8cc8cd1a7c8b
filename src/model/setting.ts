import type { Json } from "./json.ts";

/** How a service took a setting of a session. */
export const SETTING_OUTCOMES = ["echoed", "not-echoed", "refused", "no-evidence"] as const;
export type SettingOutcome = (typeof SETTING_OUTCOMES)[number];

/** One setting that the run tried on one deployment, with a session of its own. */
export interface SettingResult {
  /** Id of the cell with the evidence. */
  cell: string;
  target: string;
  deployment: string | null;
  /** Null if unknown. */
  model: string | null;
  /** Dotted path in the session: `audio.input.turn_detection.type`. */
  setting: string;
  /** The value that the probe sent. */
  value: Json;
  outcome: SettingOutcome;
  /** The words of a refusal. Null if there is none. */
  error: { code: string | null; message: string | null; param: string | null } | null;
}
