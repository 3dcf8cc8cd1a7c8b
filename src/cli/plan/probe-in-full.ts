import type { Cell } from "../../model/cell.ts";
import type { Probe, Step } from "../../model/probe.ts";
import { SPEECH_SECONDS } from "../../model/sample.ts";
import type { Target } from "../../model/target.ts";
import { valuesOf } from "../../plan/index.ts";
import { plain, safeJson } from "../../render/inert.ts";
import { fillJson } from "../../steps/placeholder.ts";
import { isRequest, type Part, type RenderedRequest, RequestError, renderRequest } from "../../steps/request.ts";

/**
 * Every request and event that a probe would send, whole, so that nobody can hide anything in it. One line each for the
 * request, its headers, its credential and its body. Values that an earlier step keeps are `{name}`.
 */
export function probeInFull(probe: Probe, cell: Cell, target: Target): string[] {
  const kept = probe.steps.flatMap((step) => Object.keys(step.keep ?? {}));
  const values = { ...Object.fromEntries(kept.map((name) => [name, `{${name}}`])), ...valuesOf(cell) };
  return probe.steps.flatMap((step) =>
    isRequest(step) ? requestLines(step, values, target) : eventLines(step, values),
  );
}

function requestLines(step: Step, values: Readonly<Record<string, string>>, target: Target): string[] {
  let rendered: RenderedRequest;
  try {
    rendered = renderRequest(step, values, target);
  } catch (error) {
    if (error instanceof RequestError) return [whole(`not sent: ${error.message}`)];
    throw error;
  }
  const { method, url, headers, body } = rendered;
  return [
    whole(`${method} ${url.href}`),
    ...headers.map(([name, value]) => `  header ${safeJson(name)}: ${safeJson(value)}`),
    `  credential: ${credentialInWords(step)}`,
    ...bodyLines(body),
  ];
}

function bodyLines(body: RenderedRequest["body"]): string[] {
  switch (body.kind) {
    case "none":
      return [];
    case "json":
      return [`  body: ${safeJson(body.json)}`];
    case "file":
      return [`  body: the sample ${safeJson(body.file)} as ${safeJson(body.type)}`];
    case "multipart":
      return body.parts.map((part) => `  form: ${formPart(part)}`);
  }
}

function formPart(part: Part): string {
  return "value" in part
    ? `${safeJson(part.name)} = ${safeJson(part.value)}`
    : `${safeJson(part.name)} = the sample ${safeJson(part.file)} as ${safeJson(part.type)}, ${part.filename === null ? "without a filename" : safeJson(part.filename)}`;
}

function credentialInWords({ credential }: Step): string {
  if (credential === undefined) return "the target's own";
  if (credential === "x-api-key") return "the target's own, a key as x-api-key";
  return credential === "none" ? "none" : safeJson(credential);
}

function eventLines(step: Step, values: Readonly<Record<string, string>>): string[] {
  if (step.send !== undefined) return [`event ${safeJson(fillJson(step.send, values))}`];
  if (step.audio === undefined) return [];
  const commit = step.audio.commit ? ", then input_audio_buffer.commit" : "";
  return [`event ${safeJson(step.audio["append-event"])} with ${SPEECH_SECONDS} s of speech${commit}`];
}

function whole(text: string): string {
  return plain(text, Number.MAX_SAFE_INTEGER);
}
