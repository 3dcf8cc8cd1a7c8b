import { describe, expect, it } from "vitest";
import { judge, observe } from "../../src/judge/index.ts";
import type { Cell } from "../../src/model/cell.ts";
import type { ErrorText } from "../../src/model/error-text.ts";
import type { Recording } from "../../src/model/recording.ts";
import { SPEECH_TRANSCRIPT } from "../../src/model/sample.ts";
import {
  catalog,
  cell,
  closed,
  DEPLOYMENT_NOT_FOUND,
  failure,
  hop,
  missing,
  OPERATION_NOT_SUPPORTED,
  probeOf,
  RESOURCE_NOT_FOUND,
  received,
  recording,
  recordings,
  type StepSketch,
  sent,
  serviceError,
} from "../support/recorded.ts";

/** Cells of one target, the first being the one in question. */
type Situation = [Cell, Recording | null][];

function verdict(situation: Situation, texts: ErrorText[] = catalog.errorTexts): string {
  const observations = situation.map(([c, r]) => observe(c, probeOf(c.probe), r, null));
  const found = judge(observations, catalog.probes, texts).get(situation[0]?.[0].id ?? "");
  return `${found?.verdict} ${found?.cause}`;
}

const created = received({ type: "session.created", session: { id: "sess_1", type: "realtime" } });
const updated = received({ type: "session.updated", session: { output_modalities: ["text"] } });
const conversationUpdate = sent({ type: "session.update", session: { type: "realtime", output_modalities: ["text"] } });
const added = received({ type: "conversation.item.added", item: { id: "item_1" } });
const done = received({
  type: "response.done",
  response: { status: "completed", output: [{ content: [{ type: "output_text", text: "ready" }] }] },
});
const ga = probeOf("ga-realtime");
const turn: StepSketch[] = [hop({ status: 101 }), created, [conversationUpdate, updated], added, done];

const works: [Cell, Recording] = [cell("ga-realtime", "gpt-realtime-1.5", "conversation"), recording(ga, ...turn)];
const missingIs404: [Cell, Recording] = [
  missing("ga-realtime"),
  recording(ga, hop({ status: 404, body: DEPLOYMENT_NOT_FOUND })),
];
const missingPath: [Cell, Recording] = [
  cell("missing-path-websocket", null, null, { control: "missing-path" }),
  recording(probeOf("missing-path-websocket"), hop({ status: 404, body: RESOURCE_NOT_FOUND })),
];
const whisper = (...steps: StepSketch[]): [Cell, Recording] => [
  cell("ga-realtime", "gpt-realtime-whisper", "transcription"),
  recording(ga, ...steps),
];
const refused = (body = OPERATION_NOT_SUPPORTED, status = 400) => whisper(hop({ status, body }));

const transcription = probeOf("ga-transcription");
const trCreated = received({ type: "session.created", session: { type: "transcription" } });
const trUpdate = sent({ type: "session.update", session: { audio: { input: { transcription: { model: "w" } } } } });
const trUpdated = received({
  type: "session.updated",
  session: { audio: { input: { transcription: { model: "w" } } } },
});
const committed = received({ type: "input_audio_buffer.committed" });
const completed = (transcript: string) =>
  received({ type: "conversation.item.input_audio_transcription.completed", transcript });
const failedWith = (error: Record<string, string | null>) =>
  received({ type: "conversation.item.input_audio_transcription.failed", error });
const transcribing = (...last: StepSketch[]): [Cell, Recording] => [
  cell("ga-transcription", "w", "transcription"),
  recording(transcription, hop({ status: 101 }), trCreated, [trUpdate, trUpdated], committed, ...last),
];
const lateMissing: [Cell, Recording] = [
  missing("ga-transcription"),
  recording(
    transcription,
    hop({ status: 101 }),
    trCreated,
    [trUpdate, trUpdated],
    committed,
    failedWith({
      type: "invalid_request_error",
      code: "DeploymentNotFound",
      message: "The API deployment does not exist.",
    }),
  ),
];

const unfinished = (status: string): [Cell, Recording] =>
  whisper(
    hop({ status: 101 }),
    created,
    [conversationUpdate, updated],
    added,
    received({ type: "response.done", response: { status, status_details: { reason: "x" } } }),
  );
const said = (error: Record<string, string | null>): [Cell, Recording] =>
  whisper(hop({ status: 101 }), created, [conversationUpdate, updated], added, received({ type: "error", error }));
const calls = probeOf("ga-calls");
const calling = (...end: StepSketch[]): [Cell, Recording] => [
  cell("ga-calls", "gpt-realtime-1.5", "conversation"),
  recording(
    calls,
    hop({ status: 200, body: { value: "REDACTED-ephemeral-1", expires_at: 1 }, transport: "http" }),
    hop({ status: 201, text: "v=0", headers: [["location", "/v1/realtime/calls/rtc_1"]], transport: "http" }),
    hop({ status: 101 }),
    ...end.map((one) => [one].flat()),
  ),
];

const SITUATIONS: [name: string, expected: string, situation: Situation][] = [
  ["a turn that came back", "supported result.received", [works]],
  ["a 101 and then silence", "inconclusive ws.silent", [whisper(hop({ status: 101 }), [failure("ws.silent")])]],
  ["the wrong operation beside a healthy control", "unsupported refused.operation", [refused(), missingIs404]],
  ["the wrong operation without a control", "inconclusive control.unhealthy", [refused()]],
  [
    "the wrong operation, and the control in the same words",
    "inconclusive control.look-alike",
    [refused(), [missing("ga-realtime"), recording(ga, hop({ status: 400, body: OPERATION_NOT_SUPPORTED }))]],
  ],
  [
    "the wrong operation beside a throttled control",
    "inconclusive control.unhealthy",
    [refused(), [missing("ga-realtime"), recording(ga, hop({ status: 429, body: serviceError("429", "slow down") }))]],
  ],
  [
    "a refusal in unknown words while another deployment works",
    "unsupported refused.unknown-code",
    [refused(serviceError("ModelKindMismatch", "no such thing for this model")), missingIs404, works],
  ],
  [
    "a refusal in unknown words and nobody got further",
    "inconclusive inconclusive.unrecognised",
    [refused(serviceError("ModelKindMismatch", "no such thing for this model")), missingIs404],
  ],
  ["DeploymentNotFound", "not-deployed deployment.not-found", [refused(DEPLOYMENT_NOT_FOUND, 404), missingIs404]],
  [
    "unknown words, exactly as for the deployment that cannot exist, while another works",
    "not-deployed deployment.same-as-missing",
    [
      refused(serviceError("Gone", "nothing named gpt-realtime-whisper here"), 404),
      [
        missing("ga-realtime"),
        recording(
          ga,
          hop({ status: 404, body: serviceError("Gone", "nothing named aoai-probe-no-such-deployment-7f3a here") }),
        ),
      ],
      works,
    ],
  ],
  ["Resource not found", "no-route route.not-found", [refused(RESOURCE_NOT_FOUND, 404), missingPath]],
  [
    "unknown words, exactly as for the path that cannot exist",
    "no-route route.same-as-missing",
    [
      refused(serviceError("Nowhere", "nothing is here"), 404),
      [
        missingPath[0],
        recording(
          probeOf("missing-path-websocket"),
          hop({ status: 404, body: serviceError("Nowhere", "nothing is here") }),
        ),
      ],
    ],
  ],
  [
    "a 404 without any mark of the service",
    "inconclusive app.unattributed",
    [whisper(hop({ status: 404, text: "nope", service: false })), missingPath],
  ],
  [
    "a 404 of unknown words in a portal's page",
    "inconclusive app.not-json",
    [whisper(hop({ status: 404, text: "<html>log in", service: false }))],
  ],
  [
    "a 502 page of a gateway",
    "server-fault server.gateway",
    [whisper(hop({ status: 502, text: "<html>bad gateway", service: false }))],
  ],
  [
    "a 200 page of a portal in place of a 101",
    "inconclusive app.not-json",
    [whisper(hop({ status: 200, text: "<html>log in", service: false }))],
  ],
  [
    "a wrong key",
    "auth auth.key-invalid",
    [refused(serviceError("401", "Access denied due to invalid subscription key or wrong API endpoint."), 401)],
  ],
  ["a 401 in unknown words", "auth auth.refused", [refused(serviceError("X", "who are you"), 401)]],
  [
    "key authentication disabled",
    "auth auth.key-disabled",
    [
      refused(
        serviceError("AuthenticationTypeDisabled", "Key based authentication is disabled for this resource."),
        403,
      ),
    ],
  ],
  [
    "a role that lacks",
    "auth auth.role-missing",
    [refused(serviceError("PermissionDenied", "The principal lacks the required data action"), 401)],
  ],
  [
    "a rate limit of handshakes",
    "throttled throttled.handshake-rate",
    [refused(serviceError("429", "Requests to the onHandshake Operation … exceeded call rate limit"), 429)],
  ],
  ["a 500", "server-fault server.5xx", [refused(serviceError("InternalServerError", "Internal server error"), 500)]],
  ["a close 1011", "server-fault server.close", [whisper(hop({ status: 101 }), closed(1011))]],
  ["a 101 and then FIN", "inconclusive ws.closed.no-reason", [whisper(hop({ status: 101 }), closed(null))]],
  [
    "a 101 and then a reset",
    "inconclusive ws.reset",
    [whisper(hop({ status: 101 }), closed(null, { transport: "reset" }))],
  ],
  [
    "a broken frame",
    "protocol-violation ws.frame",
    [whisper(hop({ status: 101 }), closed(null, { by: "us", failure: failure("ws.frame") }))],
  ],
  ["a refused connection", "network tcp.refused", [whisper(hop({ status: null, failure: "tcp.refused" }))]],
  [
    "no descriptors left",
    "local-fault local.fd-exhausted",
    [whisper(hop({ status: null, failure: "local.fd-exhausted" }))],
  ],
  [
    "a parameter of ours that was refused",
    "rejected-request request.field",
    [
      whisper(
        hop({ status: 101 }),
        created,
        received({
          type: "error",
          error: { type: "invalid_request_error", code: "invalid_value", message: "no", param: "session.voice" },
        }),
      ),
    ],
  ],
  [
    "an update of the wrong type",
    "rejected-request request.session-type-mismatch",
    [
      whisper(hop({ status: 101 }), created, [
        conversationUpdate,
        received({
          type: "error",
          error: {
            type: "invalid_request_error",
            code: "invalid_parameter",
            message: "Passing a transcription session update event to a realtime session is not allowed.",
            param: null,
          },
        }),
      ]),
    ],
  ],
  [
    "an error event that names an event of somebody else",
    "inconclusive ws.silent",
    [
      whisper(hop({ status: 101 }), [
        received({ type: "error", error: { type: "x", code: "y", message: "z", event_id: "evt_other" } }),
        failure("ws.silent"),
      ]),
    ],
  ],
  [
    "a transcript of the sample",
    "supported result.received",
    [transcribing(completed(SPEECH_TRANSCRIPT)), lateMissing],
  ],
  ["an empty transcript", "partial result.empty", [transcribing(completed(" ")), lateMissing]],
  ["a transcript of something else", "partial result.unrelated", [transcribing(completed("vielen Dank")), lateMissing]],
  [
    "a failed transcription whose code says the operation is wrong",
    "unsupported refused.operation",
    [
      transcribing(
        failedWith({
          type: "server_error",
          code: "OperationNotSupported",
          message: "Input transcription failed for item 'item_abcdef'.",
        }),
      ),
      lateMissing,
    ],
  ],
  [
    "a failed transcription without a code",
    "server-fault server.error-event",
    [
      transcribing(
        failedWith({
          type: "server_error",
          code: null,
          message: "Input transcription failed for item 'item_CcnHforF7TNkgG594R1Q1' .",
        }),
      ),
      lateMissing,
    ],
  ],
  [
    "a late refusal of a missing deployment",
    "not-deployed deployment.not-found",
    [[cell("ga-transcription", "x", "transcription"), lateMissing[1]], lateMissing],
  ],
  [
    "a setting that the echo does not repeat, and no result",
    "partial app.setting-ignored",
    [
      [
        cell("ga-transcription", "w", "transcription"),
        recording(
          transcription,
          hop({ status: 101 }),
          trCreated,
          [trUpdate, received({ type: "session.updated", session: {} })],
          committed,
          [failure("ws.silent")],
        ),
      ],
    ],
  ],
  [
    "the service refused the request before it named the deployment",
    "rejected-request request.before-deployment",
    [
      [
        cell("ga-transcription", "w", "transcription"),
        recording(transcription, hop({ status: 400, body: serviceError("BadThing", "no") })),
      ],
    ],
  ],
  [
    "a redirect followed into a dead path",
    "redirect redirect.dead-path",
    [
      whisper([
        hop({ status: 302, redirect: { location: "/v1/realtime" } }),
        hop({ status: 404, body: RESOURCE_NOT_FOUND }),
      ]),
      missingPath,
    ],
  ],
  [
    "a redirect that loops",
    "redirect redirect.loop",
    [whisper(hop({ status: 302, redirect: { location: "/", followed: false, notFollowed: "loop" } }))],
  ],
  [
    "a redirect to another origin",
    "inconclusive redirect.not-followed",
    [
      whisper(
        hop({
          status: 302,
          redirect: {
            location: "https://x.example/",
            relation: "cross-origin",
            followed: false,
            notFollowed: "other-origin",
          },
        }),
      ),
    ],
  ],
  [
    "a redirect that leads to a turn is transparent",
    "supported result.received",
    [whisper([hop({ status: 302, redirect: { location: "/" } }), hop({ status: 101 })], ...turn.slice(1))],
  ],
  [
    "a missing deployment that gets its result",
    "inconclusive control.missing-deployment-succeeds",
    [works, [missing("ga-realtime"), recording(ga, ...turn)]],
  ],
  [
    "a missing path that is answered with 200",
    "inconclusive control.missing-path-succeeds",
    [works, [missingPath[0], recording(probeOf("missing-path-websocket"), hop({ status: 101 }))]],
  ],
  [
    "attempts that disagree",
    "inconclusive inconclusive.unstable",
    [
      [
        cell("ga-realtime", "gpt-realtime-whisper", "transcription"),
        recordings(ga, [[hop({ status: 500, body: serviceError("X", "boom") })], turn]),
      ],
    ],
  ],
  [
    "a throttled attempt and then a turn",
    "supported result.received",
    [
      [
        cell("ga-realtime", "gpt-realtime-whisper", "transcription"),
        recordings(ga, [[hop({ status: 429, body: serviceError("429", "wait") })], turn]),
      ],
    ],
  ],
  [
    "no selector given",
    "rejected-request request.selector-missing",
    [
      [
        cell("ga-no-selector", null, null),
        recording(
          probeOf("ga-no-selector"),
          hop({
            status: 400,
            body: {
              code: "OperationNotSupported",
              message:
                "This operation requires either deployment=<deployment-id> or intent=transcription present on the querystring.",
            },
          }),
        ),
      ],
    ],
  ],
  [
    "a minted secret and a dead socket is no support",
    "redirect redirect.dead-path",
    [
      [
        cell("preview-transcription-session", "w", "transcription"),
        recording(
          probeOf("preview-transcription-session"),
          hop({ status: 200, body: { client_secret: { value: "REDACTED-ephemeral-1" } }, transport: "http" }),
          [
            hop({ status: 302, redirect: { location: "/v1/realtime" } }),
            hop({ status: 404, text: "Resource not found" }),
          ],
        ),
      ],
    ],
  ],
  [
    "an SDP answer proves no conversation",
    "partial result.unprovable",
    [
      [
        cell("ga-translation-calls", "t", "translation"),
        recording(probeOf("ga-translation-calls"), hop({ status: 201, text: "v=0", transport: "http" })),
      ],
    ],
  ],
  ["a response cut short by our cap", "partial result.incomplete", [unfinished("incomplete"), missingIs404, works]],
  [
    "a response that was cancelled",
    "inconclusive app.unexpected-success",
    [unfinished("cancelled"), missingIs404, works],
  ],
  [
    "a server error under a code of its own",
    "server-fault server.error-event",
    [said({ type: "server_error", code: "internal_error", message: "oops" }), missingIs404, works],
  ],
  [
    "a server error under a code that says nothing",
    "inconclusive inconclusive.unrecognised",
    [said({ type: "server_error", code: "X17", message: "oops" }), missingIs404, works],
  ],
  [
    "an expired session",
    "inconclusive session.expired",
    [
      said({
        type: "invalid_request_error",
        code: "session_expired",
        message: "Your session hit the maximum duration.",
      }),
      missingIs404,
      works,
    ],
  ],
  [
    "a rate limit within the session",
    "throttled throttled.call-rate",
    [said({ type: "rate_limit_error", code: "unheard_of", message: "slow down" }), missingIs404, works],
  ],
  [
    "a 424 in unknown words",
    "inconclusive inconclusive.unrecognised",
    [refused(serviceError("FailedDependency", "no"), 424), missingIs404, works],
  ],
  [
    "a 500 whose text speaks of a region",
    "server-fault server.5xx",
    [refused(serviceError("X", "Feature X is not supported in this region"), 500), missingIs404, works],
  ],
  [
    "a 503 whose text speaks of a deployment",
    "server-fault server.5xx",
    [
      refused(serviceError("ServiceUnavailable", "The API deployment for this resource does not exist in cache"), 503),
      missingIs404,
      works,
    ],
  ],
  [
    "the wrong operation beside a control that was redirected elsewhere",
    "inconclusive control.unhealthy",
    [
      refused(),
      [
        missing("ga-realtime"),
        recording(
          ga,
          hop({
            status: 302,
            redirect: {
              location: "https://x.example/",
              relation: "cross-origin",
              followed: false,
              notFollowed: "other-origin",
            },
          }),
        ),
      ],
    ],
  ],
  [
    "the wrong operation beside a control that a page answered",
    "inconclusive control.unhealthy",
    [refused(), [missing("ga-realtime"), recording(ga, hop({ status: 404, text: "<html>" }))]],
  ],
  [
    "the wrong operation beside a control that is unstable",
    "inconclusive control.unhealthy",
    [
      refused(),
      [
        missing("ga-realtime"),
        recordings(ga, [
          [hop({ status: 500, body: serviceError("X", "boom") })],
          [hop({ status: 404, body: DEPLOYMENT_NOT_FOUND })],
        ]),
      ],
    ],
  ],
  [
    "a limit that names a parameter",
    "throttled throttled.call-rate",
    [refused(serviceError("rate_limit_exceeded", "slow", { param: "requests" }), 429)],
  ],
  [
    "a wrong key that names a parameter",
    "auth auth.key-invalid",
    [refused(serviceError("invalid_api_key", "no", { param: "api_key" }), 401)],
  ],
  [
    "a server error that names a parameter",
    "server-fault server.5xx",
    [refused(serviceError("x", "no", { param: "y" }), 500)],
  ],
  [
    "the wrong operation with an empty param",
    "unsupported refused.operation",
    [refused(serviceError("OperationNotSupported", "no", { param: "" })), missingIs404],
  ],
  [
    "a handshake at the end of a user's probe",
    "partial result.unprovable",
    [
      [
        cell("missing-path-websocket", "gpt-realtime-1.5", "conversation"),
        recording(probeOf("missing-path-websocket"), hop({ status: 101 })),
      ],
    ],
  ],
  [
    "a turn refused because another is under way says nothing of the model",
    "rejected-request request.refused",
    [
      said({
        type: "invalid_request_error",
        code: "conversation_already_has_active_response",
        message: "Conversation already has an active response in progress: resp_abcdef.",
      }),
      missingIs404,
      works,
    ],
  ],
  [
    "a turn refused in unknown words that name the model",
    "unsupported refused.unknown-code",
    [
      said({ type: "invalid_request_error", code: "nope", message: "This model does not do that." }),
      missingIs404,
      works,
    ],
  ],
  [
    "a limit told by a code nobody recorded, called an invalid request",
    "throttled throttled.call-rate",
    [said({ type: "invalid_request_error", code: "inference_rate_limit_exceeded", message: "Later." }), missingIs404],
  ],
  [
    "a turn that fails because the service is overloaded, told with a type of its own",
    "server-fault server.error-event",
    [
      said({
        type: "service_unavailable_error",
        code: "inference_service_unavailable_error",
        message: "The server is overloaded or not ready yet. Please try again later.",
      }),
      missingIs404,
    ],
  ],
  [
    "a close that names a code alone",
    "inconclusive session.expired",
    [whisper(hop({ status: 101 }), closed(1001, { reason: "session_expired" }))],
  ],
  [
    "a body that is not valid is no model that is refused",
    "inconclusive inconclusive.unrecognised",
    [refused(serviceError("Invalid input", "invalid input error"), 422), missingIs404, works],
  ],
  [
    "a field of the body that is not of the right type",
    "rejected-request request.refused",
    [
      refused(
        serviceError(null, "[…] is not of type 'string' - 'messages.1.content'", { type: "invalid_request_error" }),
      ),
      missingIs404,
      works,
    ],
  ],
  [
    "a 422 that says that the model does not support it",
    "unsupported refused.unknown-code",
    [refused(serviceError("nope", "The model does not support this operation."), 422), missingIs404, works],
  ],
  [
    "a handshake that nobody answered, after requests that the service did",
    "partial result.unprovable",
    [
      [
        cell("ga-calls", "gpt-realtime-1.5", "conversation"),
        recording(
          calls,
          hop({ status: 200, body: { value: "REDACTED-ephemeral-1", expires_at: 1 }, transport: "http" }),
          hop({ status: 201, text: "v=0", headers: [["location", "/v1/realtime/calls/rtc_1"]], transport: "http" }),
          [hop({ status: null, failure: "cell.deadline" }), failure("cell.deadline")],
        ),
      ],
    ],
  ],
  [
    "a 408 by which the service says that it did not finish",
    "server-fault server.timeout",
    [refused(serviceError("Timeout", "The operation was timeout."), 408), missingIs404],
  ],
  ["a 408 that says nothing", "rejected-request request.refused", [refused(serviceError(null, "Late."), 408)]],
  [
    "a gateway's quota, told with 403",
    "throttled throttled.quota",
    [refused({ statusCode: 403, message: "Out of call volume quota. Quota will be replenished in 5.03:23:11" }, 403)],
  ],
  [
    "a close that names its type and code as the reason (OpenAI's own platform)",
    "auth auth.key-invalid",
    [whisper(hop({ status: 101 }), closed(3000, { reason: "invalid_request_error.invalid_api_key" }))],
  ],
  [
    "a path told to be wrong by repeating the request, where another deployment's is served: nothing is known",
    "no-route route.not-found",
    [
      whisper(
        hop({
          status: 404,
          body: serviceError(null, "Invalid URL (GET /v1/realtime)", { type: "invalid_request_error" }),
        }),
      ),
      missingIs404,
    ],
  ],
  [
    "one answer to everything: nobody looked at the path",
    "inconclusive inconclusive.unrecognised",
    [
      refused(serviceError("Nowhere", "Subdomain does not map to a resource."), 404),
      [
        cell("missing-path-websocket", null, null, { control: "missing-path" }),
        recording(
          probeOf("missing-path-websocket"),
          hop({ status: 404, body: serviceError("Nowhere", "Subdomain does not map to a resource.") }),
        ),
      ],
      [
        cell("no-credential", "gpt-realtime-1.5", "conversation", { control: "no-credential" }),
        recording(
          probeOf("no-credential"),
          hop({ status: 404, body: serviceError("Nowhere", "Subdomain does not map to a resource.") }),
        ),
      ],
    ],
  ],
  [
    "a transcript that shares only common words",
    "partial result.unrelated",
    [transcribing(completed("Thank you for watching the video.")), lateMissing],
  ],
  [
    "unknown words as for the path that cannot exist, while another deployment works there",
    "not-deployed deployment.same-as-missing",
    [
      refused(serviceError("Nowhere", "nothing is here"), 404),
      [missing("ga-realtime"), recording(ga, hop({ status: 404, body: serviceError("Nowhere", "nothing is here") }))],
      [
        missingPath[0],
        recording(
          probeOf("missing-path-websocket"),
          hop({ status: 404, body: serviceError("Nowhere", "nothing is here") }),
        ),
      ],
      works,
    ],
  ],
  [
    "Resource not found, on a path that another deployment gets through",
    "inconclusive inconclusive.unrecognised",
    [refused(RESOURCE_NOT_FOUND, 404), missingIs404, missingPath, works],
  ],
  ["a call whose sideband is closed by a server error", "server-fault server.close", [calling(closed(1011))]],
  ["a call whose sideband says nothing", "partial result.unprovable", [calling(failure("ws.silent"))]],
  [
    "a call of a deployment that cannot exist that is accepted alike",
    "inconclusive control.missing-deployment-succeeds",
    [calling(failure("ws.silent")), [missing("ga-calls"), calling(failure("ws.silent"))[1]]],
  ],
  [
    "a mint that was redirected and a socket refused in unknown words",
    "inconclusive inconclusive.unrecognised",
    [
      [
        cell("preview-session", "w", "transcription"),
        recording(
          probeOf("preview-session"),
          [
            hop({ status: 307, redirect: { location: "/x" }, transport: "http" }),
            hop({ status: 200, body: { client_secret: { value: "REDACTED" } }, transport: "http" }),
          ],
          hop({ status: 404, body: serviceError("Odd", "odd") }),
        ),
      ],
    ],
  ],
  [
    "an answer over WebSocket like that of a missing path over HTTP",
    "inconclusive inconclusive.unrecognised",
    [
      refused(serviceError("Nowhere", "nothing is here"), 404),
      [
        cell("missing-path-http", null, null, { control: "missing-path" }),
        recording(
          probeOf("missing-path-http"),
          hop({ status: 404, transport: "http", body: serviceError("Nowhere", "nothing is here") }),
        ),
      ],
    ],
  ],
  [
    "a redirect without a Location",
    "protocol-violation http.bad-redirect",
    [
      whisper(
        hop({ status: 302, redirect: { location: "", relation: "missing", followed: false, notFollowed: "missing" } }),
      ),
    ],
  ],
  [
    "the control refused before it named its deployment",
    "inconclusive control.unhealthy",
    [
      transcribing(failedWith({ type: "invalid_request_error", code: "OperationNotSupported", message: "no" })),
      [
        missing("ga-transcription"),
        recording(transcription, hop({ status: 400, body: serviceError("InvalidIntent", "no") })),
      ],
    ],
  ],
];

describe("verdicts of named situations", () => {
  it.each(SITUATIONS)("%s: %s", (_, expected, situation) => {
    expect(verdict(situation)).toBe(expected);
  });

  it("weaken without the recorded wordings, and never turn into another claim", () => {
    const CLAIMS = ["supported", "partial", "unsupported", "not-deployed", "no-route"];
    for (const [name, expected, situation] of SITUATIONS) {
      const before = expected.split(" ")[0] ?? "";
      const after = verdict(situation, []).split(" ")[0] ?? "";
      if (CLAIMS.includes(before))
        expect([before, "inconclusive", "rejected-request", "redirect"], name).toContain(after);
      else expect(CLAIMS, `${name}: ${before} became ${after}`).not.toContain(after);
    }
  });
});
