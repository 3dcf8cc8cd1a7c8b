import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning:
    "A control did not respond as it should. Results that depend on the control are therefore not used as evidence.",
  evidence:
    "A request without a credential succeeded, a path or deployment that cannot exist succeeded, or the control gave no comparable response.",
  causes: [
    "A gateway adds the key itself, or maps every name to one backend.",
    "A mock, a catch-all page or a gateway rule responds instead of the service.",
    "A limit or a network fault interrupted the control.",
  ],
  title: {
    noCredential: "A request without a credential succeeds",
    missingPath: "A path that cannot exist returns success",
    missingDeployment: "A deployment that cannot exist returns a result",
    noAnswer: "The missing-deployment control gives no usable response",
  },
  explanation: {
    noCredential:
      "The handshake without a credential succeeded. A gateway in front of the resource may add the key. Findings about credentials are withheld, because no response depends on the configured credential.",
    missingPath:
      "Something returns success for a path that no service has. So neither a success nor a refusal proves anything. All claims about this target are withheld.",
    missingDeployment:
      "The same requests succeed for a name that cannot be deployed. These paths do not read the name, or something other than the named deployment responds. Claims about {probes} are withheld.",
    refused: "The service refused {cells} with {answer}.",
    notRequested: "The control, a deployment that cannot exist, was not requested.",
    noAnswer: "The control, a deployment that cannot exist, gave no comparable response ({answers}).",
    withheld:
      "Without it, an unsupported operation looks the same as a missing deployment. Claims about these cells are withheld.",
  },
  remedy: {
    noCredential:
      "Send the requests to the resource itself instead of the gateway. If this is the resource itself, check who can reach it, because it serves without a key.",
    missingPath: "Check the endpoint. A catch-all page, a mock or a gateway rule responds instead of the service.",
    missingDeployment:
      "Judge the deployments by other paths, and look for a gateway that maps every name to one backend.",
    noAnswer: "Run these probes again together with their controls.",
  },
} as const satisfies FindingText;
