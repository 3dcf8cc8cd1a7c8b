import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning:
    "The service accepts the session for a deployment and refuses the deployment only when it should return the result.",
  evidence:
    "Connection, session and configuration were accepted. An error event of the service came instead of the result.",
  causes: [
    "The service checks the deployment's abilities only when it produces the result.",
    "The path is not meant for this model.",
  ],
  title: {
    late: "Service refuses {deployment} only when the result is due",
    short: "Service refuses a deployment only when the result is due",
  },
  explanation: {
    late: "The service accepted the connection, the session and its configuration with this deployment. It returned {answer} only when the result was due.",
    noProof: "A 101 or a session.updated event does not prove support.",
  },
  remedy: {
    judge:
      "Use a path that is listed as working. An accepted session does not prove that a path works: wait for the result event.",
  },
  ask: { earlier: "Please refuse the request when it names the deployment, not when its first result is due." },
} as const satisfies FindingText;
