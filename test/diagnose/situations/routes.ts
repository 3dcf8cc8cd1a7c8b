import type { Redirect } from "../../../src/model/recording.ts";
import { hop, RESOURCE_NOT_FOUND, serviceError } from "../../support/recorded.ts";
import { noRouteAt, notFoundAt, portalAt, refusedAt, unheardOfAt, wrongKeyAt } from "../answers.ts";
import { asked, type End, endsAt, missing, missingPath, noCredential, type Situation } from "../situation.ts";

const WORKS = asked("ga-realtime", "gpt-realtime-1.5", "passes");
const NOWHERE = serviceError("Nowhere", "nothing is here");
const NO_RESOURCE = serviceError("404", "Subdomain does not map to a resource.");
const LATER = serviceError("BadRequest", "Model m is enabled only for api versions 2024-12-01-preview and later");
const KEY = { name: "api-key", label: "REDACTED-apikey-1", sameAsSent: true };
const DEAD = {
  location: "wss://france.openai.azure.com/v1/realtime?intent=transcription",
  segmentsDropped: ["openai"],
} satisfies Partial<Redirect>;
const FROM = "wss://france.openai.azure.com/openai/realtime?intent=transcription&deployment=w";

function redirected(to: Partial<Redirect> & { location: string }, then?: Parameters<typeof hop>[0]): End {
  const first = hop({ status: 302, url: FROM, redirect: to });
  return endsAt("upgrade", ...(then === undefined ? [first] : [[first, hop({ url: to.location, ...then })]]));
}

const away = (relation: Redirect["relation"], location: string, more: Omit<Partial<Redirect>, "location"> = {}): End =>
  redirected({
    location,
    relation,
    followed: false,
    notFollowed: "other-origin",
    segmentsDropped: ["openai"],
    ...more,
  });

export const ROUTES: Situation[] = [
  {
    name: "a path that is not served, for every deployment (FR-022)",
    cells: [
      asked("ga-translation-calls", "gpt-realtime-translate", noRouteAt("upgrade")),
      asked("ga-translation-calls", "gpt-realtime-1.5", noRouteAt("upgrade")),
      missing("ga-translation-calls", noRouteAt("upgrade")),
      WORKS,
    ],
    found: ["route-missing", "working-path"],
    says: {
      "route-missing": {
        severity: "medium",
        cells: ["france/gpt-realtime-translate/ga-translation-calls", "france/gpt-realtime-1.5/ga-translation-calls"],
      },
    },
  },
  {
    name: "every path, one that cannot exist and a request without any credential are answered alike",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 404, NO_RESOURCE)),
      asked("ga-transcription", "gpt-realtime-whisper", refusedAt("upgrade", 404, NO_RESOURCE)),
      asked("chat-completions-v1", "gpt-4.1", refusedAt("result", 404, NO_RESOURCE)),
      missing("ga-realtime", refusedAt("upgrade", 404, NO_RESOURCE)),
      missingPath(refusedAt("upgrade", 404, NO_RESOURCE)),
      noCredential(refusedAt("upgrade", 404, NO_RESOURCE)),
    ],
    found: ["answered-alike-everywhere"],
    says: { "answered-alike-everywhere": { severity: "high", component: "customer-request", ask: null } },
  },
  {
    name: "every request is answered 503",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 503, NO_RESOURCE)),
      missingPath(refusedAt("upgrade", 503, NO_RESOURCE)),
      noCredential(refusedAt("upgrade", 503, NO_RESOURCE)),
    ],
    found: ["answered-alike-everywhere"],
    says: { "answered-alike-everywhere": { component: "unknown" } },
  },
  {
    name: "every handshake is answered alike, without a credential as well, and plain requests are served",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", noRouteAt("upgrade")),
      asked("preview-realtime", "gpt-realtime-1.5", noRouteAt("upgrade")),
      asked("voice-live-realtime", "gpt-realtime-1.5", noRouteAt("upgrade")),
      missing("ga-realtime", noRouteAt("upgrade")),
      missingPath(noRouteAt("upgrade")),
      noCredential(noRouteAt("upgrade")),
      asked("chat-completions-v1", "gpt-4.1", "passes"),
      missing("chat-completions-v1", notFoundAt("result")),
    ],
    found: ["answered-alike-everywhere", "working-path"],
    says: { "answered-alike-everywhere": { component: "customer-network", ask: null } },
  },
  {
    name: "every handshake with a credential is answered 404: the paths are not served",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", noRouteAt("upgrade")),
      asked("preview-realtime", "gpt-realtime-1.5", noRouteAt("upgrade")),
      asked("voice-live-realtime", "gpt-realtime-1.5", noRouteAt("upgrade")),
      missingPath(noRouteAt("upgrade")),
      noCredential(wrongKeyAt("upgrade")),
      asked("chat-completions-v1", "gpt-4.1", "passes"),
    ],
    found: ["route-missing × 3", "working-path"],
  },
  {
    name: "all but the path that cannot exist are answered alike",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 503, NO_RESOURCE)),
      missingPath(noRouteAt("upgrade")),
      noCredential(refusedAt("upgrade", 503, NO_RESOURCE)),
    ],
    found: [],
  },
  {
    name: "a path that is served to this model with a later api-version only",
    cells: [
      asked("chat-completions-deployment", "gpt-4.1", refusedAt("result", 400, LATER)),
      missing("chat-completions-deployment", notFoundAt("result")),
      asked("chat-completions-deployment", "gpt-4o", "passes"),
    ],
    found: ["api-version-of-model", "working-path"],
    says: { "api-version-of-model": { component: "customer-request", ask: null } },
  },
  {
    name: "a path that is not served, told only by the path that cannot exist",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", 404, NOWHERE)),
      missingPath(refusedAt("upgrade", 404, NOWHERE)),
    ],
    found: ["route-missing"],
    says: {
      "route-missing": {
        cells: ["france/gpt-realtime-1.5/ga-realtime", "france/-/missing-path-websocket~missing-path"],
      },
    },
  },
  {
    name: "an api-version that is not served, and another that is",
    cells: [
      asked(
        "preview-realtime",
        "gpt-realtime-1.5",
        refusedAt("upgrade", 400, serviceError("InvalidApiVersion", "no")),
        {
          apiVersion: "2024-10-01-preview",
        },
      ),
      asked("preview-realtime", "gpt-realtime-1.5", "passes"),
    ],
    found: ["route-missing", "working-path"],
    says: {
      "route-missing": {
        severity: "low",
        pair: {
          failing: "france/gpt-realtime-1.5/preview-realtime@2024-10-01-preview",
          passing: "france/gpt-realtime-1.5/preview-realtime@2025-04-01-preview",
          difference: "upgrade: query api-version: 2024-10-01-preview / 2025-04-01-preview",
        },
      },
    },
  },
  {
    name: "a path answers 404 for one deployment and serves another",
    cells: [WORKS, asked("ga-realtime", "gpt-realtime-whisper", noRouteAt("upgrade"))],
    found: ["working-path"],
  },
  {
    name: "a path answers 404 for one deployment and knows that another is missing",
    cells: [
      asked("ga-realtime", "gpt-realtime-whisper", noRouteAt("upgrade")),
      missing("ga-realtime", notFoundAt("upgrade")),
    ],
    found: [],
  },
  {
    name: "a 404 that bears no mark of the service",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", endsAt("upgrade", hop({ status: 404, text: "nope", service: false }))),
      missingPath(endsAt("upgrade", hop({ status: 404, text: "nope", service: false }))),
    ],
    found: ["not-the-service"],
  },
  {
    name: "a path that cannot exist is answered with success",
    cells: [WORKS, asked("ga-translation-calls", "gpt-realtime-1.5", noRouteAt("upgrade")), missingPath("passes")],
    found: ["control-unhealthy"],
    says: { "control-unhealthy": { severity: "high" } },
  },
  {
    name: "a redirect into a dead path, with the caller's key in it (FR-003)",
    cells: [
      asked(
        "preview-transcription-with-deployment",
        "gpt-realtime-whisper",
        redirected({ ...DEAD, credential: KEY, queryAdded: ["api-key"] }, { status: 404, body: RESOURCE_NOT_FOUND }),
      ),
      asked("preview-transcription", "gpt-realtime-whisper", "passes"),
      missingPath(noRouteAt("upgrade")),
    ],
    found: ["redirect-drops-path-segment", "redirect-leaks-credential", "working-path"],
    says: {
      "redirect-drops-path-segment": {
        severity: "high",
        component: "gateway-routing",
        pair: {
          failing: "france/gpt-realtime-whisper/preview-transcription-with-deployment@2025-04-01-preview",
          passing: "france/gpt-realtime-whisper/preview-transcription@2025-04-01-preview",
          difference: "upgrade: query deployment: gpt-realtime-whisper / absent",
        },
      },
      "redirect-leaks-credential": { severity: "high" },
    },
  },
  {
    name: "a redirect that drops nothing and carries nothing is transparent",
    cells: [
      asked(
        "preview-realtime",
        "gpt-realtime-1.5",
        redirected(
          { location: "wss://france.openai.azure.com/openai/realtime/" },
          { status: 404, body: RESOURCE_NOT_FOUND },
        ),
      ),
    ],
    found: [],
  },
  {
    name: "a redirect to another name of the resource that drops a segment (FR-030)",
    cells: [
      asked(
        "preview-realtime",
        "gpt-realtime-1.5",
        away("cross-origin", "wss://france.cognitiveservices.azure.com/v1/realtime", { credential: KEY }),
      ),
    ],
    found: ["redirect-drops-path-segment", "redirect-leaks-credential", "redirect-leaves-origin"],
    says: { "redirect-leaves-origin": { severity: "high" }, "redirect-drops-path-segment": { severity: "medium" } },
  },
  {
    name: "a redirect to somebody else's host (FR-070)",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", away("cross-origin", "https://other-origin.example/login")),
      asked("ga-realtime", "gpt-realtime-whisper", away("cross-origin", "https://other-origin.example/login?b")),
    ],
    found: ["redirect-leaves-origin"],
    says: {
      "redirect-leaves-origin": {
        severity: "medium",
        cells: ["france/gpt-realtime-1.5/ga-realtime", "france/gpt-realtime-whisper/ga-realtime"],
      },
    },
  },
  {
    name: "a redirect to a connection that is not encrypted",
    cells: [
      asked(
        "ga-realtime",
        "gpt-realtime-1.5",
        away("downgrade", "ws://france.openai.azure.com/openai/v1/realtime", { segmentsDropped: [] }),
      ),
    ],
    found: ["redirect-leaves-origin"],
    says: { "redirect-leaves-origin": { severity: "high" } },
  },
  {
    name: "a Location that cannot be read leaves nothing",
    cells: [asked("ga-realtime", "gpt-realtime-1.5", away("malformed", "wss://[", { segmentsDropped: [] }))],
    found: [],
  },
  {
    name: "a portal answers every request with a page",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", portalAt("upgrade")),
      asked("chat-completions-v1", "gpt-4.1", portalAt("result")),
      missing("ga-realtime", portalAt("upgrade")),
      missingPath(portalAt("upgrade")),
    ],
    found: ["not-the-service"],
    says: { "not-the-service": { severity: "high", component: "customer-network", pair: null } },
  },
  {
    name: "a gateway answers one of several with a page",
    cells: [WORKS, asked("preview-realtime", "gpt-realtime-1.5", portalAt("upgrade", 502))],
    found: ["not-the-service", "working-path"],
    says: { "not-the-service": { severity: "medium", component: "unknown" } },
  },
  {
    name: "an error of the service without its headers is the service's still",
    cells: [
      asked(
        "ga-realtime",
        "gpt-realtime-1.5",
        endsAt("upgrade", hop({ status: 404, body: RESOURCE_NOT_FOUND, service: false })),
      ),
      missing("ga-realtime", unheardOfAt("upgrade")),
    ],
    found: ["route-missing"],
  },
];
