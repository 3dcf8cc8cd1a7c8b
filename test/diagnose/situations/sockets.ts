import type { Cause } from "../../../src/model/cause.ts";
import { failure, hop, serviceError } from "../../support/recorded.ts";
import { noRouteAt, portalAt, refusedAt } from "../answers.ts";
import {
  type Asked,
  asked,
  type End,
  endsAt,
  missing,
  missingPath,
  noCredential,
  type Situation,
} from "../situation.ts";

const SERVED = asked("chat-completions-v1", "gpt-4.1", "passes");

/** A handshake that nobody answered. */
const unanswered = (cause: Cause): End => endsAt("upgrade", hop({ status: null, failure: cause }));

const byAnother = (status: number) => endsAt("upgrade", hop({ status, text: "no healthy upstream", service: false }));

/** What every handshake of a target met: two ordinary ones, and the controls. */
function handshakes(end: End, others = end): Asked[] {
  return [
    asked("ga-realtime", "gpt-realtime-1.5", end),
    asked("preview-realtime", "gpt-realtime-1.5", others),
    missing("ga-realtime", end),
    missingPath(end),
    noCredential(end),
  ];
}

export const SOCKETS: Situation[] = [
  {
    name: "no handshake is answered in time, and plain requests are",
    cells: [...handshakes(unanswered("ws.handshake.timeout")), SERVED],
    found: ["websocket-blocked", "working-path"],
    says: {
      "websocket-blocked": {
        severity: "high",
        component: "customer-network",
        ask: null,
        title: "No WebSocket handshake gets through, but HTTP requests do",
        pair: {
          failing: "france/gpt-realtime-1.5/ga-realtime",
          passing: "france/gpt-4.1/chat-completions-v1",
          difference: "transport: WebSocket / HTTP",
        },
      },
    },
  },
  {
    name: "every handshake is cut off, by a reset or an end",
    cells: [
      ...handshakes(unanswered("tcp.reset.awaiting-headers"), unanswered("tcp.closed.awaiting-headers")),
      asked("chat-completions-v1", "gpt-4.1", refusedAt("result", 400, serviceError("BadRequest", "no"))),
    ],
    found: ["websocket-blocked"],
  },
  {
    name: "every handshake is answered with a page, and plain requests by the service",
    cells: [...handshakes(portalAt("upgrade", 403)), SERVED],
    found: ["websocket-blocked", "working-path"],
  },
  {
    name: "every handshake is answered 502 without any mark, a minted one too",
    cells: [
      ...handshakes(byAnother(502)),
      asked("ga-client-secret-realtime", "gpt-realtime-1.5", byAnother(502)),
      SERVED,
    ],
    found: ["websocket-blocked", "working-path"],
  },
  {
    name: "no handshake is answered in time, nor is any plain request",
    cells: [
      ...handshakes(unanswered("ws.handshake.timeout")),
      asked("chat-completions-v1", "gpt-4.1", endsAt("result", hop({ status: null, failure: "http.headers.timeout" }))),
    ],
    found: ["endpoint-silent"],
  },
  {
    name: "two handshakes are answered with a page, and the path that cannot exist by the service",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", portalAt("upgrade", 403)),
      asked("preview-realtime", "gpt-realtime-1.5", portalAt("upgrade", 403)),
      missingPath(noRouteAt("upgrade")),
      SERVED,
    ],
    found: ["not-the-service", "working-path"],
    says: { "not-the-service": { title: "An unidentified server sends 2 responses" } },
  },
  {
    name: "one handshake is not answered, and no other was asked",
    cells: [asked("ga-realtime", "gpt-realtime-1.5", unanswered("ws.handshake.timeout")), SERVED],
    found: ["working-path"],
  },
  {
    name: "handshakes fail in two ways: no one obstacle explains them",
    cells: [...handshakes(byAnother(502), unanswered("ws.handshake.timeout")), SERVED],
    found: ["not-the-service", "working-path"],
    says: {
      "not-the-service": {
        severity: "medium",
        title: "An unidentified server sends 1 response to WebSocket handshakes",
      },
    },
  },
  {
    name: "handshakes are beyond the rate of whoever stands between",
    cells: [...handshakes(byAnother(429)), SERVED],
    found: ["not-the-service", "working-path"],
  },
  {
    name: "plain requests are answered by somebody else, and sockets by the service",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", "passes"),
      asked("chat-completions-v1", "gpt-4.1", portalAt("result", 403)),
      missingPath(portalAt("result", 403), "http"),
    ],
    found: ["not-the-service", "working-path"],
    says: {
      "not-the-service": {
        title: "An unidentified server sends 1 response to HTTP requests",
        facts: { answers: [403], pages: 1, answeredByTheService: 1, onlyOver: "http" },
      },
    },
  },
  {
    name: "sockets open, and then fall silent",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", endsAt("session", failure("cell.deadline"))),
      asked("preview-realtime", "gpt-realtime-1.5", endsAt("session", failure("cell.deadline"))),
      SERVED,
    ],
    found: ["working-path"],
  },
];
