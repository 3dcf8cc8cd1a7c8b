import { describe, expect, it } from "vitest";
import { hop, serviceError } from "../support/recorded.ts";
import { noRouteAt, notFoundAt, notSupportedAt, refusedAt, wrongKeyAt } from "./answers.ts";
import { type Asked, asked, type End, endsAt, findingsOf, missing } from "./situation.ts";

/*
 * A deployment is missing if every route that names it says so, however few were run. A name of a model is no deployment.
 */

const NAME = "our-transcriber-eu";
const isFound = (cells: Asked[]) =>
  findingsOf({ name: "", cells, found: [] }).some(
    ({ code, deployment }) => code === "deployment-missing" && deployment === NAME,
  );

const ROUTES = [
  ["chat-completions-v1", "result"],
  ["chat-completions-deployment", "result"],
  ["responses-v1", "result"],
  ["audio-transcriptions-v1", "result"],
  ["audio-transcriptions-deployment", "result"],
  ["ga-realtime", "upgrade"],
  ["ga-translation", "upgrade"],
  ["preview-realtime", "upgrade"],
  ["preview-session", "mint"],
  ["ga-client-secret-realtime", "mint"],
] as const;

describe.each(ROUTES)("a deployment that %s does not find", (probe, stage) => {
  const both = [asked(probe, NAME, notFoundAt(stage)), missing(probe, notFoundAt(stage))];

  it("is missing, also if this is the only route that was run", () => {
    expect(isFound(both)).toBe(true);
  });

  it("is missing, also if other routes gave no evidence", () => {
    const silent: End[] = [
      refusedAt("upgrade", 429, serviceError("429", "zu viele Anfragen")),
      wrongKeyAt("upgrade"),
      endsAt("upgrade", hop({ status: null, failure: "tcp.timeout" })),
      endsAt("upgrade", hop({ status: 502, text: "<html>", service: false })),
    ];
    for (const end of silent)
      expect(
        isFound([...both, asked("ga-no-selector", null, end), asked("ga-transcription-with-model", NAME, end)]),
      ).toBe(true);
  });

  it("is missing, also if the name works as that of a model that needs no deployment", () => {
    expect(isFound([...both, asked("voice-live-realtime", NAME, "passes")])).toBe(true);
  });

  it("is not missing if another route returns its result or refuses the operation for its model", () => {
    const [other, at] =
      probe === "ga-translation" ? (["ga-realtime", "upgrade"] as const) : (["ga-translation", "upgrade"] as const);
    expect(isFound([...both, asked(other, NAME, "passes")])).toBe(false);
    expect(isFound([...both, asked(other, NAME, notSupportedAt(at)), missing(other, notFoundAt(at))])).toBe(false);
  });

  it("is not called missing without a control that got the same response", () => {
    expect(isFound(both.slice(0, 1))).toBe(false);
    expect(isFound([asked(probe, NAME, notFoundAt(stage)), missing(probe, noRouteAt(stage))])).toBe(false);
    expect(isFound([asked(probe, NAME, notFoundAt(stage)), missing(probe, "passes")])).toBe(false);
  });
});
