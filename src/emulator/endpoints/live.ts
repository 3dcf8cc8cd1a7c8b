import { objectAt, textAt } from "../json-field.ts";
import { jsonOf } from "../question.ts";
import * as refusals from "../refusal.ts";
import { LiveSession, liveSession } from "../session/live.ts";
import { type Endpoint, json, RESOURCE_ONLY } from "./endpoint.ts";
import { sdpAnswer } from "./sdp.ts";

const SESSIONS = "/openai/v1/live/sessions";

/** GPT-Live over WebSocket. The first event of the client names the deployment. There are no ephemeral secrets. */
export const liveSessions: Endpoint = {
  transport: "websocket",
  method: "GET",
  path: SESSIONS,
  versions: "optional",
  admits: RESOURCE_ONLY,
  names: () => null,
  refuse: () => null,
  serve: ({ resource: { find } }) => ({
    kind: "session",
    open: (line) => new LiveSession({ line, find, started: null }),
  }),
};

/** GPT-Live over WebRTC: the session and an SDP offer in one JSON body. */
export const liveCalls: Endpoint = {
  transport: "http",
  method: "POST",
  path: SESSIONS,
  versions: "optional",
  admits: RESOURCE_ONLY,
  names: (question) => textAt(jsonOf(question), "session.model"),
  refuse: ({ question, resource }) => {
    const started = liveSession(objectAt(jsonOf(question), "session"), resource.find);
    if ("code" in started) return refusals.badRequest(started.code, started.message, started.param);
    const offer = textAt(jsonOf(question), "transport.sdp") ?? "";
    return offer.startsWith("v=0") ? null : refusals.badRequest("invalid_offer", "Invalid SDP offer", "transport.sdp");
  },
  serve: ({ question, resource }) => {
    const started = liveSession(objectAt(jsonOf(question), "session"), resource.find);
    if ("code" in started) return refusals.badRequest(started.code, started.message, started.param);
    const id = textAt(started.session, "id") ?? "";
    resource.liveCalls.set(id, started.session);
    const sdp = sdpAnswer(textAt(jsonOf(question), "transport.sdp") ?? "");
    return json(200, { session: { id }, transport: { type: "webrtc", sdp } });
  },
};

/** The sideband of a GPT-Live call. */
export const liveAttach: Endpoint = {
  transport: "websocket",
  method: "GET",
  path: `${SESSIONS}/{session}/attach`,
  versions: "optional",
  admits: RESOURCE_ONLY,
  names: () => null,
  refuse: ({ params, resource }) =>
    resource.liveCalls.has(params.session ?? "")
      ? null
      : refusals.unknownId(`No session with id '${params.session}' was found.`),
  serve: ({ params, resource: { find, liveCalls: calls } }) => {
    const started = calls.get(params.session ?? "") ?? null;
    return { kind: "session", open: (line) => new LiveSession({ line, find, started }) };
  },
};
