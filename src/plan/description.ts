import type { Probe, Step } from "../model/probe.ts";
import { SPEECH_SECONDS } from "../model/sample.ts";
import type { Target } from "../model/target.ts";
import { fillJson, placeholdersIn, type Values, valuesOf } from "../steps/placeholder.ts";
import { isRequest, type RenderedRequest, RequestError, renderRequest } from "../steps/request.ts";
import { decodeEscapes } from "../steps/url-text.ts";
import type { PlannedCell } from "./planned-cell.ts";

/**
 * Describes what a cell will send, unsigned: one line for each request and event. A value that an earlier step keeps
 * appears as `{name}`.
 */
export function describeCell(planned: PlannedCell, probe: Probe, target: Target): string[] {
  if (planned.skip !== null) return [];
  const kept = probe.steps.flatMap((step) => Object.keys(step.keep ?? {}));
  const values: Values = { ...Object.fromEntries(kept.map((name) => [name, `{${name}}`])), ...valuesOf(planned.cell) };
  return probe.steps.flatMap((step) => describeStep(step, values, target));
}

function describeStep(step: Step, values: Values, target: Target): string[] {
  if (isRequest(step)) return [describeRequest(step, values, target)];
  if (step.send !== undefined) return [`→ ${JSON.stringify(fillJson(step.send, values))}`];
  if (step.audio !== undefined) {
    const commit = step.audio.commit ? ", then input_audio_buffer.commit" : "";
    return [
      `→ ${step.audio["append-event"]} ×${Math.ceil(SPEECH_SECONDS / 0.2)} (${SPEECH_SECONDS} s of speech)${commit}`,
    ];
  }
  return [];
}

/** Describes a request in one line. If a run would refuse to send it, the line holds the reason. */
function describeRequest(step: Step, values: Values, target: Target): string {
  let rendered: RenderedRequest;
  try {
    rendered = renderRequest(step, values, target);
  } catch (error) {
    if (error instanceof RequestError) return `not sent: ${error.message}`;
    throw error;
  }
  const { method, url, headers, body } = rendered;
  const named = headers.map(([name, value]) => `  ${name}: ${value}`).join("");
  return `${method} ${withBraces(url.href)}${named}${describeBody(body)}`;
}

function describeBody(body: RenderedRequest["body"]): string {
  switch (body.kind) {
    case "none":
      return "";
    case "json":
      return `  ${JSON.stringify(body.json)}`;
    case "file":
      return `  ${body.type} ${body.file}`;
    case "multipart":
      return `  multipart ${body.parts.map((p) => ("file" in p ? `${p.name}=@${p.file}` : `${p.name}=${p.value}`)).join(" ")}`;
  }
}

/** Restores the braces of unknown values, which a URL escapes. */
function withBraces(url: string): string {
  const decoded = decodeEscapes(url, decodeURI);
  return placeholdersIn(decoded).length > 0 ? decoded : url;
}
