import { describe } from "vitest";
import { hop, received, serviceError } from "../support/recorded.ts";
import { noRouteAt, notFoundAt, notSupportedAt, refusedAt, TRANSCRIPT_OF_NONE, wrongKeyAt } from "./answers.ts";
import { type Asked, asked, endsAt, missing, missingPath, noCredential } from "./situation.ts";
import { itConcludes, type Report } from "./unseen.ts";

const REALTIME = "gpt-realtime-1.5";
const TRANSLATE = "gpt-realtime-translate";
const WHISPER = "gpt-realtime-whisper";
const OF_THE_MODEL = ["operation-unsupported-by-model", "deployment-missing", "late-refusal"];

const CONTROLS: Asked[] = [
  missingPath(noRouteAt("upgrade")),
  missingPath(noRouteAt("result"), "http"),
  noCredential(wrongKeyAt("upgrade")),
];
const SOCKET_PASSES: Asked[] = [
  asked("ga-realtime", REALTIME, "passes"),
  missing("ga-realtime", notFoundAt("upgrade")),
];
const CHAT_PASSES: Asked[] = [
  asked("chat-completions-v1", "gpt-4.1", "passes"),
  missing("chat-completions-v1", notFoundAt("result")),
];
const NO_SUCH_VERSION = refusedAt("upgrade", 400, serviceError("BadRequest", "API version not supported"));
const EMPTY_404 = endsAt("upgrade", hop({ status: 404 }));

/** What one resource answered of the translation model, beside a transcription that works. */
function translationRefused(target: string): Asked[] {
  return [
    asked("ga-translation", TRANSLATE, notSupportedAt("upgrade"), { target }),
    missing("ga-translation", notFoundAt("upgrade"), { target }),
    asked("preview-session", TRANSLATE, notSupportedAt("mint"), { target }),
    missing("preview-session", notFoundAt("mint"), { target }),
    asked("preview-transcription-session", WHISPER, "passes", { target }),
    missing("preview-transcription-session", notFoundAt("mint"), { target }),
    missingPath(noRouteAt("upgrade"), "websocket", { target }),
    noCredential(wrongKeyAt("upgrade"), { target }),
  ];
}

const REPORTS: Report[] = [
  {
    name: "a translation model that deploys and is refused on every path, in two regions",
    source: "https://learn.microsoft.com/en-us/answers/questions/5912093, 2026-06-05; the controls inferred",
    cells: ["eastus2", "sweden"].flatMap(translationRefused),
    verdict: "unsupported refused.operation",
    finds: ["operation-unsupported-by-model", "working-path"],
    never: ["deployment-missing", "missing-and-unsupported-look-alike"],
  },
  {
    name: "deployment= and intent= together, where intent= alone works",
    source: "https://github.com/timcsy/ai-api/pull/87, 2026-06-12",
    cells: [
      asked("preview-transcription-with-deployment", WHISPER, notSupportedAt("upgrade")),
      missing("preview-transcription-with-deployment", notFoundAt("upgrade")),
      asked("preview-transcription", WHISPER, "passes"),
      missing("preview-transcription", TRANSCRIPT_OF_NONE),
      ...CONTROLS,
    ],
    verdict: "unsupported refused.operation",
    finds: ["selectors-exclusive", "working-path"],
    never: ["deployment-missing"],
  },
  {
    name: "a dated api-version on a path that takes none",
    source: "https://github.com/receptron/mulmoclaude/pull/1063, 2026-04-30; there for /openai/v1/responses",
    cells: [
      asked("sdk-ga-api-version", REALTIME, NO_SUCH_VERSION),
      missing("sdk-ga-api-version", NO_SUCH_VERSION),
      ...SOCKET_PASSES,
      ...CONTROLS,
    ],
    verdict: "no-route route.api-version",
    finds: ["route-missing", "working-path"],
    never: OF_THE_MODEL,
  },
  {
    name: "secrets minted on the preview path, which only the GA path does",
    source: "https://github.com/BerriAI/litellm/issues/24659, before 2026-04-08; there passed on as a 500 of the proxy",
    cells: [
      asked("sdk-preview-client-secrets", REALTIME, noRouteAt("mint")),
      missing("sdk-preview-client-secrets", noRouteAt("mint")),
      asked("ga-client-secret-realtime", REALTIME, "passes"),
      missing("ga-client-secret-realtime", notFoundAt("mint")),
      ...CONTROLS,
    ],
    verdict: "no-route route.not-found",
    finds: ["route-missing", "working-path"],
    never: OF_THE_MODEL,
  },
  {
    name: "a socket path that is not there, without a word",
    source: "https://github.com/navintkr/openai-rag-audio/issues/2, 2024-11-20; the controls inferred",
    cells: [
      asked("preview-realtime", REALTIME, EMPTY_404),
      missing("preview-realtime", EMPTY_404),
      ...SOCKET_PASSES,
      missingPath(EMPTY_404),
      noCredential(wrongKeyAt("upgrade")),
    ],
    verdict: "no-route route.same-as-missing",
    finds: ["route-missing", "working-path"],
    never: OF_THE_MODEL,
  },
  {
    name: "audio on a path that is not served with this api-version, where chat is",
    source: "https://github.com/songquanpeng/one-api/issues/1125, 2024-03-11; the body inferred",
    cells: [
      asked("audio-transcriptions-deployment", "gpt-4o-transcribe", noRouteAt("result")),
      missing("audio-transcriptions-deployment", noRouteAt("result")),
      asked("chat-completions-deployment", "gpt-4.1", "passes"),
      missing("chat-completions-deployment", notFoundAt("result")),
      ...CONTROLS,
    ],
    verdict: "no-route route.not-found",
    finds: ["route-missing", "working-path"],
    never: OF_THE_MODEL,
  },
  {
    name: "one interface does not find a deployment that another serves",
    source: "https://github.com/microsoft/semantic-kernel/issues/5394, 2024-03-08; the paths inferred",
    cells: [
      asked("chat-completions-deployment", "gpt-4.1", notFoundAt("result")),
      missing("chat-completions-deployment", notFoundAt("result")),
      ...CHAT_PASSES,
      ...CONTROLS,
    ],
    verdict: "not-deployed deployment.not-found",
    finds: ["route-denies-known-deployment", "working-path"],
    never: OF_THE_MODEL,
  },
  {
    name: "a deployment's name that was configured wrongly",
    source: "https://github.com/Azure-Samples/azure-search-openai-demo/issues/391, 2023-07-07",
    cells: [
      ...["chat-completions-v1", "chat-completions-deployment"].flatMap((probe) => [
        asked(probe, "gpt-4.1", notFoundAt("result")),
        missing(probe, notFoundAt("result")),
      ]),
      ...SOCKET_PASSES,
      ...CONTROLS,
    ],
    verdict: "not-deployed deployment.not-found",
    finds: ["deployment-missing", "working-path"],
    never: ["route-denies-known-deployment", "operation-unsupported-by-model"],
  },
  {
    name: "a model that is found at the second time of asking",
    source: "https://github.com/OpenWhispr/openwhispr/issues/924, 2026-06-09; status, type and code inferred",
    cells: [
      asked("chat-completions-v1", "gpt-4.1", [notFoundAt("result"), "passes"]),
      missing("chat-completions-v1", notFoundAt("result")),
      ...CONTROLS,
    ],
    verdict: "inconclusive inconclusive.unstable",
    never: OF_THE_MODEL,
  },
  {
    name: "a socket that answers with other events than documented",
    source: "https://github.com/himomohi/AirTranslate/pull/2, 2026-07-24; told in a review, not seen by the reporter",
    cells: [
      asked(
        "ga-translation",
        TRANSLATE,
        endsAt(
          "result",
          received({ type: "response.text.delta", delta: "hola" }),
          received({ type: "response.text.done", text: "hola" }),
          { cause: "ws.silent", code: null, phase: "event", text: "nothing" },
        ),
      ),
      missing("ga-translation", notFoundAt("upgrade")),
      ...CONTROLS,
    ],
    verdict: "inconclusive ws.silent",
    never: OF_THE_MODEL,
  },
];

describe("public reports of paths, versions and regions", () => itConcludes(REPORTS));
