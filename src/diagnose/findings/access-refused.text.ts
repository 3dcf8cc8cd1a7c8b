import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning:
    "The service denies access for a reason other than a wrong key or token. The denial covers every request, one path or one deployment.",
  evidence:
    "The responses are access denials of the service, and no known error text says that the credential is wrong. The probe compares them with accepted requests of the same credential and with a request without a credential.",
  causes: [
    "Network rules or a private endpoint block the request.",
    "The identity has no role on the resource.",
    "The resource does not accept this kind of credential.",
    "The subscription or the resource is disabled.",
    "The deployment is suspended.",
  ],
  title: {
    everywhere: "Service denies every request with the {credential}",
    path: "{path} rejects the {credential} that other paths accept",
    onePath: "One path rejects the {credential} that other paths accept",
    deployment: "Service denies access to {deployment} but serves other deployments",
    deploymentShort: "Service denies access to {deployment}",
  },
  explanation: {
    everywhere: "Every request with the {credential} got {answer}.",
    noControl: "No refused request without a credential is available for comparison.",
    alike:
      "A request without a credential got exactly the same response. So the service did not evaluate the credential.",
    differs:
      "A request without a credential got {without}. So the service read the credential, and refused what it gives access to.",
    nothingKnown: "The responses say nothing about any deployment or path.",
    path: "{path} returned {answer} to the {credential}.",
    everyDeployment: "It did so for every deployment in the run.",
    otherPaths:
      "Other paths of this target accepted the same {credential} in this run. The {credential} is valid, so the cause is this path or another part of the request.",
    deployment:
      "The service returned {answer} for {deployment} on every path that accepted the credential. It served other deployments on these paths to the same {credential}. So this deployment is blocked. The {credential}, the role and the network are not the cause.",
  },
  remedy: {
    alike:
      "Check the resource's network rules and private endpoint first. Check that the resource and its subscription are active. Check the credential last.",
    everywhere:
      "Check the role of the identity, and the authentication settings and network rules of the resource. Then run again with the other kind of credential.",
    path: "Use a path that accepts the {credential}, and compare the two requests. An unexpected api-version, header or selector can cause this response.",
    deployment:
      "Check the deployment's state and notices on the resource's page in the Azure portal. Then contact support with the request ids.",
  },
  ask: {
    everywhere: "Please state which rule denies these requests. The response does not say.",
    path: "Please return an error that says what is wrong in the request. An authentication error points customers to the wrong cause.",
    deployment: "Please state what blocked this deployment and how to unblock it.",
  },
} as const satisfies FindingText;
