import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "Realtime transcription of one model fails with a server error, while similar requests work.",
  evidence:
    "The session and the audio were accepted, and an error event of the service came instead of the transcript. A direct request with the same audio was transcribed, or another deployment transcribed it on the same path.",
  causes: ["The service has a temporary fault in realtime transcription for this model."],
  title: {
    direct: "{deployment} fails in realtime, but transcribes a file",
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
      "Please check realtime transcription of this model for these times and ids. Please state whether it was degraded.",
  },
} as const satisfies FindingText;
