import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "A realtime handshake names neither a deployment nor an intent, or uses a parameter that the path ignores.",
  evidence:
    "The service refuses the handshake and names the missing parameter, or the same path accepts a handshake with a selector in the same run.",
  causes: [
    "The client sends deployment= to a GA path, which reads model=.",
    "The client library drops the query of the URL.",
  ],
  title: {
    none: "{path} requires model=, intent= or call_id=",
    noneShort: "One path requires model=, intent= or call_id=",
    ignored: "{path} does not read {selector}= as a selector",
    ignoredShort: "One path does not read {selector}= as a selector",
  },
  explanation: {
    none: "The handshake names neither a deployment nor an intent, and the service returned {answer}.",
    named: "The handshake names the deployment in {selector}=, and the service returned {answer}.",
    expected: "This probe expects the refusal. It shows that the path exists and how it words the error.",
  },
  remedy: {
    send: "Send exactly one of model=DEPLOYMENT (conversation), intent=transcription (with the model named in the session) or call_id=.",
  },
} as const satisfies FindingText;
