import type { Deployment } from "../../../src/model/target.ts";
import { DEPLOYMENT_NOT_FOUND, hop, serviceError } from "../../support/recorded.ts";
import {
  noRouteAt,
  notFoundAt,
  notSupportedAt,
  refusedAt,
  TRANSCRIPT_OF_NONE,
  TRANSCRIPT_REFUSED,
  unheardOfAt,
} from "../answers.ts";
import { asked, endsAt, missing, type Situation } from "../situation.ts";

const WORKS = asked("ga-realtime", "gpt-realtime-1.5", "passes");
const MISSING_GA = missing("ga-realtime", notFoundAt("upgrade"));
const throttled = refusedAt("upgrade", 429, serviceError("429", "slow down"));
const nobody = (name: string) => refusedAt("upgrade", 404, serviceError("Gone", `nothing named ${name} here`));

const RETIRED = serviceError(
  "ModelDeprecated",
  "The model associated with the deployment is deprecated and no longer available for use.",
);

/** Two deployments that are stated to be of one model. */
function twoOf(version: string | null, other: string | null): Deployment[] {
  return [
    { name: "gpt-4.1", model: "gpt-4.1", version, sku: null, role: "chat", source: "config" },
    { name: "gpt-4.1-b", model: "gpt-4.1", version: other, sku: null, role: "chat", source: "config" },
  ];
}

const inRegion = (region: string) => [["x-ms-region", region]] satisfies [string, string][];

export const DEPLOYMENTS: Situation[] = [
  {
    name: "a route that denies the deployment answers from another region than those that know it: a pool of resources",
    cells: [
      asked(
        "ga-translation-client-secret",
        "gpt-realtime-translate",
        endsAt("mint", hop({ status: 404, body: DEPLOYMENT_NOT_FOUND, service: false, headers: inRegion("East US") })),
      ),
      asked("ga-translation", "gpt-realtime-translate", notSupportedAt("upgrade")),
      missing("ga-translation", notFoundAt("upgrade")),
    ],
    found: ["operation-unsupported-by-model", "route-denies-known-deployment"],
    says: {
      "route-denies-known-deployment": {
        severity: "low",
        ask: null,
        facts: {
          path: "POST /openai/v1/realtime/translations/client_secrets",
          regions: { denying: ["East US"], knowing: ["France Central"] },
        },
      },
    },
  },
  {
    name: "the model behind the deployment is retired",
    cells: [
      asked("preview-realtime", "gpt-4o-realtime-preview", refusedAt("upgrade", 410, RETIRED)),
      missing("preview-realtime", notFoundAt("upgrade")),
    ],
    found: ["model-retired"],
    says: { "model-retired": { severity: "high", component: "model-catalogue", ask: null } },
  },
  {
    name: "every name is told to be retired: the control cannot tell them apart",
    cells: [
      asked("preview-realtime", "gpt-4o-realtime-preview", refusedAt("upgrade", 410, RETIRED)),
      missing("preview-realtime", refusedAt("upgrade", 410, RETIRED)),
    ],
    found: ["missing-and-unsupported-look-alike"],
  },
  {
    name: "a name that nobody deployed, on every path",
    cells: [
      WORKS,
      asked("ga-realtime", "typo", notFoundAt("upgrade")),
      asked("chat-completions-v1", "typo", notFoundAt("result")),
      asked("ga-client-secret-realtime", "typo", notFoundAt("mint")),
      MISSING_GA,
      missing("chat-completions-v1", notFoundAt("result")),
      missing("ga-client-secret-realtime", notFoundAt("mint")),
    ],
    found: ["deployment-missing", "working-path"],
    says: {
      "deployment-missing": {
        severity: "high",
        deployment: "typo",
        pair: {
          failing: "france/typo/ga-realtime",
          passing: "france/gpt-realtime-1.5/ga-realtime",
          difference: "upgrade: query model: typo / gpt-realtime-1.5",
        },
      },
    },
  },
  {
    name: "a name that nobody deployed, in words that nobody recorded",
    cells: [
      WORKS,
      asked("ga-realtime", "typo", nobody("typo")),
      missing("ga-realtime", nobody("aoai-probe-no-such-deployment-7f3a")),
    ],
    found: ["deployment-missing", "working-path"],
  },
  {
    name: "a name that nobody deployed, told only with the first transcript (FR-053)",
    cells: [
      asked("ga-transcription", "typo", TRANSCRIPT_OF_NONE),
      missing("ga-transcription", TRANSCRIPT_OF_NONE),
      asked("ga-transcription", "gpt-realtime-whisper", "passes"),
    ],
    found: ["deployment-missing", "late-refusal", "working-path"],
  },
  {
    name: "the only route that was asked denies a deployment",
    cells: [
      asked("ga-translation-client-secret", "gpt-realtime-translate", notFoundAt("mint")),
      missing("ga-translation-client-secret", notFoundAt("mint")),
    ],
    found: ["deployment-missing"],
  },
  {
    name: "DeploymentNotFound beside a control that was throttled",
    cells: [asked("ga-realtime", "typo", notFoundAt("upgrade")), missing("ga-realtime", throttled), WORKS],
    found: ["working-path"],
  },
  {
    name: "two routes deny a deployment and three tell it from one that cannot exist",
    cells: [
      asked("ga-realtime", "gpt-realtime-translate", unheardOfAt("upgrade")),
      MISSING_GA,
      asked("ga-translation-client-secret", "gpt-realtime-translate", notFoundAt("mint")),
      missing("ga-translation-client-secret", notFoundAt("mint")),
      asked("chat-completions-v1", "gpt-realtime-translate", notFoundAt("result")),
      missing("chat-completions-v1", notFoundAt("result")),
      asked(
        "ga-client-secret-translation",
        "gpt-realtime-translate",
        refusedAt("mint", 400, serviceError("InvalidSessionType", "no")),
      ),
      missing("ga-client-secret-translation", notFoundAt("mint")),
    ],
    found: ["session-type-unknown"],
  },
  {
    name: "a route denies a deployment that another serves (FR-015)",
    cells: [
      asked("ga-translation-client-secret", "gpt-realtime-translate", notFoundAt("mint")),
      missing("ga-translation-client-secret", notFoundAt("mint")),
      asked("ga-translation", "gpt-realtime-translate", "passes"),
      missing("ga-translation", notFoundAt("upgrade")),
    ],
    found: ["route-denies-known-deployment", "working-path"],
    says: {
      "route-denies-known-deployment": {
        severity: "medium",
        component: "gateway-routing",
        cells: ["france/gpt-realtime-translate/ga-translation-client-secret"],
      },
    },
  },
  {
    name: "a route denies a deployment that another refuses an operation: it is known there",
    cells: [
      asked("ga-translation-client-secret", "gpt-realtime-translate", notFoundAt("mint")),
      missing("ga-translation-client-secret", notFoundAt("mint")),
      asked("ga-realtime", "gpt-realtime-translate", notSupportedAt("upgrade")),
      MISSING_GA,
    ],
    found: ["operation-unsupported-by-model", "route-denies-known-deployment"],
  },
  {
    name: "a route denies a deployment, and another minted for it what it mints for anybody",
    cells: [
      asked("ga-translation-client-secret", "gpt-realtime-translate", notFoundAt("mint")),
      missing("ga-translation-client-secret", notFoundAt("mint")),
      asked("preview-transcription-session", "gpt-realtime-translate", TRANSCRIPT_OF_NONE),
      missing("preview-transcription-session", TRANSCRIPT_OF_NONE),
    ],
    found: ["deployment-missing", "late-refusal", "mint-is-not-support"],
  },
  {
    name: "one way of asking on a path denies a deployment that another way on the same path serves (FR-053)",
    cells: [
      asked("ga-transcription", "gpt-realtime-whisper", TRANSCRIPT_OF_NONE),
      missing("ga-transcription", TRANSCRIPT_OF_NONE),
      asked("ga-realtime-input-transcription", "gpt-realtime-whisper", "passes"),
    ],
    found: ["late-refusal", "route-denies-known-deployment", "working-path"],
  },
  {
    name: "the companion is missing, not the deployment beside it",
    cells: [
      asked("ga-realtime-input-transcription", "gpt-realtime-whisper", notFoundAt("upgrade")),
      missing("ga-realtime-input-transcription", notFoundAt("upgrade")),
      asked("ga-transcription", "gpt-realtime-whisper", "passes"),
    ],
    found: ["working-path"],
  },
  {
    name: "two probes that ask the same are answered differently: no route is told from another",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", notFoundAt("upgrade")),
      asked("ga-realtime-transcription-update", "gpt-realtime-1.5", "passes"),
      missing("ga-realtime", notFoundAt("upgrade")),
    ],
    found: ["route-denies-known-deployment"],
    says: {
      "route-denies-known-deployment": {
        severity: "low",
        ask: null,
        title: "One path finds gpt-realtime-1.5 in some requests only",
        facts: {
          path: "WebSocket /openai/v1/realtime?model={deployment}",
          answer:
            "404 DeploymentNotFound “The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.”",
          stage: "upgrade",
          probes: ["ga-realtime"],
          knownBy: ["ga-realtime-transcription-update"],
          sameAsMissingDeployment: true,
          seenBothWaysOn: ["WebSocket /openai/v1/realtime?model={deployment}"],
        },
      },
    },
  },
  {
    name: "a deployment that one route denies and knows: another that denies it alone is asked nothing either",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", notFoundAt("upgrade")),
      asked("ga-realtime-transcription-update", "gpt-realtime-1.5", "passes"),
      asked("preview-realtime", "gpt-realtime-1.5", notFoundAt("upgrade")),
      asked("ga-client-secret-realtime", "gpt-realtime-1.5", "passes"),
    ],
    found: ["route-denies-known-deployment × 2", "working-path"],
    says: { "route-denies-known-deployment": { severity: "low", ask: null } },
  },
  {
    name: "the Voice Live host does not know a deployment of this resource",
    cells: [asked("voice-live-realtime", "gpt-realtime-1.5", notFoundAt("upgrade")), WORKS],
    found: ["working-path"],
  },
  {
    name: "the wrong operation beside a healthy control, and another path works (FR-001)",
    cells: [
      asked("ga-realtime", "gpt-realtime-whisper", notSupportedAt("upgrade")),
      MISSING_GA,
      WORKS,
      asked("ga-transcription", "gpt-realtime-whisper", "passes"),
    ],
    found: ["operation-unsupported-by-model", "working-path × 2"],
    says: {
      "operation-unsupported-by-model": {
        severity: "information",
        ask: null,
        pair: {
          failing: "france/gpt-realtime-whisper/ga-realtime",
          passing: "france/gpt-realtime-1.5/ga-realtime",
          difference: "upgrade: query model: gpt-realtime-whisper / gpt-realtime-1.5",
        },
      },
    },
  },
  {
    name: "an operation refused to one of two deployments of the same model and version, in its own role",
    cells: [
      asked("chat-completions-v1", "gpt-4.1", notSupportedAt("result")),
      asked("chat-completions-v1", "gpt-4.1-b", "passes"),
      asked("ga-realtime", "gpt-4.1", notSupportedAt("upgrade")),
      missing("chat-completions-v1", notFoundAt("result")),
      MISSING_GA,
    ],
    targets: { france: { deployments: twoOf("2025-04-14", "2025-04-14") } },
    found: ["operation-unsupported-by-model × 2", "working-path"],
    says: {
      "operation-unsupported-by-model": {
        severity: "medium",
        component: "model-serving",
        title: "gpt-4.1 does not support chat-completions-v1, but gpt-4.1-b does",
        cells: ["france/gpt-4.1/chat-completions-v1", "france/gpt-4.1-b/chat-completions-v1"],
      },
    },
  },
  {
    name: "an operation refused to one of two deployments of one model in two versions",
    cells: [
      asked("chat-completions-v1", "gpt-4.1", notSupportedAt("result")),
      asked("chat-completions-v1", "gpt-4.1-b", "passes"),
      missing("chat-completions-v1", notFoundAt("result")),
    ],
    targets: { france: { deployments: twoOf("2025-04-14", "2026-01-01") } },
    found: ["operation-unsupported-by-model", "working-path"],
    says: { "operation-unsupported-by-model": { component: "model-catalogue" } },
  },
  {
    name: "an operation refused to one of two deployments of one model, whose versions nobody stated",
    cells: [
      asked("chat-completions-v1", "gpt-4.1", notSupportedAt("result")),
      asked("chat-completions-v1", "gpt-4.1-b", "passes"),
      missing("chat-completions-v1", notFoundAt("result")),
    ],
    targets: { france: { deployments: twoOf(null, null) } },
    found: ["operation-unsupported-by-model", "working-path"],
    says: {
      "operation-unsupported-by-model": {
        severity: "medium",
        title: "gpt-4.1 does not support chat-completions-v1, but gpt-4.1-b does",
        ask: null,
      },
    },
  },
  {
    name: "the wrong operation in words that nobody recorded, while another deployment works",
    cells: [asked("ga-realtime", "gpt-realtime-whisper", unheardOfAt("upgrade")), MISSING_GA, WORKS],
    found: ["operation-unsupported-by-model", "working-path"],
  },
  {
    name: "a model refused in its own role, and nothing else works",
    cells: [
      asked("ga-transcription", "gpt-realtime-whisper", TRANSCRIPT_REFUSED),
      missing("ga-transcription", TRANSCRIPT_OF_NONE),
    ],
    found: ["late-refusal", "operation-unsupported-by-model"],
    says: { "operation-unsupported-by-model": { severity: "medium" } },
  },
  {
    name: "the wrong operation beside a control that gave no answer",
    cells: [asked("ga-realtime", "gpt-realtime-whisper", notSupportedAt("upgrade")), missing("ga-realtime", throttled)],
    found: ["control-unhealthy"],
    says: { "control-unhealthy": { severity: "low" } },
  },
  {
    name: "the wrong operation without any control",
    cells: [asked("ga-realtime", "gpt-realtime-whisper", notSupportedAt("upgrade"))],
    found: ["control-unhealthy"],
  },
  {
    name: "the wrong operation, and the control in the same words",
    cells: [
      asked("ga-realtime", "gpt-realtime-whisper", notSupportedAt("upgrade")),
      missing("ga-realtime", notSupportedAt("upgrade")),
    ],
    found: ["missing-and-unsupported-look-alike"],
    says: { "missing-and-unsupported-look-alike": { severity: "low" } },
  },
  {
    name: "the same words for both, none recorded, and nobody got further",
    cells: [
      asked("ga-realtime", "gpt-realtime-whisper", unheardOfAt("upgrade")),
      asked("ga-realtime", "gpt-realtime-translate", unheardOfAt("upgrade")),
      missing("ga-realtime", unheardOfAt("upgrade")),
    ],
    found: ["missing-and-unsupported-look-alike"],
    says: {
      "missing-and-unsupported-look-alike": {
        cells: [
          "france/gpt-realtime-whisper/ga-realtime",
          "france/gpt-realtime-translate/ga-realtime",
          "france/aoai-probe-no-such-deployment-7f3a/ga-realtime~missing-deployment",
        ],
      },
    },
  },
  {
    name: "the same words for both, and another path knows the deployment",
    cells: [
      asked("ga-realtime", "gpt-realtime-whisper", notSupportedAt("upgrade")),
      missing("ga-realtime", notSupportedAt("upgrade")),
      asked("preview-transcription", "gpt-realtime-whisper", "passes"),
    ],
    found: ["missing-and-unsupported-look-alike", "working-path"],
    says: { "missing-and-unsupported-look-alike": { severity: "information" } },
  },
  {
    name: "a path that is not served answers both in the same words",
    cells: [
      asked("ga-translation-calls", "gpt-realtime-translate", noRouteAt("upgrade")),
      missing("ga-translation-calls", noRouteAt("upgrade")),
    ],
    found: ["route-missing"],
  },
  {
    name: "attempts disagree whether the deployment is there",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", [notFoundAt("upgrade"), "passes"]),
      asked("preview-realtime", "gpt-realtime-1.5", [notFoundAt("upgrade"), "passes"]),
      MISSING_GA,
    ],
    found: ["attempts-disagree × 2"],
    says: {
      "attempts-disagree": {
        severity: "medium",
        component: "unknown",
        cells: ["france/gpt-realtime-1.5/ga-realtime"],
        ask: null,
      },
    },
  },
  {
    name: "a deployment that cannot exist gets its result too",
    cells: [
      WORKS,
      missing("ga-realtime", "passes"),
      asked("preview-realtime", "gpt-realtime-1.5", notFoundAt("upgrade")),
    ],
    found: ["control-unhealthy"],
    says: { "control-unhealthy": { severity: "medium" } },
  },
];
