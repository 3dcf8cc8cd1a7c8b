/** The names that differ between GA and preview in an open session. */
export interface Dialect {
  surface: "ga" | "preview";
  /** Name of the modalities in a session and in a response. */
  modalities: "output_modalities" | "modalities";
  outputCap: "max_output_tokens" | "max_response_output_tokens";
  /** Content types within an assistant's item. */
  text: "output_text" | "text";
  audio: "output_audio" | "audio";
  /** Stems of the event names: `response.output_text` + `.delta`. */
  textEvents: "response.output_text" | "response.text";
  audioEvents: "response.output_audio" | "response.audio";
  transcriptEvents: "response.output_audio_transcript" | "response.audio_transcript";
}

export const GA: Dialect = {
  surface: "ga",
  modalities: "output_modalities",
  outputCap: "max_output_tokens",
  text: "output_text",
  audio: "output_audio",
  textEvents: "response.output_text",
  audioEvents: "response.output_audio",
  transcriptEvents: "response.output_audio_transcript",
};

export const PREVIEW: Dialect = {
  surface: "preview",
  modalities: "modalities",
  outputCap: "max_response_output_tokens",
  text: "text",
  audio: "audio",
  textEvents: "response.text",
  audioEvents: "response.audio",
  transcriptEvents: "response.audio_transcript",
};
