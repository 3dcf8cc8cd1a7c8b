import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The Entra token was issued for an audience that the service does not accept.",
  evidence:
    "The service rejects the token, and no path accepted it. The audience of the token differs from the audience that the response names. If the response names none, the service does not accept the audience in this cloud. The response may mention a key or a permission instead.",
  causes: [
    "The token was requested with the scope of another service, such as Azure Resource Manager or Microsoft Graph.",
    "The scope and the endpoint belong to different clouds.",
    "A gateway expects its own audience.",
  ],
  title: { wrong: "Token is for {audience}, not for the service" },
  explanation: {
    wrong: "The service returned {answer} to a token with the audience {audience}.",
    named: "The response asks for the audience {expected}.",
    known: "In this cloud the service accepts {expected}.",
    otherScope: "A token for {accepted} is accepted in the same run.",
    nothingKnown: "Nothing is known about the role of the identity, the deployments or the paths with this token.",
  },
  remedy: {
    scope: "Request the token with the scope {scope}, for example with --entra-scope {scope}.",
  },
} as const satisfies FindingText;
