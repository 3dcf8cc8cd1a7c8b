import type { JsonObject } from "../../model/json.ts";
import { SPEECH_TRANSCRIPT } from "../../model/sample.ts";
import { DEPLOYMENT_NOT_FOUND } from "../refusal.ts";
import type { ScenarioDeployment } from "../scenario.ts";
import type { Line } from "./line.ts";

const STEM = "conversation.item.input_audio_transcription";

/** What a transcription needs to know about committed audio. */
interface CommittedAudio {
  itemId: string;
  ms: number;
  /** False if it was silence. */
  heard: boolean;
}

/** The words as deltas: each but the first begins with a space. */
export function wordsOf(text: string): string[] {
  return text.match(/\s*\S+/g) ?? [];
}

/** The transcript: the sentence of the sample, or nothing for silence. */
function transcriptOf(audio: { heard: boolean }): string {
  return audio.heard ? SPEECH_TRANSCRIPT : "";
}

/** Transcribes committed audio. A deployment that cannot transcribe is refused only now (FR-011, FR-053). */
export function sendTranscript(line: Line, audio: CommittedAudio, deployment: ScenarioDeployment | null): void {
  if (deployment?.role !== "transcription") {
    line.send(
      `${STEM}.failed`,
      { item_id: audio.itemId, content_index: 0, error: failure(audio, deployment) },
      deployment,
    );
    return;
  }
  const transcript = transcriptOf(audio);
  const place: JsonObject = { item_id: audio.itemId, content_index: 0 };
  for (const delta of wordsOf(transcript)) line.send(`${STEM}.delta`, { ...place, delta }, deployment);
  line.send(`${STEM}.completed`, { ...place, transcript, usage: usage(audio, deployment, transcript) }, deployment);
}

function failure(audio: CommittedAudio, deployment: ScenarioDeployment | null): JsonObject {
  if (deployment === null) {
    return { type: "invalid_request_error", code: "DeploymentNotFound", message: DEPLOYMENT_NOT_FOUND, param: null };
  }
  const message = `Input transcription failed for item '${audio.itemId}'.`;
  return { type: "server_error", code: "OperationNotSupported", message, param: null };
}

/** The whisper family reports seconds, the others report tokens. */
function usage(audio: CommittedAudio, deployment: ScenarioDeployment, transcript: string): JsonObject {
  if (deployment.model.includes("whisper")) return { type: "duration", seconds: Math.ceil(audio.ms / 1000) };
  const heard = Math.ceil(audio.ms / 100);
  const written = wordsOf(transcript).length;
  return {
    type: "tokens",
    total_tokens: heard + written,
    input_tokens: heard,
    input_token_details: { text_tokens: 0, audio_tokens: heard },
    output_tokens: written,
  };
}
