/** What the wire carried, of the last attempt. */
export interface Wire {
  /** In order. */
  statuses: number[];
  /** The last event received before we closed. */
  last: string;
  code: string | null;
  message: string;
  marks: boolean;
  sources: string[];
}

/** What the embedded run must show: targets, probe, deployment, verdict, what the wire carried, findings on the cell. */
export type AcceptanceRow = [
  targets: string[],
  probe: string,
  deployment: string,
  verdict: string,
  wire: Partial<Wire>,
  findings: string[],
];

const BOTH = ["east-us-2", "sweden-central"];

export const ACCEPTANCE: AcceptanceRow[] = [
  [
    ["france-central"],
    "ga-realtime",
    "gpt-realtime-whisper",
    "unsupported",
    { statuses: [400], code: "OpperationNotSupported", marks: true, sources: ["FR-001"] },
    ["operation-unsupported-by-model"],
  ],
  [
    ["france-central"],
    "ga-realtime",
    "gpt-realtime-1.5",
    "supported",
    { statuses: [101], last: "response.done" },
    ["working-path"],
  ],
  [
    ["france-central"],
    "ga-realtime-transcription-update",
    "gpt-realtime-1.5",
    "rejected-request",
    {
      statuses: [101],
      last: "error",
      code: "invalid_parameter",
      message: "Passing a transcription session update event to a realtime session is not allowed.",
      sources: ["FR-002"],
    },
    ["session-type-mismatch"],
  ],
  [
    ["france-central"],
    "ga-realtime-input-transcription",
    "gpt-realtime-whisper",
    "supported",
    { statuses: [101], last: "conversation.item.input_audio_transcription.completed" },
    ["working-path"],
  ],
  [
    ["france-central"],
    "preview-transcription-session",
    "gpt-realtime-whisper",
    "supported",
    { statuses: [200, 101], last: "conversation.item.input_audio_transcription.completed" },
    ["working-path"],
  ],
  [
    ["france-central"],
    "preview-transcription-with-deployment",
    "gpt-realtime-whisper",
    "redirect",
    { statuses: [302, 404], code: "404", message: "Resource not found", sources: ["FR-003"] },
    ["redirect-drops-path-segment", "redirect-leaks-credential"],
  ],
  [
    BOTH,
    "preview-transcription-session",
    "gpt-realtime-whisper",
    "supported",
    { statuses: [200, 101], last: "conversation.item.input_audio_transcription.completed" },
    ["working-path"],
  ],
  [
    BOTH,
    "preview-transcription-session",
    "gpt-realtime-translate",
    "unsupported",
    { statuses: [200, 101], last: "conversation.item.input_audio_transcription.failed", code: "OperationNotSupported" },
    ["mint-is-not-support", "late-refusal"],
  ],
  [
    BOTH,
    "preview-session",
    "gpt-realtime-translate",
    "unsupported",
    { statuses: [400], code: "OperationNotSupported", sources: ["FR-007"] },
    ["operation-unsupported-by-model"],
  ],
  [
    BOTH,
    "ga-client-secret-realtime",
    "gpt-realtime-translate",
    "unsupported",
    {
      statuses: [400],
      message:
        "The realtime operation does not work with the specified model. Please choose different model and try again.",
    },
    [],
  ],
  [
    BOTH,
    "ga-client-secret-transcription-model",
    "gpt-realtime-translate",
    "server-fault",
    { statuses: [500] },
    ["server-defect"],
  ],
  [
    BOTH,
    "ga-client-secret-translation",
    "gpt-realtime-translate",
    "rejected-request",
    { statuses: [400], code: "InvalidSessionType" },
    ["session-type-unknown"],
  ],
  [BOTH, "ga-realtime", "gpt-realtime-translate", "unsupported", { statuses: [400] }, []],
  [BOTH, "preview-realtime", "gpt-realtime-translate", "unsupported", { statuses: [400], sources: ["inferred"] }, []],
  [
    BOTH,
    "chat-completions-deployment",
    "gpt-realtime-translate",
    "unsupported",
    {
      statuses: [404],
      code: null,
      message: "This is not a chat model and thus not supported in the v1/chat/completions endpoint.",
    },
    [],
  ],
];
