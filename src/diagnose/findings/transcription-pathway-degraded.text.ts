import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "Realtime transcription of one model fails with a server error, while similar requests work.",
  evidence:
    "The session and the audio were accepted, and an error event of the service came instead of the transcript. The same audio was transcribed directly, or by another deployment on the same path.",
  causes: ["The service has a temporary fault in realtime transcription for this model."],
  title: {
    direct: "Realtime transcription of {deployment} fails, direct one works",
    other: "Realtime transcription of {deployment} fails, other models work",
    short: "Realtime transcription of {deployment} fails",
  },
  explanation: {
    failed:
      "The service accepted the session, its configuration and the audio. Then the transcript failed with {answer} ({attempts}).",
    direct: "The same deployment transcribes the same audio with {probe}.",
    other: "On the same path, {other} transcribes it.",
    conclusion:
      "So neither the request nor the audio is the cause. Realtime transcription of this model failed at {time}.",
  },
  remedy: {
    both: "Run again later and compare. Until then, use {probe}, or use {other} on this path.",
    direct: "Run again later and compare. Until then, use {probe}.",
    other: "Run again later and compare. Until then, use {other} on this path.",
  },
  ask: {
    check:
      "Please check the realtime transcription pathway of this model at this time and under these ids. Please state whether it was degraded.",
  },
} as const satisfies FindingText;
