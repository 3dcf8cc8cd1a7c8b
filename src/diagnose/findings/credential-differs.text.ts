import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The same request works with one kind of credential and is denied with another.",
  evidence:
    "Both requests were sent in one run to the same deployment, and nothing else differs. No other finding explains the denial.",
  causes: [
    "The path accepts the key only in one place, such as the header api-key.",
    "The identity of the token lacks a permission, and the response does not mention it.",
    "A gateway evaluates only one kind of credential.",
  ],
  title: {
    differs: "Works with the {working} but not with the {denied}",
    short: "Works with one kind of credential but not with another",
  },
  explanation: {
    differs: "The service returned a result to the {working} and {answer} to the {denied}, for {requests}.",
    conclusion: "The deployment, the path and the request are not the cause.",
  },
  remedy: {
    use: "Use the {working}. If you need the {denied}, compare the two requests in the report.",
  },
} as const satisfies FindingText;
