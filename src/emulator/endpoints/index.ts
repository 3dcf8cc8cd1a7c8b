import { audioTranscriptionsDeployment, audioTranscriptionsV1, audioTranslationsDeployment } from "./audio-rest.ts";
import type { Endpoint } from "./endpoint.ts";
import { gaCalls, gaCallsPreflight, gaHangup, gaTranslationCalls } from "./ga-calls.ts";
import { gaClientSecrets, gaTranslationClientSecrets } from "./ga-mint.ts";
import { gaRealtime, gaTranslations } from "./ga-socket.ts";
import { previewCalls, previewRealtime, previewSessions, previewTranscriptionSessions } from "./preview.ts";
import { chatCompletionsDeployment, chatCompletionsV1, modelsV1, responsesV1 } from "./text-rest.ts";
import { voiceLiveRealtime } from "./voice-live.ts";

/** Every documented path. Other paths are not served. */
export const ENDPOINTS: readonly Endpoint[] = [
  audioTranscriptionsDeployment,
  audioTranscriptionsV1,
  audioTranslationsDeployment,
  chatCompletionsDeployment,
  chatCompletionsV1,
  gaCalls,
  gaCallsPreflight,
  gaClientSecrets,
  gaHangup,
  gaRealtime,
  gaTranslationCalls,
  gaTranslationClientSecrets,
  gaTranslations,
  modelsV1,
  previewCalls,
  previewRealtime,
  previewSessions,
  previewTranscriptionSessions,
  responsesV1,
  voiceLiveRealtime,
];
