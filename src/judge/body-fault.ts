import type { Observation } from "../model/observation.ts";
import type { Step } from "../model/probe.ts";
import type { Hop } from "../model/recording.ts";
import { readHeader } from "./ids.ts";

/**
 * Returns what is wrong with the body of a success that should be JSON: cut off, followed by other text, several
 * values, or empty.
 */
export function findBodyFault(step: Step | undefined, hop: Hop | undefined): Observation["bodyFault"] {
  if (step === undefined || hop === undefined || hop.transport !== "http" || hop.failure !== null) return null;
  const { status, body } = hop;
  if (status === null || status < 200 || status > 299 || status === 204 || !isJsonDue(step, hop)) return null;
  if (body === null || body.bytes === 0) return "app.empty-body";
  return body.json !== null || body.cut || isJson(body.text) ? null : "app.not-json";
}

/** Whether the answer declares JSON, or the step reads a value from it. */
function isJsonDue({ expect, keep }: Step, hop: Hop): boolean {
  if (/\bjson\b/i.test(readHeader(hop, "content-type") ?? "")) return true;
  const looksInside = expect?.present ?? expect?.where ?? expect?.nonempty ?? expect?.echoes;
  return looksInside !== undefined || Object.values(keep ?? {}).some(({ from }) => from !== undefined);
}

/** Whether a text is JSON. A scalar counts too, and so does JSON nested too deep to keep as a value. */
function isJson(text: string | null): boolean {
  try {
    JSON.parse(text ?? "");
    return true;
  } catch {
    return false;
  }
}
