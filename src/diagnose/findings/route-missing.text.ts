import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The resource does not serve the path, or does not serve it with this api-version.",
  evidence:
    "The error of the service names the path or the api-version, or is the same as for a nonexistent path. No other request to this path was accepted.",
  causes: [
    "The path is not available in this region or for this kind of resource.",
    "The path is written without its /openai prefix.",
    "The api-version is too old, too new or not needed on this path.",
  ],
  title: {
    path: "Service does not serve {path}",
    onePath: "Service does not serve one path",
    version: "Service does not serve api-version {version} of {path}",
    versionShort: "Service does not serve api-version {version} of one path",
  },
  explanation: {
    answer: "{path} returned {answer}.",
    likeMissing: "A nonexistent path gets the same response.",
    path: "It does so for every deployment. So the path is the cause, not the deployment or its model.",
    version:
      "It does so for every deployment. So the path with this api-version is the cause, not the deployment or its model.",
    elsewhere: "Other targets serve this path: {targets}.",
  },
  remedy: {
    path: "Check the path and its /openai prefix against the documentation, or use a path that is listed as working.",
    version: "Use an api-version that the documentation lists for this path, or use the GA path, which needs none.",
  },
  ask: { serve: "Please serve the documented path here, or document which resources serve it." },
} as const satisfies FindingText;
