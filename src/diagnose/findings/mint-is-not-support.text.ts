import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning:
    "The service issues client secrets for sessions that it then rejects. A client secret does not prove support.",
  evidence:
    "The request for a client secret returned 200, and the session was rejected. Or the service issued a client secret for a nonexistent deployment.",
  causes: [
    "The service does not check the deployment and its model when it issues the client secret.",
    "The deployment's model does not support the session type.",
  ],
  title: {
    refused: "Client secret is issued but the session is rejected",
    missing: "Service issues a client secret for a missing deployment",
  },
  explanation: {
    refused:
      "POST {path} issued a client secret for {deployment} ({probe}). The service then returned {answer} at the {stage} stage.",
    missing:
      "The same request issues a client secret for a nonexistent deployment. So a 200 says nothing about the model, the deployment or the socket.",
    noProof: "A 200 from this request does not show that the connection can work.",
  },
  remedy: { judge: "Do not take a client secret as proof that a path works. Only a result proves it." },
  ask: {
    validate:
      "Please validate the deployment and its model when a client secret is requested, and reject the request at that point.",
  },
} as const satisfies FindingText;
