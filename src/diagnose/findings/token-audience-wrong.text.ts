import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The Entra token was issued for another audience than the service expects.",
  evidence:
    "The service rejects the token, and no path accepted it. Its audience is none of those that the service accepts in this cloud, or not the one that the response names. The response may speak of a key or a permission instead.",
  causes: [
    "The token was requested with the scope of another service, such as Azure Resource Manager or Microsoft Graph.",
    "The scope belongs to another cloud than the endpoint.",
    "A gateway has an audience of its own.",
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
