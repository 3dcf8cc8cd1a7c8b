import { VoiceLiveClient } from "@azure/ai-voicelive";
import { AzureKeyCredential } from "@azure/core-auth";
import { expect, it } from "vitest";
import { dialogue, SPEECH_TRANSCRIPT } from "../support/dialogue.ts";
import { CONVERSATION, startEmulatedService } from "../support/emulator.ts";
import { note } from "../support/table.ts";

it("@azure/ai-voicelive finishes a turn and a transcription, and parses every event without complaint", async () => {
  const resource = await startEmulatedService("ai-voicelive");
  const client = new VoiceLiveClient(resource.endpoint, new AzureKeyCredential(resource.key));
  const session = client.createSession(CONVERSATION);
  // The client's union of events is closed; what the dialogue sends is of it.
  const talk = dialogue(
    "voice-live",
    (event) => void Promise.resolve(Reflect.apply(session.sendEvent, session, [event])).catch(talk.fail),
  );
  session.subscribe({
    onServerEvent: async (event) => talk.take({ ...event }),
    onError: async ({ error }) => talk.fail(error),
  });
  try {
    await session.connect();
    const { answer, transcript, events } = await talk.outcome;
    note(
      "ai-voicelive",
      "Voice Live with a key",
      `turn: ${answer}; transcription: ${transcript} (${events.length} events)`,
    );
    expect(answer).toMatch(/ready/i);
    expect(transcript).toBe(SPEECH_TRANSCRIPT);
  } finally {
    await session.dispose();
  }
});
