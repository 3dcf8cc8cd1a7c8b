import { audioTranscriptionsDeployment, audioTranscriptionsV1, audioTranslationsDeployment } from "./audio-rest.ts";
import type { Endpoint } from "./endpoint.ts";
import {
  anthropicMessages,
  embeddingsDeployment,
  embeddingsV1,
  foundryModelsChat,
  speechDeployment,
  speechV1,
} from "./foundry-rest.ts";
import { gaCalls, gaCallsPreflight, gaHangup, gaTranslationCalls } from "./ga-calls.ts";
import { gaClientSecrets, gaTranslationClientSecrets } from "./ga-mint.ts";
import { gaRealtime, gaTranslations } from "./ga-socket.ts";
import { liveAttach, liveCalls, liveSessions } from "./live.ts";
import { previewCalls, previewRealtime, previewSessions, previewTranscriptionSessions } from "./preview.ts";
import {
  chatCompletionsDeployment,
  chatCompletionsV1,
  modelsDated,
  modelsV1,
  responsesDated,
  responsesSocket,
  responsesV1,
} from "./text-rest.ts";
import { voiceLiveRealtime } from "./voice-live.ts";

/** Every documented path. Other paths are not served. */
export const ENDPOINTS: readonly Endpoint[] = [
  anthropicMessages,
  audioTranscriptionsDeployment,
  audioTranscriptionsV1,
  audioTranslationsDeployment,
  chatCompletionsDeployment,
  chatCompletionsV1,
  embeddingsDeployment,
  embeddingsV1,
  foundryModelsChat,
  gaCalls,
  gaCallsPreflight,
  gaClientSecrets,
  gaHangup,
  gaRealtime,
  gaTranslationCalls,
  gaTranslationClientSecrets,
  gaTranslations,
  liveAttach,
  liveCalls,
  liveSessions,
  modelsDated,
  modelsV1,
  previewCalls,
  previewRealtime,
  previewSessions,
  previewTranscriptionSessions,
  responsesDated,
  responsesSocket,
  responsesV1,
  speechDeployment,
  speechV1,
  voiceLiveRealtime,
];
