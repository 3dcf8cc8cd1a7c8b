import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The service rejects the key in every request.",
  evidence:
    "No path accepted the key, and the error names the key. If the error does not name it, requests without a key are refused too, on more than one path.",
  causes: [
    "The key was regenerated.",
    "The key belongs to another resource.",
    "The endpoint belongs to another resource.",
    "A gateway expects the key in a header other than api-key.",
  ],
  title: {
    status: "Service rejects the key with {status} in {cells}",
    noStatus: "Service rejects the key in {cells}",
  },
  explanation: {
    answer: "Every request with the key got {answer}.",
    alike: "A request without a key got exactly the same response.",
    unread: "The key or the endpoint is wrong, or a gateway expects the key in another header than api-key.",
    wrong: "The key does not belong to this resource, or the endpoint is not the one that the key belongs to.",
    nothingKnown: "Nothing is known about any deployment or path.",
  },
  remedy: {
    unread:
      "Set `headers:` of the target to the header that the gateway expects, such as Ocp-Apim-Subscription-Key. Or configure the gateway to read api-key, or send the requests to the resource itself.",
    wrong:
      "Compare the key and the endpoint with the page “Keys and Endpoint” of the resource. A regenerated key, a key of another resource and a wrong endpoint all cause this response.",
  },
} as const satisfies FindingText;
