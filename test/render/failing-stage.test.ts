import { describe, expect, it } from "vitest";
import type { Result } from "../../src/model/report.ts";
import { describeFailingStage, eventsMeanwhile } from "../../src/render/failing-stage.ts";
import { franceCentral } from "../fixtures/france-central/report.ts";
import { catalog } from "../support/recorded.ts";

const probe = (id: string) => catalog.probes.find((one) => one.id === id) ?? null;

async function resultOf(id: string): Promise<Result> {
  const found = (await franceCentral()).results.find(({ cell }) => cell.probe === id && cell.control === null);
  if (found === undefined) throw new Error(`no cell of ${id}`);
  return found;
}

describe("where a cell ended", () => {
  it("is told by the stage where a session is climbed to", async () => {
    expect(describeFailingStage(await resultOf("ga-realtime"), probe("ga-realtime"))).toBe(
      "during the handshake, before a session was created",
    );
  });

  it("is before any session, not before any connection, where a secret was to be minted", async () => {
    const result = await resultOf("ga-realtime");
    const minting = { ...result, stage: { reached: null, failedAt: "mint" as const } };
    expect(describeFailingStage(minting, probe("ga-client-secret-realtime"))).toBe(
      "while the client secret was issued, before a session was created",
    );
  });

  it("is the response to the request where the probe opens no session", async () => {
    const result = await resultOf("ga-realtime");
    const posted = { ...result, stage: { reached: null, failedAt: "result" as const } };
    expect(describeFailingStage(posted, probe("chat-completions-v1"))).toBe("in response to the request");
    expect(describeFailingStage({ ...posted, recording: null, evidence: [] }, probe("chat-completions-v1"))).toBe(
      "before any response to the request",
    );
  });

  it("is nowhere for a cell that was climbed whole", async () => {
    expect(describeFailingStage(await resultOf("preview-transcription"), probe("preview-transcription"))).toBeNull();
  });
});

describe("the events of a cell that waited in vain", () => {
  /** The result, whose last step received these types and then waited for another until its time was used up. */
  async function waiting(types: string[]): Promise<Result> {
    const result = await resultOf("preview-transcription");
    const failure = {
      cause: "ws.silent" as const,
      code: null,
      phase: "event",
      text: "the expected event did not come",
    };
    const frames = types.map((type, at) => ({
      kind: "message" as const,
      at,
      direction: "received" as const,
      event: { type },
      text: null,
      bytes: 20,
    }));
    const attempts = (result.recording?.attempts ?? []).map((attempt) => ({
      ...attempt,
      steps: attempt.steps.map((step, n) => (n === attempt.steps.length - 1 ? { ...step, frames, failure } : step)),
    }));
    const recording = result.recording === null ? null : { ...result.recording, attempts };
    return { ...result, recording, evidence: [] };
  }

  it("are counted by type, in the order of their first coming", async () => {
    expect(eventsMeanwhile(await waiting(["b.delta", "a.done", "b.delta"]))).toBe("b.delta × 2, a.done");
  });

  it("are told up to six types, the rest by number", async () => {
    expect(eventsMeanwhile(await waiting(["a", "b", "c", "d", "e", "f", "g", "h"]))).toBe(
      "a, b, c, d, e, f and 2 more types",
    );
  });

  it("are nothing where none came, or where the awaited one did", async () => {
    expect(eventsMeanwhile(await waiting([]))).toBeNull();
    expect(eventsMeanwhile(await resultOf("preview-transcription"))).toBeNull();
  });
});
