import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning:
    "A control did not get the expected response. Results that depend on the control are therefore not used as evidence.",
  evidence:
    "A control that must fail succeeded: the one without a credential, with a nonexistent path or with a nonexistent deployment. Or a control got no response that can be compared.",
  causes: [
    "A gateway adds the key itself, or maps every name to one backend.",
    "A mock, a catch-all page or a gateway rule responds instead of the service.",
    "A limit or a network fault interrupted the control.",
  ],
  title: {
    noCredential: "A request without a credential succeeds",
    missingPath: "A nonexistent path returns success",
    missingDeployment: "A nonexistent deployment returns a result",
    noAnswer: "The missing-deployment control gives no usable response",
  },
  explanation: {
    noCredential:
      "{request} succeeded without a credential. A gateway in front of the resource may add the key. The report makes no findings about credentials, because a response need not depend on the configured credential.",
    missingPath:
      "Something returns success for a path that no service has. So neither a success nor a refusal proves anything. The report concludes nothing about this target.",
    missingDeployment:
      "The same requests succeed for a nonexistent deployment. These paths do not read the name, or something other than the named deployment responds. The report concludes nothing about {probes}.",
    refused: "The service refused {cells} with {answer}.",
    notRequested: "The control with a nonexistent deployment was not run.",
    noAnswer: "The control with a nonexistent deployment got no response that can be compared ({answers}).",
    withheld:
      "Without it, an unsupported operation looks the same as a missing deployment. The report concludes nothing about these cells.",
  },
  remedy: {
    noCredential:
      "Send the requests to the resource itself instead of the gateway. If this is the resource itself, check who can reach it, because it serves without a key.",
    missingPath: "Check the endpoint. A catch-all page, a mock or a gateway rule responds instead of the service.",
    missingDeployment: "Use the results of other paths, and look for a gateway that maps every name to one backend.",
    noAnswer: "Run these probes again together with their controls.",
  },
} as const satisfies FindingText;
