import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The session type is fixed when the socket opens. The service rejects an update with another type.",
  evidence:
    "The error of the service names the session type. Or a socket that was opened in the same way accepts an update with its own type in the same run.",
  causes: [
    "The socket is opened with model=, and the update has type transcription.",
    "The socket is opened with intent=transcription, and the update has type realtime.",
  ],
  title: { change: "Service rejects a change of the session type" },
  explanation: {
    transcription: "{path} was opened with intent=transcription, so the session has type transcription.",
    realtime: "{path} was opened with a model, so the session has type realtime.",
    otherSocket: "{path} was opened with another session type.",
    sent: "The update has type {sent}, and the service returned {answer}.",
    otherSent: "The update has another type, and the service returned {answer}.",
  },
  remedy: {
    transcription: "Send type transcription on this socket, or open it with model= for a conversation.",
    realtime:
      "Open the socket with intent=transcription and without model=. Or keep the type realtime and set audio.input.transcription.model.",
  },
} as const satisfies FindingText;
