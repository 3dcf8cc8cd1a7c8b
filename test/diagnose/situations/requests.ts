import { failure, hop, serviceError } from "../../support/recorded.ts";
import { errorEvent, notFoundAt, notSupportedAt, refusedAt } from "../answers.ts";
import { asked, endsAt, missing, ownProbe, type Situation } from "../situation.ts";

const WORKS = asked("ga-realtime", "gpt-realtime-1.5", "passes");
const WHISPER_WORKS = asked("ga-transcription", "gpt-realtime-whisper", "passes");
const UNKNOWN_TYPE = serviceError("InvalidSessionType", "Session Type is invalid or not found");

const misfit = errorEvent({
  type: "invalid_request_error",
  code: "invalid_parameter",
  message: "Passing a transcription session update event to a realtime session is not allowed.",
  param: null,
});
const unheardOf = errorEvent({ type: "invalid_request_error", code: "nope", message: "Not like this.", param: null });

const GA_ON_PREVIEW = ownProbe("preview-realtime", "own-ga-shape-on-preview", (steps) =>
  steps.map((step) =>
    step.stage === "configure"
      ? { ...step, send: { type: "session.update", session: { type: "realtime", output_modalities: ["text"] } } }
      : step,
  ),
);
const PREVIEW_ON_GA = ownProbe("ga-transcription", "own-preview-shape-on-ga", (steps) =>
  steps.map((step) =>
    step.stage === "configure"
      ? { ...step, send: { type: "transcription_session.update", session: { input_audio_format: "pcm16" } } }
      : step,
  ),
);
const REALTIME_ON_INTENT = ownProbe("ga-transcription", "own-realtime-update-on-transcription", (steps) =>
  steps.map((step) =>
    step.stage === "configure" ? { ...step, send: { type: "session.update", session: { type: "realtime" } } } : step,
  ),
);

export const REQUESTS: Situation[] = [
  {
    name: "a deployment name with dots only is not sent, because it would change the path",
    cells: [WORKS, asked("chat-completions-deployment", "..", endsAt("result", failure("local.unsafe-request")))],
    found: ["request-not-sent", "working-path"],
    says: {
      "request-not-sent": {
        severity: "medium",
        component: "customer-request",
        deployment: "..",
        cells: ["france/../chat-completions-deployment"],
        ask: null,
      },
    },
  },
  {
    name: "a request that is not sent because this machine has no address is no finding about its values",
    cells: [asked("chat-completions-deployment", "gpt-4.1", endsAt("result", failure("local.address")))],
    found: [],
  },
  {
    name: "an update of another type than the socket's, as the probe asks for (FR-002)",
    cells: [WORKS, asked("ga-realtime-transcription-update", "gpt-realtime-1.5", endsAt("configure", misfit))],
    found: ["session-type-mismatch", "working-path"],
    says: { "session-type-mismatch": { severity: "information", ask: null } },
  },
  {
    name: "an update of another type, refused in words that nobody recorded, while the socket's own is taken",
    cells: [WORKS, asked("ga-realtime-transcription-update", "gpt-realtime-1.5", endsAt("configure", unheardOf))],
    found: ["session-type-mismatch", "working-path"],
  },
  {
    name: "an update of another type, refused in words that nobody recorded, and the socket's own was not seen",
    cells: [asked("ga-realtime-transcription-update", "gpt-realtime-1.5", endsAt("configure", unheardOf))],
    found: [],
  },
  {
    name: "a realtime update on a transcription socket (FR-102)",
    cells: [
      WHISPER_WORKS,
      asked(
        REALTIME_ON_INTENT,
        "gpt-realtime-whisper",
        endsAt(
          "configure",
          errorEvent({ message: "Passing a realtime session update event to a transcription session is not allowed." }),
        ),
      ),
    ],
    found: ["session-type-mismatch", "working-path"],
    says: {
      "session-type-mismatch": {
        severity: "medium",
        facts: { opened: "transcription", sent: "realtime" },
        remedy: "Send type transcription on this socket, or open it with model= for a conversation.",
      },
    },
  },
  {
    name: "a refused voice is no matter of the session's type",
    cells: [
      WORKS,
      asked(
        "ga-realtime-transcription-update",
        "gpt-realtime-1.5",
        endsAt(
          "configure",
          errorEvent({ type: "invalid_request_error", code: "invalid_value", message: "no", param: "session.voice" }),
        ),
      ),
    ],
    found: ["request-field-refused", "working-path"],
  },
  {
    name: "a session type that the mint does not know, for every deployment (FR-010)",
    cells: [
      asked("ga-client-secret-translation", "gpt-realtime-translate", refusedAt("mint", 400, UNKNOWN_TYPE)),
      asked("ga-client-secret-translation", "gpt-realtime-1.5", refusedAt("mint", 400, UNKNOWN_TYPE)),
      asked("ga-client-secret-realtime", "gpt-realtime-1.5", "passes"),
    ],
    found: ["session-type-unknown", "working-path"],
    says: {
      "session-type-unknown": {
        severity: "information",
        facts: { type: "translation", typesMinted: ["realtime"] },
        cells: [
          "france/gpt-realtime-translate/ga-client-secret-translation",
          "france/gpt-realtime-1.5/ga-client-secret-translation",
        ],
      },
    },
  },
  {
    name: "a session type that the mint refuses by naming it as the parameter",
    cells: [
      asked(
        "ga-client-secret-translation",
        "gpt-realtime-translate",
        refusedAt("mint", 400, serviceError("bad", "no such value", { param: "session.type" })),
      ),
    ],
    found: ["session-type-unknown"],
  },
  {
    name: "a mint refused for another parameter, or for the model",
    cells: [
      asked(
        "ga-client-secret-translation",
        "gpt-realtime-translate",
        refusedAt("mint", 400, serviceError("bad", "no such value", { param: "session.audio.output.language" })),
      ),
      asked("ga-client-secret-realtime", "gpt-realtime-translate", notSupportedAt("mint")),
      missing("ga-client-secret-realtime", notFoundAt("mint")),
    ],
    found: ["operation-unsupported-by-model", "request-field-refused"],
  },
  {
    name: "the GA shape on a preview socket (FR-034)",
    cells: [
      asked(
        GA_ON_PREVIEW,
        "gpt-realtime-1.5",
        endsAt(
          "configure",
          errorEvent({
            type: "invalid_request_error",
            code: "unknown_parameter",
            message: "Unknown parameter: 'session.type'.",
            param: "session.type",
          }),
        ),
      ),
    ],
    found: ["shape-mismatch"],
    says: { "shape-mismatch": { severity: "medium", component: "customer-request", ask: null } },
  },
  {
    name: "the GA shape on a preview socket, in words that nobody recorded, while its own shape is taken",
    cells: [
      asked(GA_ON_PREVIEW, "gpt-realtime-1.5", endsAt("configure", unheardOf)),
      asked("preview-realtime", "gpt-realtime-1.5", "passes"),
    ],
    found: ["shape-mismatch", "working-path"],
    says: {
      "shape-mismatch": {
        pair: {
          failing: "france/gpt-realtime-1.5/own-ga-shape-on-preview@2025-04-01-preview",
          passing: "france/gpt-realtime-1.5/preview-realtime@2025-04-01-preview",
          difference:
            'configure: event session.type: "realtime" / absent; configure: event session.output_modalities: ["text"] / absent; configure: event session.modalities: absent / ["text"]; configure: event session.turn_detection: absent / null; configure: event session.max_response_output_tokens: absent / 64',
        },
      },
    },
  },
  {
    name: "the GA shape on a preview socket, in words that nobody recorded, and nothing to compare with",
    cells: [asked(GA_ON_PREVIEW, "gpt-realtime-1.5", endsAt("configure", unheardOf))],
    found: [],
  },
  {
    name: "the preview shape on a GA socket (FR-083)",
    cells: [
      asked(
        PREVIEW_ON_GA,
        "gpt-realtime-whisper",
        endsAt(
          "configure",
          errorEvent({ message: "Invalid value: 'transcription_session.update'. Supported values are …" }),
        ),
      ),
      WHISPER_WORKS,
    ],
    found: ["shape-mismatch", "working-path"],
  },
  {
    name: "a GA socket that refuses the documented GA shape",
    cells: [
      asked(
        "ga-realtime",
        "gpt-realtime-1.5",
        endsAt(
          "configure",
          errorEvent({
            type: "invalid_request_error",
            code: "unknown_parameter",
            message: "Unknown parameter: 'session.type'.",
            param: "session.type",
          }),
        ),
      ),
    ],
    found: ["shape-mismatch"],
    says: { "shape-mismatch": { component: "documentation" } },
  },
  {
    name: "the header of the preview is refused by the GA socket, by an event before anything was sent",
    cells: [
      WORKS,
      asked(
        "sdk-ga-beta-header",
        "gpt-realtime-1.5",
        endsAt(
          "session",
          errorEvent({
            type: "invalid_request_error",
            code: "beta_api_shape_disabled",
            message: "The Realtime Beta API is no longer supported. Please use /v1/realtime for the GA API.",
            param: null,
          }),
        ),
      ),
    ],
    found: ["shape-mismatch", "working-path"],
    says: { "shape-mismatch": { component: "customer-request", ask: null } },
  },
  {
    name: "a wrong value on a socket of the right shape",
    cells: [
      asked(
        "ga-realtime",
        "gpt-realtime-1.5",
        endsAt(
          "configure",
          errorEvent({
            type: "invalid_request_error",
            code: "invalid_value",
            message: "no",
            param: "session.output_modalities",
          }),
        ),
      ),
      asked(
        "preview-realtime",
        "gpt-realtime-1.5",
        endsAt("upgrade", hop({ status: 500, body: serviceError("X", "boom") })),
      ),
    ],
    found: ["request-field-refused"],
  },
];
