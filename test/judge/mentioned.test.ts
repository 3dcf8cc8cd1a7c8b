import { describe, expect, it } from "vitest";
import { judge, observe } from "../../src/judge/index.ts";
import type { Verdict } from "../../src/model/cause.ts";
import type { Cell } from "../../src/model/cell.ts";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { type Probe, probeSchema } from "../../src/model/probe.ts";
import type { Recording } from "../../src/model/recording.ts";
import type { Role } from "../../src/model/role.ts";
import {
  catalog,
  cell,
  DEPLOYMENT_NOT_FOUND,
  hop,
  missing,
  probeOf,
  received,
  recording,
  type StepSketch,
  sent,
} from "../support/recorded.ts";

/*
 * Refusals in words that name the model. They are no claim about it if they also mention something else that was sent,
 * or if nothing shows that the deployment works at all.
 */

const VECTOR = { object: "list", data: [{ embedding: [0.1] }] };

function embeddings(role: Probe["role"], fields: JsonObject): Probe {
  return probeSchema.parse({
    id: "own-embeddings",
    title: "Embeddings with further fields",
    surface: "rest",
    role,
    reference: "https://example.com/",
    steps: [
      {
        stage: "result",
        post: "/openai/deployments/{deployment}/embeddings",
        json: { input: "ready", ...fields },
        expect: { status: [200], present: "data.0.embedding" },
      },
    ],
  });
}

const answered = (status: number, body: Json, headers: [string, string][] = []): StepSketch =>
  hop({ status, body, headers, transport: "http" });

/** The verdict of the first cell. */
function verdictIn(probes: Probe[], cells: [Cell, Recording][]): Verdict {
  const all = [...catalog.probes, ...probes];
  const find = (id: string) => all.find((probe) => probe.id === id) ?? probeOf(id);
  const observations = cells.map(([c, r]) => observe(c, find(c.probe), r, null));
  const verdict = judge(observations, all, catalog.errorTexts).get(cells[0]?.[0].id ?? "");
  if (verdict === undefined) throw new Error("no verdict");
  return verdict;
}

/** A refusal of one deployment, while another passes and a missing one gets its own answer. */
function refused(probe: Probe, body: JsonObject, works: boolean, role: Role = "other"): Verdict {
  const of = (deployment: string, step: StepSketch): [Cell, Recording] => [
    cell(probe.id, deployment, role),
    recording(probe, step),
  ];
  const other = { ...probe, id: "own-other" };
  return verdictIn(
    [probe, other],
    [
      of("text-embedding-ada-002", answered(400, body)),
      of("text-embedding-3-small", answered(200, VECTOR)),
      [missing(probe.id), recording(probe, answered(404, DEPLOYMENT_NOT_FOUND))],
      ...(works
        ? ([[cell(other.id, "text-embedding-ada-002", role), recording(other, answered(200, VECTOR))]] as [
            Cell,
            Recording,
          ][])
        : []),
    ],
  );
}

const error = (message: string, more: JsonObject = {}): JsonObject => ({
  error: { message, type: "invalid_request_error", param: null, code: null, ...more },
});

describe("words that name the model and mention a field as a word of the sentence", () => {
  const MENTIONS: [message: string, fields: JsonObject, mentioned: string][] = [
    ["This model does not support specifying dimensions.", { dimensions: 1536 }, "body dimensions"],
    ["Dimension is fixed for this model", { dimensions: 1536 }, "body dimensions"],
    ["The model text-embedding-ada-002 has no dimensions", { dimensions: 1536 }, "body dimensions"],
    ["Ce modèle (model) refuse dimensions.", { dimensions: 1536 }, "body dimensions"],
    ["Das model kennt keine dimensions", { dimensions: 1536 }, "body dimensions"],
    ["model text-embedding-ada-002: user is unknown", { user: "x" }, "body user"],
    ["the model has one encoding, not base64", { encoding: "base64" }, "body encoding"],
    ["no base64 with this model", { form: "base64" }, "body form"],
    ["model: truncation nicht erlaubt", { truncation: true }, "body truncation"],
    [
      "deployment text-embedding-ada-002 不支持 truncation",
      { options: { truncation: true } },
      "body options.truncation",
    ],
    ["This model takes no seeds", { seed: 7 }, "body seed"],
    ["this model wants a shorter input", {}, "body input"],
  ];
  it.each(MENTIONS)("are no claim, and name what to leave out: %s", (message, fields, mentioned) => {
    const { verdict, cause, facts } = refused(embeddings("any", fields), error(message), true);
    expect([verdict, cause]).toEqual(["rejected-request", "request.refused"]);
    expect(facts).toEqual({ mentions: mentioned });
    const untyped = refused(embeddings("any", fields), { error: { code: "x", message } }, true);
    expect([untyped.verdict, untyped.facts]).toEqual(["inconclusive", { mentions: mentioned }]);
  });
});

describe("words that name the model of a deployment that works nowhere", () => {
  const GATES = [
    "The model text-embedding-ada-002 is not enabled for your subscription.",
    "text-embedding-ada-002 is not available in this region yet",
    "Access to this model requires approval.",
    "The deployment is in preview. Register to use it.",
    "Dieses model ist für Ihr Abonnement nicht freigeschaltet",
    "このサブスクリプションでは text-embedding-ada-002 を利用できません",
    "Le modèle text-embedding-ada-002 n'est pas ouvert à cette région",
    "model: limited access",
    "Quota of this deployment is 0",
    "This model has not been rolled out here",
    "embeddings: coming soon",
  ];
  const MEANT: [role: Probe["role"], deployment: Role][] = [
    ["any", "other"],
    ["other", "other"],
    [["chat", "other"], "other"],
    [["chat", "any"], "other"],
    ["chat", "unknown"],
    ["any", "unknown"],
  ];
  it.each(GATES)("are no claim for a deployment that the probe may be meant for: %s", (message) => {
    for (const [role, deployment] of MEANT) {
      for (const body of [error(message), { error: { code: "NotEnabled", message } }]) {
        const { verdict } = refused(embeddings(role, {}), body, false, deployment);
        expect(["inconclusive", "rejected-request"], `${JSON.stringify(role)} ${deployment}`).toContain(verdict);
      }
    }
  });
});

describe("an error event that answers an event of ours", () => {
  const ga = probeOf("ga-realtime");
  const steps = (body: JsonObject): StepSketch[] => [
    hop({ status: 101 }),
    received({ type: "session.created", session: {} }),
    [sent({ type: "session.update", event_id: "aoai_probe_1" }), received({ type: "session.updated", session: {} })],
    [sent({ type: "x", event_id: "aoai_probe_2" }), received({ type: "error", error: body })],
  ];
  const judged = (body: JsonObject) =>
    verdictIn([], [[cell("ga-realtime", "gpt-realtime-mini", "conversation"), recording(ga, ...steps(body))]]);
  const ERRORS: JsonObject[] = [
    { type: null, code: "unsupported_content_type", message: "Only model output audio messages can be truncated" },
    { code: "item_truncate_invalid_item_id", message: "Item not found" },
    { code: "conversation_already_has_active_response", message: "Busy" },
    { code: "input_audio_buffer_commit_empty", message: "buffer too small" },
    { code: "response_cancel_not_active", message: "Cancellation failed: no active response found" },
    { type: "invalid_state", code: null, message: "Antwort läuft noch" },
    { message: "音声がまだありません" },
    { message: "nothing to clear" },
    { code: "42", message: "" },
    {},
  ];
  it.each(ERRORS)("is no evidence in unknown words, with or without its id: %j", (body) => {
    for (const event_id of ["aoai_probe_2", null]) expect(judged({ ...body, event_id }).verdict).toBe("inconclusive");
  });

  it.each(["type", "event_id"])("is about the field of the event that it points at: %s", (param) => {
    const { verdict, facts } = judged({ code: "odd", message: "no", param, event_id: "aoai_probe_2" });
    expect([verdict, facts?.field]).toEqual(["rejected-request", param === "type" ? "event type" : param]);
  });

  it("is a refusal of our request if a known code or type says so", () => {
    for (const words of [{ code: "unknown_parameter" }, { type: "invalid_request_error" }])
      expect(judged({ ...words, message: "no", event_id: "aoai_probe_2" }).verdict).toBe("rejected-request");
  });
});

describe("a status of 500 or more", () => {
  const BODIES: JsonObject[] = [
    { type: "server_error", code: "server_error" },
    { type: "server_error", code: null },
    { type: null, code: "InternalServerError" },
    { type: "timeout", code: "Timeout" },
    { type: null, code: "BackendError" },
    {},
  ];
  it.each(BODIES)("is a server error with any words: %j", (body) => {
    const chat = probeOf("chat-completions-v1");
    for (const status of [500, 502, 503, 504, 529]) {
      const { cause } = verdictIn(
        [],
        [
          [
            cell("chat-completions-v1", "gpt-4.1", "chat"),
            recording(chat, answered(status, { error: { message: "x", ...body } })),
          ],
        ],
      );
      expect([status, cause]).toEqual([status, "server.5xx"]);
    }
  });
});
