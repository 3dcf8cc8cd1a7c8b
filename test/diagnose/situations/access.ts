import type { Json } from "../../../src/model/json.ts";
import type { Stage } from "../../../src/model/stage.ts";
import { hop, serviceError } from "../../support/recorded.ts";
import { notFoundAt, notSupportedAt, portalAt, refusedAt, unheardOfAt, wrongKeyAt } from "../answers.ts";
import { asked, endsAt, missing, noCredential, type Situation } from "../situation.ts";

const KEYS_DISABLED = serviceError(
  "AuthenticationTypeDisabled",
  "Key based authentication is disabled for this resource.",
);
const NO_ROLE = serviceError("PermissionDenied", "The principal `<oid>` lacks the required data action.");
const PRIVATE = serviceError("403", "Public access is disabled. Please configure private endpoint.");
const EPHEMERAL = serviceError("401", "Realtime session ephemeral token is required.");
const ANY_TOKEN = {
  statusCode: 401,
  message:
    "Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.",
};
const OTHER_TENANT = serviceError(
  "Tenant provided in token does not match resource token",
  "Token tenant 33e0 does not match resource tenant.",
);
const INVALID_KEY = serviceError("401", "Access denied due to invalid subscription key or wrong API endpoint.");
const NO_KEY = { statusCode: 401, message: "Access denied due to missing subscription key." };
const UNHEARD_OF = serviceError("Denied", "You shall not pass.");

const REFUSED = endsAt("upgrade", hop({ status: null, failure: "tcp.refused" }));

export const ACCESS: Situation[] = [
  {
    name: "no connection to the host is made",
    cells: [asked("ga-realtime", "gpt-realtime-1.5", REFUSED), missing("ga-realtime", REFUSED)],
    found: ["endpoint-unreachable"],
    says: { "endpoint-unreachable": { severity: "high", component: "customer-network", ask: null } },
  },
  {
    name: "one connection is refused, and another deployment is answered",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", REFUSED),
      asked("chat-completions-v1", "gpt-4.1", refusedAt("result", 401, UNHEARD_OF)),
    ],
    found: [],
  },
  {
    name: "the key is refused everywhere, as no key is",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", wrongKeyAt("upgrade")),
      asked("chat-completions-v1", "gpt-4.1", wrongKeyAt("result")),
      missing("ga-realtime", wrongKeyAt("upgrade")),
      noCredential(wrongKeyAt("upgrade")),
    ],
    found: ["key-rejected"],
    says: {
      "key-rejected": {
        severity: "high",
        component: "authentication",
        cells: [
          "france/gpt-realtime-1.5/ga-realtime",
          "france/gpt-4.1/chat-completions-v1",
          "france/gpt-realtime-1.5/no-credential~no-credential",
        ],
        ask: null,
      },
    },
  },
  {
    name: "the key is refused in words that nobody recorded, and so is no key",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 401, UNHEARD_OF)),
      noCredential(refusedAt("upgrade", 401, UNHEARD_OF)),
    ],
    found: ["key-rejected"],
  },
  {
    name: "the key is refused in words that nobody recorded, and nobody asked without one",
    cells: [asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 401, UNHEARD_OF))],
    found: [],
  },
  {
    name: "one path answers 401 in words that nobody recorded, others than no key gets",
    cells: [
      asked("ga-translation-calls", "gpt-realtime-translate", refusedAt("upgrade", 401, UNHEARD_OF)),
      noCredential(wrongKeyAt("upgrade")),
    ],
    found: [],
  },
  {
    name: "one path refuses the key and another takes it",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", "passes"),
      asked("preview-realtime", "gpt-realtime-1.5", wrongKeyAt("upgrade")),
      noCredential(wrongKeyAt("upgrade")),
    ],
    found: ["access-refused", "working-path"],
    says: {
      "access-refused": {
        severity: "low",
        title: "WebSocket /openai/realtime rejects the key that other paths accept",
      },
    },
  },
  {
    name: "the key is refused, and a request without any is accepted: a gateway adds one",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", wrongKeyAt("upgrade")),
      asked("preview-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 403, KEYS_DISABLED)),
      noCredential("passes"),
    ],
    found: ["control-unhealthy"],
    says: { "control-unhealthy": { severity: "medium", facts: { control: "no-credential" } } },
  },
  {
    name: "a portal answers 401 in the service's place",
    cells: [asked("ga-realtime", "gpt-realtime-1.5", portalAt("upgrade", 401)), noCredential(portalAt("upgrade", 401))],
    found: ["not-the-service"],
  },
  {
    name: "the resource takes no keys",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 403, KEYS_DISABLED)),
      asked("ga-client-secret-realtime", "gpt-realtime-1.5", refusedAt("mint", 403, KEYS_DISABLED)),
      asked("ga-realtime", "gpt-realtime-1.5", "passes", { auth: "entra" }),
      noCredential(wrongKeyAt("upgrade")),
    ],
    found: ["key-auth-disabled", "working-path"],
    says: {
      "key-auth-disabled": {
        severity: "high",
        pair: {
          failing: "france/gpt-realtime-1.5/ga-realtime",
          passing: "france/gpt-realtime-1.5/ga-realtime@entra",
          difference: "credential: key / entra",
        },
      },
    },
  },
  {
    name: "one path says that keys are disabled and another takes the key",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", "passes"),
      asked("ga-client-secret-realtime", "gpt-realtime-1.5", refusedAt("mint", 403, KEYS_DISABLED)),
    ],
    found: ["working-path"],
  },
  {
    name: "the token is refused in words that speak of a key, and the key works",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", wrongKeyAt("upgrade"), { auth: "entra" }),
      asked("ga-realtime", "gpt-realtime-1.5", "passes"),
      noCredential(wrongKeyAt("upgrade")),
    ],
    found: ["token-rejected", "working-path"],
    says: {
      "token-rejected": {
        pair: {
          failing: "france/gpt-realtime-1.5/ga-realtime@entra",
          passing: "france/gpt-realtime-1.5/ga-realtime",
          difference: "credential: entra / key",
        },
      },
    },
  },
  {
    name: "the token is expired",
    cells: [
      asked(
        "ga-realtime",
        "gpt-realtime-1.5",
        refusedAt("upgrade", 401, serviceError("401", "The token has expired.")),
        {
          auth: "entra",
        },
      ),
    ],
    found: ["token-rejected"],
  },
  {
    name: "the token is for another audience on one path, and accepted on another (FR-065)",
    cells: [
      asked(
        "audio-transcriptions-deployment",
        "gpt-4o-transcribe",
        refusedAt("result", 401, serviceError("401", "audience is incorrect")),
        {
          auth: "entra",
        },
      ),
      asked("audio-transcriptions-v1", "gpt-4o-transcribe", "passes", { auth: "entra" }),
    ],
    found: ["access-refused", "working-path"],
  },
  {
    name: "the identity lacks the role, and the key works (FR-020)",
    cells: [
      asked("ga-translation", "gpt-realtime-translate", refusedAt("upgrade", 401, NO_ROLE), { auth: "entra" }),
      asked("ga-translation", "gpt-realtime-translate", "passes"),
    ],
    found: ["role-missing", "working-path"],
    says: { "role-missing": { severity: "high" } },
  },
  {
    name: "the identity may do one thing and not another",
    cells: [
      asked("chat-completions-v1", "gpt-4.1", refusedAt("result", 401, NO_ROLE), { auth: "entra" }),
      asked("ga-realtime", "gpt-realtime-1.5", "passes", { auth: "entra" }),
    ],
    found: ["role-missing", "working-path"],
    says: { "role-missing": { severity: "medium" } },
  },
  {
    name: "the token is refused in words that name all that may be wrong, as no token is",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 401, ANY_TOKEN), { auth: "entra" }),
      noCredential(refusedAt("upgrade", 401, ANY_TOKEN)),
    ],
    found: ["token-rejected"],
    says: {
      "token-rejected": {
        remedy:
          "Fetch a new token with the scope https://cognitiveservices.azure.com/.default for the tenant of the resource. Compare this machine's clock too.",
        facts: { cause: "auth.token-unaccepted", answer: `401 “${ANY_TOKEN.message}”` },
      },
    },
  },
  {
    name: "the key is refused in words that speak of tokens, as no key is",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 401, ANY_TOKEN)),
      noCredential(refusedAt("upgrade", 401, ANY_TOKEN)),
    ],
    found: ["key-rejected"],
  },
  {
    name: "the token is of another tenant",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 400, OTHER_TENANT), { auth: "entra" }),
      asked("chat-completions-v1", "gpt-4.1", refusedAt("result", 400, OTHER_TENANT), { auth: "entra" }),
      missing("ga-realtime", refusedAt("upgrade", 400, OTHER_TENANT), { auth: "entra" }),
    ],
    found: ["token-rejected"],
  },
  {
    name: "a gateway says that no key was sent",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 401, NO_KEY)),
      noCredential(refusedAt("upgrade", 401, NO_KEY)),
    ],
    found: ["key-rejected"],
  },
  {
    name: "one deployment is closed, and others are served to the same key",
    cells: [
      asked("ga-realtime", "gpt-4.1", refusedAt("upgrade", 403, UNHEARD_OF)),
      asked("chat-completions-v1", "gpt-4.1", refusedAt("result", 403, UNHEARD_OF)),
      asked("ga-realtime", "gpt-realtime-1.5", "passes"),
      asked("chat-completions-v1", "gpt-4o", "passes"),
    ],
    found: ["access-refused", "working-path × 2"],
    says: {
      "access-refused": {
        severity: "medium",
        deployment: "gpt-4.1",
        cells: ["france/gpt-4.1/chat-completions-v1", "france/gpt-4.1/ga-realtime"],
      },
    },
  },
  {
    name: "one path closes one deployment, and nothing else was asked of either",
    cells: [
      asked("ga-realtime", "gpt-4.1", refusedAt("upgrade", 403, UNHEARD_OF)),
      asked("chat-completions-v1", "gpt-4o", "passes"),
    ],
    found: ["working-path"],
  },
  {
    name: "everything is denied in words that nobody recorded, and a request without any credential otherwise",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 403, UNHEARD_OF), { auth: "entra" }),
      asked("chat-completions-v1", "gpt-4.1", refusedAt("result", 403, UNHEARD_OF), { auth: "entra" }),
      noCredential(wrongKeyAt("upgrade")),
    ],
    targets: { france: { auth: ["entra"] } },
    found: ["access-refused"],
    says: {
      "access-refused": {
        component: "authentication",
        facts: {
          credential: "entra",
          answer: "403 Denied “You shall not pass.”",
          withoutCredential: "401 “Access denied due to invalid subscription key or wrong API endpoint.”",
          sameAsWithoutCredential: false,
        },
      },
    },
  },
  {
    name: "everything is denied in words that nobody recorded, without any credential as well",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 403, UNHEARD_OF)),
      noCredential(refusedAt("upgrade", 403, UNHEARD_OF)),
    ],
    found: ["access-refused"],
    says: { "access-refused": { component: "unknown" } },
  },
  {
    name: "one path denies access in words that nobody recorded, and nobody asked without a credential",
    cells: [asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 403, UNHEARD_OF))],
    found: [],
  },
  {
    name: "a 401 to the token in words that nobody recorded",
    cells: [asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 401, UNHEARD_OF), { auth: "entra" })],
    found: [],
  },
  {
    name: "the network is shut out",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 403, PRIVATE)),
      asked("chat-completions-v1", "gpt-4.1", refusedAt("result", 403, PRIVATE)),
      noCredential(refusedAt("upgrade", 403, PRIVATE)),
    ],
    found: ["network-restricted"],
    says: { "network-restricted": { severity: "high", component: "customer-network" } },
  },
  {
    name: "one answer speaks of the firewall, and others of the same host are let in",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", "passes"),
      asked("chat-completions-v1", "gpt-4.1", refusedAt("result", 403, PRIVATE)),
    ],
    found: ["working-path"],
  },
  {
    name: "a proxy without any mark of the service speaks of a firewall",
    cells: [
      asked(
        "ga-realtime",
        "gpt-realtime-1.5",
        endsAt("upgrade", hop({ status: 403, text: "Virtual Network/Firewall rules", service: false })),
      ),
    ],
    found: ["not-the-service"],
  },
  {
    name: "the calls path wants a minted credential (FR-022)",
    cells: [asked("ga-translation-calls", "gpt-realtime-translate", refusedAt("upgrade", 401, EPHEMERAL))],
    found: ["ephemeral-auth-required"],
    says: { "ephemeral-auth-required": { severity: "information", ask: null } },
  },
  {
    name: "the calls path wants a minted credential and was given one",
    cells: [asked("ga-calls", "gpt-realtime-1.5", refusedAt("upgrade", 401, EPHEMERAL))],
    found: ["ephemeral-auth-required"],
    says: { "ephemeral-auth-required": { severity: "medium" } },
  },
  {
    name: "refusals of the operation are no refusals of the credential",
    cells: [
      asked("ga-realtime", "gpt-realtime-whisper", notSupportedAt("upgrade")),
      asked("ga-realtime", "gpt-realtime-1.5", "passes"),
      missing("ga-realtime", notFoundAt("upgrade")),
      noCredential(unheardOfAt("upgrade", 401)),
    ],
    found: ["operation-unsupported-by-model", "working-path"],
  },
  {
    name: "the token is for another service, and the response speaks of a key",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", tokenFor("https://management.azure.com/", "upgrade", INVALID_KEY), {
        auth: "entra",
      }),
      asked("ga-realtime", "gpt-realtime-1.5", "passes"),
      noCredential(wrongKeyAt("upgrade")),
    ],
    found: ["token-audience-wrong", "working-path"],
    says: {
      "token-audience-wrong": {
        severity: "high",
        title: "Token is for https://management.azure.com/, not for the service",
        remedy:
          "Request the token with the scope https://cognitiveservices.azure.com/.default, for example with --entra-scope https://cognitiveservices.azure.com/.default.",
        pair: {
          failing: "france/gpt-realtime-1.5/ga-realtime@entra",
          passing: "france/gpt-realtime-1.5/ga-realtime",
          difference: "credential: entra / key",
        },
      },
    },
  },
  {
    name: "a token with the right audience is refused: the audience is not the cause",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", tokenFor("https://ai.azure.com", "upgrade", ANY_TOKEN), {
        auth: "entra",
      }),
    ],
    found: ["token-rejected"],
  },
  {
    name: "the token has the ID of an application as its audience, which says nothing",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", tokenFor("7d312290-28c8-473c-a0ed-8e53749b6d6d", "upgrade", ANY_TOKEN), {
        auth: "entra",
      }),
    ],
    found: ["token-rejected"],
  },
  {
    name: "the response names another audience than that of the cloud",
    cells: [
      asked(
        "ga-realtime",
        "gpt-realtime-1.5",
        endsAt(
          "upgrade",
          hop({
            status: 401,
            body: UNHEARD_OF,
            audience: "https://cognitiveservices.azure.com",
            headers: [["www-authenticate", 'Bearer resource="https://cognitiveservices.azure.us/"']],
          }),
        ),
        { auth: "entra" },
      ),
    ],
    found: ["token-audience-wrong"],
    says: {
      "token-audience-wrong": {
        facts: {
          answer: "401 Denied “You shall not pass.”",
          audience: "https://cognitiveservices.azure.com",
          expected: ["https://cognitiveservices.azure.us"],
          issuer: null,
          tenant: null,
          wantedTenant: null,
        },
      },
    },
  },
  {
    name: "one scope is right, and another is not",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", "passes", { auth: "entra", scope: "https://ai.azure.com/.default" }),
      asked("ga-realtime", "gpt-realtime-1.5", tokenFor("https://graph.microsoft.com", "upgrade", ANY_TOKEN), {
        auth: "entra",
        scope: "https://graph.microsoft.com/.default",
      }),
    ],
    found: ["token-audience-wrong", "working-path"],
  },
  {
    name: "the key works in its header, and is refused as a bearer",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", "passes"),
      asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 401, UNHEARD_OF), { auth: "key-bearer" }),
    ],
    found: ["credential-differs", "working-path"],
    says: {
      "credential-differs": {
        title: "Works with the key but not with the key as a bearer",
        pair: {
          failing: "france/gpt-realtime-1.5/ga-realtime@key-bearer",
          passing: "france/gpt-realtime-1.5/ga-realtime",
          difference: "credential: key-bearer / key",
        },
      },
    },
  },
  {
    name: "it works with the key, not with Entra, in words that nobody recorded",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", "passes"),
      asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 403, UNHEARD_OF), { auth: "entra" }),
    ],
    found: ["credential-differs", "working-path"],
    says: { "credential-differs": { title: "Works with the key but not with the Entra token", severity: "medium" } },
  },
  {
    name: "a wrong key is refused as a header, as a bearer and in the URL (FR-085)",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", wrongKeyAt("upgrade")),
      asked("ga-realtime", "gpt-realtime-1.5", wrongKeyAt("upgrade"), { auth: "key-bearer" }),
      asked("ga-realtime", "gpt-realtime-1.5", wrongKeyAt("upgrade"), { auth: "key-query" }),
      noCredential(wrongKeyAt("upgrade")),
    ],
    found: ["key-rejected"],
  },
  {
    name: "the key in the URL opens the socket (FR-019)",
    cells: [asked("ga-translation", "gpt-realtime-translate", "passes", { auth: "key-query" })],
    found: ["working-path"],
  },
];

/** The response to a token of this audience. */
function tokenFor(audience: string, stage: Stage, body: Json) {
  return endsAt(stage, hop({ status: 401, body, audience }));
}
