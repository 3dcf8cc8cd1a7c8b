import type { Observation } from "../model/observation.ts";
import type { Step } from "../model/probe.ts";
import type { Hop } from "../model/recording.ts";
import { header } from "./ids.ts";

/** What is wrong with the body of a success, if JSON was due: a cut one, one with something behind it, several, none. */
export function bodyFaultOf(step: Step | undefined, hop: Hop | undefined): Observation["bodyFault"] {
  if (step === undefined || hop === undefined || hop.transport !== "http" || hop.failure !== null) return null;
  const { status, body } = hop;
  if (status === null || status < 200 || status > 299 || status === 204 || !isJsonDue(step, hop)) return null;
  if (body === null || body.bytes === 0) return "app.empty-body";
  return body.json !== null || body.cut || isJson(body.text) ? null : "app.not-json";
}

/** The answer says that it is JSON, or the step looks for something in it. */
function isJsonDue({ expect, keep }: Step, hop: Hop): boolean {
  if (/\bjson\b/i.test(header(hop, "content-type") ?? "")) return true;
  const looksInside = expect?.present ?? expect?.where ?? expect?.nonempty ?? expect?.echoes;
  return looksInside !== undefined || Object.values(keep ?? {}).some(({ from }) => from !== undefined);
}

/** A scalar is JSON too; what is nested too deep to be kept as JSON is not broken. */
function isJson(text: string | null): boolean {
  try {
    JSON.parse(text ?? "");
    return true;
  } catch {
    return false;
  }
}
