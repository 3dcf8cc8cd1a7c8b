import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "A redirect leads to another origin. Clients that follow it may send the credential to another server.",
  evidence: "The Location header names another host, port or scheme than the request. The probe does not follow it.",
  causes: [
    "The service routes the path to another of its host names.",
    "A login portal or a proxy redirects the request.",
    "A gateway builds the Location with a wrong scheme or port.",
  ],
  title: {
    service: "Service redirects to {what}: {destination}",
    serviceShort: "Service redirects to {what}",
    unidentified: "An unidentified server redirects to {what}: {destination}",
    unidentifiedShort: "An unidentified server redirects to {what}",
  },
  explanation: {
    location: "The {status} response has a Location at {what} ({destination}).",
    sameResource: "It is another name of the same resource.",
    notFollowed:
      "The probe did not follow it. Client libraries that follow it send the header api-key to the server at that address.",
    unidentified: "The response has no mark of the service, so a proxy or portal may have sent it.",
  },
  remedy: {
    sameResource:
      "Disable redirect following in your client, and use the host name that the documentation gives for this path.",
    other:
      "Disable redirect following in your client, and do not send the key to that server. Rotate the key if a client already sent it there.",
  },
  ask: { stay: "Please redirect within the requested origin, or return an error that says what to change." },
} as const satisfies FindingText;
