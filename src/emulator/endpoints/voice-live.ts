import * as refusals from "../refusal.ts";
import { defaultSession } from "../session/defaults.ts";
import { PREVIEW } from "../session/dialect.ts";
import type { Endpoint } from "./endpoint.ts";
import { previewOpening } from "./preview.ts";

/** Voice Live: a conversation in the flat shape. `model=` names the model. */
export const voiceLiveRealtime: Endpoint = {
  transport: "websocket",
  method: "GET",
  path: "/voice-live/realtime",
  versions: "voice-live",
  admits: { resource: true, ephemeral: null },
  names: ({ query }) => query.get("model"),
  refuse: ({ deployment }) => {
    if (deployment === null) return refusals.noSelector;
    return deployment.role === "conversation" ? null : refusals.wrongModel;
  },
  serve: ({ resource, deployment }) =>
    previewOpening(resource, "realtime", defaultSession(PREVIEW, "realtime", deployment)),
};
