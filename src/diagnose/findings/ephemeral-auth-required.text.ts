import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The path accepts only a client secret that the service issued, not the resource's own key or token.",
  evidence:
    "The error of the service demands an ephemeral credential. Or the path returns 401 to the resource's credential, and accepts a client secret that was issued for this credential.",
  causes: [
    "The client sends the resource's key or token to a path for browsers.",
    "The client secret was issued for another path, or has expired.",
  ],
  title: {
    required: "{path} requires a client secret",
    requiredShort: "One path requires a client secret",
    rejected: "{path} rejects a client secret",
    rejectedShort: "One path rejects a client secret that the service issued",
  },
  explanation: {
    own: "{path} returned {answer} to the resource's own credential. This says nothing about the validity of the credential or about the deployment.",
    minted: "The same path accepted a client secret that was issued for this credential ({cell}).",
    issued: "{path} returned {answer} to a client secret that the service issued one step earlier.",
  },
  remedy: {
    own: "Request a client secret first (POST /openai/v1/realtime/client_secrets) and send it as a bearer token.",
    issued:
      "Check that the client secret was issued for this path and is sent before it expires. Report the request ids.",
  },
  ask: {
    issued:
      "Please state which credential this path accepts, and why it rejects the client secret that the service issued.",
  },
} as const satisfies FindingText;
