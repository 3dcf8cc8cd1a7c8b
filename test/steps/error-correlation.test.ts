import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { matchFrame } from "../../src/steps/expectation.ts";
import { probeOf, received } from "../support/recorded.ts";

const OURS = "aoai_probe_2";
const SENT = new Set(["aoai_probe_1", OURS]);
const step = probeOf("ga-realtime").steps.at(-1);

function kindOf(event: JsonObject): string {
  if (step === undefined) throw new Error("no step");
  return matchFrame(step, received({ type: "error", ...event }), SENT).kind;
}

/* A Realtime error names the client's event in `event_id`, and a GPT-Live error in `client_event_id`. */
describe("an error event", () => {
  it.each<[string, JsonObject, string]>([
    ["our event by error.event_id", { error: { code: "x", event_id: OURS } }, "refused"],
    ["our event by error.client_event_id", { error: { code: "x", client_event_id: OURS } }, "refused"],
    ["our event by client_event_id", { client_event_id: OURS, error: { code: "x" } }, "refused"],
    ["our event and has an id of its own", { error: { code: "x", client_event_id: OURS, event_id: "e_9" } }, "refused"],
    ["no event", { error: { code: "x" } }, "refused"],
    ["no event, by null", { error: { code: "x", event_id: null, client_event_id: null } }, "refused"],
    ["no event, by an empty text", { error: { code: "x", event_id: "", client_event_id: "" } }, "refused"],
    ["another client's event by error.event_id", { error: { code: "x", event_id: "theirs" } }, "ignored"],
    ["another client's event by error.client_event_id", { error: { code: "x", client_event_id: "theirs" } }, "ignored"],
    [
      "another client's event and has our id as its own",
      { error: { code: "x", client_event_id: "theirs", event_id: OURS } },
      "ignored",
    ],
    ["only its own id, outside of the error", { event_id: "event_1", error: { code: "x" } }, "refused"],
  ])("that names %s is %j", (_, event, kind) => {
    expect(kindOf(event)).toBe(kind);
  });
});
