import { describe, expect, it } from "vitest";
import { judge, observe } from "../../src/judge/index.ts";
import type { Cause } from "../../src/model/cause.ts";
import { verdictOf } from "../../src/model/cause.ts";
import type { Irregularity } from "../../src/model/irregularity.ts";
import type { Probe } from "../../src/model/probe.ts";
import type { Frame, Hop, Recording } from "../../src/model/recording.ts";
import { catalog, cell, closed, failure, hop, probeOf, received, recording, recordings } from "../support/recorded.ts";

function observed(probe: Probe, made: Recording) {
  return observe(cell(probe.id, "dep", "conversation"), probe, made, null);
}

function causeOf(probe: Probe, made: Recording): Cause | undefined {
  const observation = observed(probe, made);
  return judge([observation], catalog.probes, catalog.errorTexts).get(observation.cell.id)?.cause;
}

const REALTIME = probeOf("ga-realtime");
const CREATED = received({ type: "session.created", session: { id: "sess_1" } });

describe("a close of code 1008", () => {
  const REASONS: [string, Cause][] = [
    ["Unauthorized: invalid api key", "auth.key-invalid"],
    ["invalid subscription key", "auth.key-invalid"],
    ["Unauthorized", "auth.refused"],
    ["Authentication failed", "auth.refused"],
    ["Not authenticated", "auth.refused"],
    ["Forbidden", "auth.refused"],
    ["HTTP 401", "auth.refused"],
    ["Access denied", "auth.refused"],
    ["token expired", "auth.token-expired"],
    ["Ephemeral key expired", "auth.ephemeral-expired"],
    ["Invalid token", "auth.token-invalid"],
    ["audience mismatch", "auth.token-audience"],
    ["The identity lacks a role", "auth.role-missing"],
    ["blocked by firewall rules", "auth.network-acl"],
    ["Rate limit exceeded", "throttled.call-rate"],
    ["Too many requests", "throttled.call-rate"],
    ["too many concurrent sessions", "throttled.call-rate"],
    ["throttled", "throttled.call-rate"],
    ["Token rate limit exceeded", "throttled.token-rate"],
    ["tokens per minute limit reached", "throttled.token-rate"],
    ["Insufficient quota", "throttled.quota"],
    ["quota exceeded", "throttled.quota"],
    ["session expired", "session.expired"],
    ["Session hit the maximum duration of 30 minutes", "session.expired"],
    ["closed due to inactivity", "session.expired"],
    ["content policy violation", "request.content-filter"],
    ["policy violation", "ws.policy-close"],
    ["policy", "ws.policy-close"],
    ["", "ws.policy-close"],
    ["because", "ws.policy-close"],
  ];

  it.each(REASONS)("with the reason %j is %s, before and after the session's first event", (reason, cause) => {
    const end = closed(1008, { reason });
    expect(causeOf(REALTIME, recording(REALTIME, hop({ status: 101 }), end))).toBe(cause);
    expect(causeOf(REALTIME, recording(REALTIME, hop({ status: 101 }), CREATED, end))).toBe(cause);
  });

  it("is never a claim and never no answer at all", () => {
    for (const [, cause] of REASONS) {
      expect(["auth", "throttled", "rejected-request", "inconclusive"]).toContain(verdictOf(cause));
    }
  });

  it.each([4000, 4999, 3000])("is not read if the code is %i, which is not on record", (code) => {
    const made = recording(REALTIME, hop({ status: 101 }), closed(code, { reason: "policy violation" }));
    expect(causeOf(REALTIME, made)).toBe("ws.closed.unknown-code");
  });
});

describe("a success over HTTP", () => {
  const JSON_TYPE: [string, string][] = [["content-type", "application/json"]];
  const WHOLE = '{"choices":[{"message":{"content":"ready"}}],"id":"x","object":"chat.completion"}';
  const answered = (text: string | null, headers = JSON_TYPE, more: Partial<Hop> = {}): Hop => {
    const parsed = text === null ? null : jsonOf(text);
    const body = text === null ? null : { text, json: parsed, bytes: text.length, cut: false };
    return { ...hop({ status: 200, headers }), transport: "http", body, ...more };
  };
  const jsonOf = (text: string) => {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  };
  const BODIES: [string, Hop, Cause][] = [
    ["the JSON that was due", answered(WHOLE), "result.received"],
    ["truncated JSON", answered(WHOLE.slice(0, 40)), "app.not-json"],
    ["JSON with garbage behind it", answered(`${WHOLE}<html>`), "app.not-json"],
    ["several JSON texts", answered(`${WHOLE}\n${WHOLE}\n`), "app.not-json"],
    [
      "several JSON texts of their own type",
      answered(`{"a":1}\n{"b":2}`, [["content-type", "application/x-ndjson"]]),
      "app.not-json",
    ],
    ["plain text", answered("ready", [["content-type", "text/plain"]]), "app.not-json"],
    ["text without a type", answered("ready", []), "app.not-json"],
    ["nothing", answered(""), "app.empty-body"],
    ["no body", answered(null), "app.empty-body"],
    ["nothing, and no type", answered("", []), "app.empty-body"],
    ["a page", answered("<html>log in</html>", [["content-type", "text/html"]]), "app.not-json"],
    ["JSON of another shape", answered('{"id":"x"}'), "inconclusive.unrecognised"],
  ];

  it.each(BODIES)("with %s is judged so", (_, answer, cause) => {
    const probe = probeOf("chat-completions-v1");
    expect(causeOf(probe, recording(probe, answer))).toBe(cause);
  });

  it("of a step that looks at nothing is no proof either if its JSON is broken", () => {
    const probe = probeOf("models-v1");
    const broken = answered('{"object":"list","data":[', JSON_TYPE);
    expect(causeOf(probe, recording(probe, broken))).toBe("app.not-json");
  });

  it("of a mint without a body ends there", () => {
    const probe = probeOf("ga-client-secret-realtime");
    expect(causeOf(probe, recording(probe, answered("")))).toBe("app.empty-body");
    expect(causeOf(probe, recording(probe, answered('{"value":"ek_')))).toBe("app.not-json");
  });

  it("that is refused is judged by its status, whatever its body", () => {
    const probe = probeOf("chat-completions-v1");
    expect(causeOf(probe, recording(probe, { ...answered('{"err'), status: 401 }))).toBe("auth.refused");
  });
});

describe("a step that waits in vain", () => {
  const silent = failure("ws.silent");
  const text = (raw: string): Frame => ({ ...received({}), event: null, text: raw });
  const VAIN: [string, Frame[], Cause][] = [
    ["nothing came", [], "ws.silent"],
    ["an unknown event came", [received({ type: "x.y" })], "ws.silent"],
    ["an event that begins with a BOM came", [text('\ufeff{"type":"session.updated"}')], "app.bad-event"],
    ["text came that is no JSON", [text("hello")], "app.bad-event"],
    ["an array came", [text("[1]")], "app.bad-event"],
    ["an object without a type came", [received({ session: {} })], "app.bad-event"],
    ["a type that is no text came", [received({ type: 7 })], "app.bad-event"],
    ["a binary message came", [{ ...received({}), event: null, text: null }], "ws.silent"],
  ];

  it.each(VAIN)("and %s is judged so", (_, frames, cause) => {
    const made = recording(REALTIME, hop({ status: 101 }), CREATED, [...frames, silent]);
    expect(causeOf(REALTIME, made)).toBe(cause);
  });

  it("among events that are not kept is judged so", () => {
    const made = recording(REALTIME, hop({ status: 101 }), CREATED, [silent]);
    const step = made.attempts[0]?.steps[2];
    if (step !== undefined) step.elided = { before: 0, count: 5, bytes: 5, from: 0, to: 1, types: { "": 5 } };
    expect(causeOf(REALTIME, made)).toBe("app.bad-event");
  });
});

describe("what is odd in a session", () => {
  const item = (type: string, id: string) => received({ type, item_id: id });
  const COMPLETED = "conversation.item.input_audio_transcription.completed";
  const ODD: [string, Frame[], Irregularity[]][] = [
    ["all in order", [CREATED, item("input_audio_buffer.committed", "i1"), item(COMPLETED, "i1")], []],
    [
      "a result of another item",
      [CREATED, item("input_audio_buffer.committed", "i1"), item(COMPLETED, "i9")],
      ["result-of-another-item"],
    ],
    [
      "a result of an item that was added",
      [CREATED, received({ type: "conversation.item.added", item: { id: "i1" } }), item(COMPLETED, "i1")],
      [],
    ],
    ["a result where no item was named", [CREATED, item(COMPLETED, "i9")], []],
    [
      "a result of another response",
      [
        CREATED,
        received({ type: "response.created", response: { id: "r1" } }),
        received({ type: "response.done", response: { id: "r2" } }),
      ],
      ["result-of-another-response"],
    ],
    ["an update before the session", [received({ type: "session.updated" }), CREATED], ["event-order"]],
    [
      "a transcript before its commit",
      [CREATED, item(COMPLETED, "i1"), item("input_audio_buffer.committed", "i1")],
      ["event-order"],
    ],
    ["a second update", [CREATED, received({ type: "session.updated" }), received({ type: "session.updated" })], []],
    ["a binary message", [CREATED, { ...received({}), event: null, text: null }], ["binary-message"]],
  ];

  it.each(ODD)("is noted, and decides nothing: %s", (_, frames, expected) => {
    expect(observed(REALTIME, recording(REALTIME, hop({ status: 101 }), frames)).irregularities).toEqual(expected);
  });

  it.each<[value: string, status: number, expected: string[]]>([
    ["20", 429, []],
    ["never", 429, ["absurd-retry-after"]],
    ["-5", 429, ["absurd-retry-after"]],
    ["99999999999", 429, ["absurd-retry-after"]],
    ["never", 400, []],
  ])("is noted, and decides nothing: a retry-after of %s with %i", (value, status, expected) => {
    const refused = hop({ status, headers: [["retry-after", value]] });
    expect(observed(REALTIME, recording(REALTIME, refused, [])).irregularities).toEqual(expected);
  });
});

describe("an attempt that its own machine spoilt", () => {
  const pass = (): (Hop | Frame)[][] => [
    [hop({ status: 101 })],
    [CREATED],
    [received({ type: "session.updated", session: { output_modalities: ["text"] } })],
    [received({ type: "conversation.item.added" })],
    [
      received({
        type: "response.done",
        response: { status: "completed", output: [{ content: [{ text: "ready" }] }] },
      }),
    ],
  ];
  const busy = (ms: number) => ({ lostMs: ms, stalls: [{ at: 10, ms, kind: "loop" as const }] });
  const stalled = (made: Recording, ms: number, ...attempts: number[]): Recording => ({
    ...made,
    attempts: made.attempts.map((one, n) => (attempts.includes(n) ? { ...one, busy: busy(ms) } : one)),
  });
  const FAILED = [hop({ status: null, failure: "tls.timeout" })];

  it("does not count with one that was not: no attempts disagree", () => {
    const made = stalled(recordings(REALTIME, [[FAILED], pass()]), 6_000, 0);
    expect(causeOf(REALTIME, made)).toBe("result.received");
    expect(observed(REALTIME, made).attempts.map(({ spoilt }) => spoilt)).toEqual(["suspended", null]);
  });

  it("is what is reported if the repetition was spoilt too", () => {
    const made = stalled(recordings(REALTIME, [[FAILED], [FAILED]]), 6_000, 0, 1);
    expect(causeOf(REALTIME, made)).toBe("local.suspended");
  });

  it("leaves a failure without a pause to the network", () => {
    const made = stalled(recordings(REALTIME, [[FAILED], [FAILED]]), 6_000, 0);
    expect(causeOf(REALTIME, made)).toBe("tls.timeout");
  });

  const ENDS: [string, Hop | Frame[], number, Cause][] = [
    [
      "a wait in vain, after a long pause",
      hop({ status: null, failure: "http.headers.timeout" }),
      1_000,
      "local.suspended",
    ],
    [
      "a wait in vain, after a short one",
      hop({ status: null, failure: "http.headers.timeout" }),
      900,
      "http.headers.timeout",
    ],
    ["a lost connection", hop({ status: null, failure: "tcp.reset.awaiting-headers" }), 6_000, "local.suspended"],
    ["a refused connection", hop({ status: null, failure: "tcp.refused" }), 6_000, "tcp.refused"],
    ["an expired certificate", hop({ status: null, failure: "tls.cert.expired" }), 6_000, "tls.cert.expired"],
    ["a 408", hop({ status: 408 }), 6_000, "local.suspended"],
    ["a 401", hop({ status: 401 }), 6_000, "auth.refused"],
  ];

  it.each(ENDS)("is told by what ended it: %s", (_, end, ms, cause) => {
    expect(causeOf(REALTIME, stalled(recordings(REALTIME, [[[end].flat()]]), ms, 0))).toBe(cause);
  });

  it.each([
    [1006, null, "local.suspended"],
    [1001, 1001, "local.suspended"],
    [1011, 1011, "local.suspended"],
    [1008, 1008, "ws.policy-close"],
    [4000, 4000, "ws.closed.unknown-code"],
  ] as const)("is told by the close that ended it: %i", (_, code, cause) => {
    const made = recordings(REALTIME, [[[hop({ status: 101 })], [CREATED], [closed(code)]]]);
    expect(causeOf(REALTIME, stalled(made, 6_000, 0))).toBe(cause);
  });

  it("passes over an address that the platform gave 250 ms for", () => {
    const passed = { ...hop({ status: null, failure: "tcp.timeout" }) };
    const made = recordings(REALTIME, [[[{ ...passed, failure: { ...failure("tcp.timeout"), code: "ETIMEDOUT" } }]]]);
    expect(causeOf(REALTIME, stalled(made, 300, 0))).toBe("local.suspended");
    expect(causeOf(REALTIME, made)).toBe("tcp.timeout");
  });

  it("because of missing descriptors does not count with one that had them", () => {
    const made = recordings(REALTIME, [[[hop({ status: null, failure: "local.fd-exhausted" })]], pass()]);
    expect(causeOf(REALTIME, made)).toBe("result.received");
  });
});
