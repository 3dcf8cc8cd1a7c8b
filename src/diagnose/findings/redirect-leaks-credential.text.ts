import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The service repeats a credential in the Location header of a redirect.",
  evidence: "The Location header contains a credential. The probe compares it in memory with the one that it sent.",
  causes: ["The gateway copies the credential from a header into the query of the Location."],
  title: {
    same: "Location header repeats the caller's key",
    other: "Location header contains a credential",
  },
  explanation: {
    same: "The {status} response has a Location header with the caller's key in {name}= ({label}, equal to the one that was sent). The probe compared them in memory.",
    other:
      "The {status} response has a Location header with a credential in {name}= ({label}, not the one that was sent).",
    exposure:
      "The response came over the same connection as the request, so the redirect itself reveals the credential to no third party. A client that follows the redirect puts it into a URL, and proxies and access logs store URLs. The probe removed it before it followed the redirect.",
  },
  remedy: {
    rotate: "Rotate the key if a client followed this redirect through a proxy that logs URLs.",
  },
  ask: {
    remove: "Please remove the caller's credential from the Location header, and handle this as a security report.",
  },
} as const satisfies FindingText;
