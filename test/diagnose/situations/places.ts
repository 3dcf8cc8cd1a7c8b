import type { Target } from "../../../src/model/target.ts";
import { hop, serviceError } from "../../support/recorded.ts";
import { noRouteAt, notFoundAt, notSupportedAt, refusedAt, unheardOfAt, wrongKeyAt } from "../answers.ts";
import { type Asked, asked, type End, endsAt, missing, type Situation } from "../situation.ts";

const NOT_IN_REGION = refusedAt("result", 404, serviceError("NotFound", "Nobody recorded these words."));
const FRANCE = { region: "France Central" };
const SWEDEN = { region: "swedencentral" };
const at = (target: string) => ({ target });

/** A model that works in one target and is answered otherwise in another, where its deployment has another name. */
function whisperAt(target: string, end: End): Asked {
  return asked("ga-transcription", "gpt-realtime-whisper", end, at(target));
}

/** Deployments with the model behind them, as an operator states it. */
function holding(...models: [name: string, model: string | null, version: string | null][]): Partial<Target> {
  return {
    deployments: models.map(([name, model, version]) => ({
      name,
      model,
      version,
      sku: null,
      role: "transcription",
      source: "config",
    })),
  };
}

const SAME_NAME_OF_RESOURCE = {
  france: { endpoint: "https://contoso.openai.azure.com" },
  alias: { endpoint: "https://contoso.cognitiveservices.azure.com" },
};

export const PLACES: Situation[] = [
  {
    name: "works in one region and is not served in another",
    cells: [whisperAt("france", "passes"), whisperAt("sweden", noRouteAt("upgrade"))],
    targets: { france: FRANCE, sweden: SWEDEN },
    found: ["differs-by-region", "route-missing", "working-path"],
    says: {
      "differs-by-region": {
        severity: "medium",
        target: null,
        pair: {
          failing: "sweden/gpt-realtime-whisper/ga-transcription",
          passing: "france/gpt-realtime-whisper/ga-transcription",
          difference: "region: swedencentral / France Central",
        },
      },
      "route-missing": { facts: { servedByTargets: ["france"] } },
    },
  },
  {
    name: "the same model under two deployment names, in two regions",
    cells: [
      asked("ga-transcription", "w-one", "passes"),
      asked("ga-transcription", "w-two", noRouteAt("upgrade"), at("sweden")),
    ],
    targets: {
      france: { ...FRANCE, ...holding(["w-one", "gpt-realtime-whisper", "2026-05-06"]) },
      sweden: { ...SWEDEN, ...holding(["w-two", "gpt-realtime-whisper", "2026-05-06"]) },
    },
    found: ["differs-by-region", "route-missing", "working-path"],
  },
  {
    name: "the same deployment name with another version behind it",
    cells: [whisperAt("france", "passes"), whisperAt("sweden", noRouteAt("upgrade"))],
    targets: {
      france: { ...FRANCE, ...holding(["gpt-realtime-whisper", "gpt-realtime-whisper", "2026-05-06"]) },
      sweden: { ...SWEDEN, ...holding(["gpt-realtime-whisper", "gpt-realtime-whisper", "2026-09-01"]) },
    },
    found: ["route-missing", "working-path"],
  },
  {
    name: "the same deployment name with a model that nobody stated",
    cells: [whisperAt("france", "passes"), whisperAt("sweden", noRouteAt("upgrade"))],
    targets: {
      france: { ...FRANCE, ...holding(["gpt-realtime-whisper", null, null]) },
      sweden: { ...SWEDEN, ...holding(["gpt-realtime-whisper", null, null]) },
    },
    found: ["route-missing", "working-path"],
  },
  {
    name: "two resources of one region that differ: it is not the region",
    cells: [whisperAt("france", "passes"), whisperAt("sweden", noRouteAt("upgrade"))],
    targets: { france: FRANCE, sweden: { region: "francecentral" } },
    found: ["route-missing", "working-path"],
  },
  {
    name: "one region refuses the key: that is no difference of regions",
    cells: [whisperAt("france", "passes"), whisperAt("sweden", wrongKeyAt("upgrade"))],
    targets: { france: FRANCE, sweden: SWEDEN },
    found: ["key-rejected", "working-path"],
  },
  {
    name: "one region refuses the handshake in words that nobody recorded",
    cells: [whisperAt("france", "passes"), whisperAt("sweden", unheardOfAt("upgrade"))],
    targets: { france: FRANCE, sweden: SWEDEN },
    found: ["differs-by-region", "working-path"],
  },
  {
    name: "one region refuses the deployment in words from which nothing is concluded",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", "passes"),
      asked("ga-realtime", "gpt-realtime-1.5", unheardOfAt("upgrade"), at("sweden")),
    ],
    targets: { france: FRANCE, sweden: SWEDEN },
    found: ["working-path"],
  },
  {
    name: "an operation that one region does not have, in words that nobody recorded, while its deployment works",
    cells: [
      asked("responses-v1", "gpt-4.1", NOT_IN_REGION, at("sweden")),
      missing("responses-v1", NOT_IN_REGION, at("sweden")),
      asked("chat-completions-v1", "gpt-4.1", "passes", at("sweden")),
      asked("responses-v1", "gpt-4.1", "passes"),
      missing("responses-v1", notFoundAt("result")),
      asked("chat-completions-v1", "gpt-4.1", "passes"),
    ],
    targets: { france: FRANCE, sweden: SWEDEN },
    found: ["differs-by-region", "missing-and-unsupported-look-alike", "same-in-every-region", "working-path × 2"],
    says: {
      "differs-by-region": { severity: "medium" },
      "same-in-every-region": {
        explanation:
          "These regions got the same requests: swedencentral and France Central. These probes work in each region: chat-completions-v1. These probes differ between regions: responses-v1. Other regions may behave differently.",
      },
    },
  },
  {
    name: "the deployment is missing in one region: that is no difference of regions",
    cells: [
      whisperAt("france", "passes"),
      asked("ga-transcription-with-model", "gpt-realtime-whisper", "passes"),
      asked("ga-transcription-with-model", "gpt-realtime-whisper", notFoundAt("upgrade"), at("sweden")),
      missing("ga-transcription-with-model", notFoundAt("upgrade"), at("sweden")),
    ],
    targets: { france: FRANCE, sweden: SWEDEN },
    found: ["deployment-missing", "working-path"],
  },
  {
    name: "another companion beside it makes it another question",
    cells: [
      asked("ga-realtime-input-transcription", "gpt-realtime-whisper", "passes"),
      asked("ga-realtime-input-transcription", "gpt-realtime-whisper", noRouteAt("upgrade"), {
        target: "sweden",
        companion: "gpt-realtime",
      }),
    ],
    targets: { france: FRANCE, sweden: SWEDEN },
    found: ["route-missing", "working-path"],
  },
  {
    name: "the same refusal in every region, each with its healthy control (FR-007)",
    cells: ["france", "sweden"].flatMap((target) => [
      asked("preview-session", "gpt-realtime-translate", notSupportedAt("mint"), at(target)),
      missing("preview-session", notFoundAt("mint"), at(target)),
      asked("ga-translation", "gpt-realtime-translate", "passes", at(target)),
    ]),
    targets: { france: FRANCE, sweden: SWEDEN },
    found: ["operation-unsupported-by-model × 2", "same-in-every-region", "working-path × 2"],
    says: {
      "same-in-every-region": {
        severity: "information",
        target: null,
        facts: { regions: ["France Central", "swedencentral"], model: "gpt-realtime-translate" },
      },
    },
  },
  {
    name: "the same everywhere, in regions that nobody stated and the answers do not tell apart",
    cells: ["france", "sweden"].map((target) =>
      asked("ga-translation", "gpt-realtime-translate", "passes", at(target)),
    ),
    found: ["working-path × 2"],
  },
  {
    name: "the same in one region only",
    cells: ["france", "sweden"].map((target) =>
      asked("ga-translation", "gpt-realtime-translate", "passes", at(target)),
    ),
    targets: { france: FRANCE, sweden: FRANCE },
    found: ["working-path × 2"],
  },
  {
    name: "one host name of a resource serves what the other does not (FR-027)",
    cells: [
      asked("ga-transcription", "gpt-realtime-whisper", "passes"),
      asked("ga-transcription", "gpt-realtime-whisper", noRouteAt("upgrade"), at("alias")),
    ],
    targets: SAME_NAME_OF_RESOURCE,
    found: ["host-alias-differs", "route-missing", "working-path"],
    says: {
      "host-alias-differs": {
        severity: "medium",
        remedy: "Use the host name contoso.openai.azure.com.",
        pair: {
          failing: "alias/gpt-realtime-whisper/ga-transcription",
          passing: "france/gpt-realtime-whisper/ga-transcription",
          difference: "upgrade: host: contoso.cognitiveservices.azure.com / contoso.openai.azure.com",
        },
      },
    },
  },
  {
    name: "both host names of a resource answer alike",
    cells: [
      asked("ga-transcription", "gpt-realtime-whisper", "passes"),
      asked("ga-transcription", "gpt-realtime-whisper", "passes", at("alias")),
    ],
    targets: SAME_NAME_OF_RESOURCE,
    found: ["working-path × 2"],
  },
  {
    name: "one host name answers without any mark of the service: nothing is compared",
    cells: [
      asked("ga-transcription", "gpt-realtime-whisper", "passes"),
      asked(
        "ga-transcription",
        "gpt-realtime-whisper",
        endsAt("upgrade", hop({ status: 404, text: "Resource not found", service: false })),
        at("alias"),
      ),
    ],
    targets: SAME_NAME_OF_RESOURCE,
    found: ["not-the-service", "working-path"],
  },
  {
    name: "two resources with names alike are two",
    cells: [
      asked("ga-transcription", "gpt-realtime-whisper", "passes"),
      asked("ga-transcription", "gpt-realtime-whisper", noRouteAt("upgrade"), at("alias")),
    ],
    targets: {
      france: { endpoint: "https://contoso.openai.azure.com" },
      alias: { endpoint: "https://contoso-2.cognitiveservices.azure.com" },
    },
    found: ["route-missing", "working-path"],
  },
];
