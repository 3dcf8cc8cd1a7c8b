import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "A path says that a deployment does not exist, and other requests of the same run show that it exists.",
  evidence:
    "The path returned a missing-deployment error, or the same 404 as for a nonexistent deployment. Another request of the same run found the deployment: it returned a result, or the service refused only the operation.",
  causes: [
    "The path does not support the deployment's model and reports it as missing.",
    "The deployment is new and not known on every path.",
    "Several resources with different deployments serve the endpoint.",
  ],
  title: {
    elsewhere: "{path} does not find {deployments}, but other paths do",
    elsewhereShort: "One path does not find {deployments}, but others do",
    elsewhereCount: "One path does not find a deployment that other paths find",
    here: "{path} finds {deployments} in some requests only",
    hereShort: "One path finds {deployments} in some requests only",
  },
  explanation: {
    answer: "{path} returned {answer}.",
    likeMissing: "A nonexistent deployment gets the same response.",
    known: "In the same run, {probes} on the same resource found the deployment.",
    route: "So the deployment exists, and this path does not find it.",
    inconsistent:
      "So the deployment exists, and {paths} did not find it in one request and found it in another. The deployment may still be propagating, or the requests differ. This path alone is not the cause.",
    regions: "Region {denying} did not find it, and region {knowing} did. Several resources may serve this endpoint.",
  },
  remedy: {
    route:
      "Use a path that finds the deployment. Do not create it again, and do not search for a wrong name. If it was created within the last minutes, run again first.",
    repeat:
      "Run again in some minutes, and do not create the deployment again. If a gateway serves several resources, send the requests to each of them. If the results still differ, compare the two requests.",
  },
  ask: {
    find: "Please find the deployment on this path, or return the real reason. The response points customers to the wrong cause.",
  },
} as const satisfies FindingText;
