import { errorEvent, leftAt, refusedAt, unheardOfAt } from "../answers.ts";
import { asked, endsAt, ownProbe, type Situation } from "../situation.ts";

/** FR-026, as the handshake has it: unwrapped. */
const NEEDS_SELECTOR = {
  code: "OperationNotSupported",
  message:
    "This operation requires either deployment=<deployment-id> or intent=transcription present on the querystring.",
};
const WORKS = asked("ga-realtime", "gpt-realtime-1.5", "passes");
const WHISPER_WORKS = asked("ga-transcription", "gpt-realtime-whisper", "passes");

const NAMELESS = ownProbe("ga-realtime", "own-without-selector", ([first, ...rest]) =>
  first === undefined ? rest : [{ ...first, query: {} }, ...rest],
);

export const SELECTORS: Situation[] = [
  {
    name: "no selector, as the probe asks for (FR-026)",
    cells: [asked("ga-no-selector", null, refusedAt("upgrade", 400, NEEDS_SELECTOR)), WORKS],
    found: ["selector-missing", "working-path"],
    says: {
      "selector-missing": {
        severity: "information",
        pair: {
          failing: "france/-/ga-no-selector",
          passing: "france/gpt-realtime-1.5/ga-realtime",
          difference: "upgrade: query model: absent / gpt-realtime-1.5",
        },
      },
    },
  },
  {
    name: "no selector in a request that was meant to work",
    cells: [asked(NAMELESS, "gpt-realtime-1.5", refusedAt("upgrade", 400, NEEDS_SELECTOR)), WORKS],
    found: ["selector-missing", "working-path"],
    says: { "selector-missing": { severity: "medium" } },
  },
  {
    name: "no selector, refused in words that nobody recorded, while the path opens with one",
    cells: [asked("ga-no-selector", null, unheardOfAt("upgrade")), WORKS],
    found: ["selector-missing", "working-path"],
  },
  {
    name: "no selector, refused in words that nobody recorded, and the path opens for nobody",
    cells: [
      asked("ga-no-selector", null, unheardOfAt("upgrade")),
      asked("ga-realtime", "gpt-realtime-1.5", unheardOfAt("upgrade")),
    ],
    found: [],
  },
  {
    name: "a selector under a name that the path does not read",
    cells: [asked("sdk-ga-deployment-parameter", "gpt-realtime-1.5", refusedAt("upgrade", 400, NEEDS_SELECTOR)), WORKS],
    found: ["selector-missing", "working-path"],
    says: { "selector-missing": { severity: "medium", component: "customer-request" } },
  },
  {
    name: "two selectors where one works",
    cells: [
      WHISPER_WORKS,
      asked("ga-transcription-with-model", "gpt-realtime-whisper", refusedAt("upgrade", 400, NEEDS_SELECTOR)),
      asked("ga-transcription-with-model", "gpt-realtime-translate", refusedAt("upgrade", 400, NEEDS_SELECTOR)),
    ],
    found: ["selectors-exclusive", "working-path"],
    says: {
      "selectors-exclusive": {
        cells: [
          "france/gpt-realtime-whisper/ga-transcription-with-model",
          "france/gpt-realtime-translate/ga-transcription-with-model",
        ],
        pair: {
          failing: "france/gpt-realtime-whisper/ga-transcription-with-model",
          passing: "france/gpt-realtime-whisper/ga-transcription",
          difference: "upgrade: query model: gpt-realtime-whisper / absent",
        },
      },
    },
  },
  {
    name: "two selectors refused in words that nobody recorded, and one works (FR-062)",
    cells: [
      asked("preview-transcription", "gpt-realtime-whisper", "passes"),
      asked("preview-transcription-with-deployment", "gpt-realtime-whisper", unheardOfAt("upgrade")),
    ],
    found: ["selectors-exclusive", "working-path"],
  },
  {
    name: "two selectors refused in words that nobody recorded, and one alone was not seen to work",
    cells: [
      asked("ga-transcription", "gpt-realtime-whisper", leftAt("session")),
      asked("ga-transcription-with-model", "gpt-realtime-whisper", unheardOfAt("upgrade")),
    ],
    found: ["session-closed-without-reason"],
  },
  {
    name: "two selectors answered with 401 or 429 are not refused for being two",
    cells: [
      WHISPER_WORKS,
      asked("ga-transcription-with-model", "gpt-realtime-whisper", unheardOfAt("upgrade", 401)),
      asked("ga-transcription-with-deployment", "gpt-realtime-whisper", unheardOfAt("upgrade", 429)),
    ],
    found: ["access-refused", "rate-limited", "working-path"],
  },
  {
    name: "two selectors are refused by an event, after the handshake",
    cells: [
      WHISPER_WORKS,
      asked(
        "ga-transcription-with-model",
        "gpt-realtime-whisper",
        endsAt(
          "session",
          errorEvent({
            type: "invalid_request_error",
            code: "invalid_model",
            message: "You must not provide a model parameter for transcription sessions.",
            param: null,
          }),
        ),
      ),
    ],
    found: ["selectors-exclusive", "working-path"],
  },
  {
    name: "two selectors that are taken",
    cells: [WHISPER_WORKS, asked("ga-transcription-with-model", "gpt-realtime-whisper", "passes")],
    found: ["working-path"],
  },
];
