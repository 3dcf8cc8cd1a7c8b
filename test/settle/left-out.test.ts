import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { type Probe, probeSchema } from "../../src/model/probe.ts";
import { withoutFields } from "../../src/steps/optional-field.ts";
import { brokenIn, DONE, ownChat, play, refusal } from "./service.ts";

/*
 * What the settle pass leaves out of a request: also members and elements of lists, and never a field that a refusal
 * names as required.
 */

/** A probe that does not say which of its fields are optional. */
function chatWith(fields: JsonObject): Probe {
  const steps = ownChat.steps.map(({ optional: _, ...step }) => ({
    ...step,
    json: { model: "{deployment}", messages: [{ role: "user", content: "ready" }], ...fields },
  }));
  return probeSchema.parse({ ...ownChat, steps });
}

describe("a request without one of its fields", () => {
  const body = { a: { b: [{ c: 1, d: 2 }, { c: 3 }] }, e: [1, 2, 3] };
  it.each([
    ["body a.b.0.c", { a: { b: [{ d: 2 }, { c: 3 }] }, e: [1, 2, 3] }],
    ["body a.b.1", { a: { b: [{ c: 1, d: 2 }] }, e: [1, 2, 3] }],
    ["body a.b.1.c", { a: { b: [{ c: 1, d: 2 }, {}] }, e: [1, 2, 3] }],
    ["body e.1", { a: { b: [{ c: 1, d: 2 }, { c: 3 }] }, e: [1, 3] }],
    ["body e", { a: { b: [{ c: 1, d: 2 }, { c: 3 }] } }],
    ["body a.b", { a: {}, e: [1, 2, 3] }],
    ["body a.x.0", body],
    ["body e.7", body],
    ["query e", body],
  ])("lacks %s and nothing else", (field, left) => {
    const probe = chatWith(body);
    const [step] = withoutFields(probe, 0, [field]);
    expect(step?.json).toEqual({ model: "{deployment}", messages: [{ role: "user", content: "ready" }], ...left });
  });
});

describe("the settle pass", () => {
  const REQUIRED = [
    "'messages' is a required property",
    "Missing required parameter: 'messages'.",
    "messages: Feld erforderlich",
    "「messages」がありません",
    "Le champ « messages » manque",
  ];
  it.each(REQUIRED)("finds the field although another one is required: %s", async (message) => {
    const { report } = await play(
      (body) =>
        body.messages === undefined ? refusal(message) : body.dimensions === undefined ? DONE : refusal("nope"),
      {},
      undefined,
      chatWith({ dimensions: 256 }),
    );
    expect(brokenIn(report)).toMatchObject({ cause: "request.field", facts: { field: "body dimensions" } });
  });

  it("finds the member of a list that the refusal names", async () => {
    const isRefused = (body: JsonObject) => JSON.stringify(body.tools ?? null).includes("meta");
    const { report, sent } = await play(
      (body) => (isRefused(body) ? refusal("Unknown parameter: 'tools[1].meta'.") : DONE),
      {},
      undefined,
      chatWith({ tools: [{ name: "one" }, { name: "two", meta: null }] }),
    );
    expect(brokenIn(report)).toMatchObject({ cause: "request.field", facts: { field: "body tools.1.meta" } });
    expect(sent.map(({ body }) => body.tools)).toContainEqual([{ name: "one" }, { name: "two" }]);
  });

  it("leaves out first what the words mention", async () => {
    const { report, sent } = await play(
      (body) => (body.dimensions === undefined ? DONE : refusal("This model does not support specifying dimensions.")),
      {},
      undefined,
      chatWith({ user: "x", dimensions: 256, seed: 7 }),
    );
    expect(brokenIn(report)).toMatchObject({ cause: "request.field", facts: { field: "body dimensions" } });
    expect(sent.map(({ body }) => body)).toContainEqual(expect.objectContaining({ user: "x", seed: 7 }));
  });
});
