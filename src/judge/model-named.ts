import type { Cell } from "../model/cell.ts";
import { textAt } from "../model/dotted.ts";
import type { Probe } from "../model/probe.ts";
import type { Attempt, StepRecord } from "../model/recording.ts";
import { namesDeployment } from "../steps/request.ts";

/**
 * Returns the model that the service names for the deployment: in a session that was opened with it, or in its
 * completion. Null if no answer names one, or only the deployment's own name again.
 */
export function findNamedModel(cell: Cell, probe: Probe, attempt: Attempt): string | null {
  // A service that needs no deployment names its own model.
  if (probe.names === "model") return null;
  let opened = false;
  for (const record of attempt.steps) {
    const step = probe.steps[record.index];
    if (step === undefined || step.finally) continue;
    const named = namesDeployment(step);
    if (step.websocket !== undefined) opened = named;
    const said = opened ? modelOfSession(record) : named ? modelOfCompletion(record) : null;
    if (said !== null && said !== cell.deployment) return said;
  }
  return null;
}

function modelOfSession({ frames }: StepRecord): string | null {
  const created = frames.find(
    (frame) => frame.kind === "message" && frame.direction === "received" && frame.event?.type === "session.created",
  );
  return created?.kind === "message" ? textAt(created.event, "session.model") : null;
}

function modelOfCompletion({ hops }: StepRecord): string | null {
  const body = hops.at(-1)?.body?.json ?? null;
  return textAt(body, "object") === "chat.completion" ? textAt(body, "model") : null;
}
