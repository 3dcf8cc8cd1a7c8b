import { needsNoCredential, usedOwnCredential } from "./access.ts";
import { answerInWords, type CellFacts, type Diagnosis } from "./facts.ts";
import { findingPer, idsOf, onlyDeployment } from "./group.ts";
import { nearest } from "./nearest.ts";
import { gotPast, perRoute, routeInWords, routeKeyOf, routeOf } from "./route.ts";

/** A path that takes only a minted credential was shown the resource's own (FR-022). */
export const ephemeralAuthRequired: Diagnosis = {
  code: "ephemeral-auth-required",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter((cell) => isRefused(cell) && !needsNoCredential(facts, cell.target.name)),
      (cell) => `${perRoute(cell)}\n${usedOwnCredential(cell)}`,
      ([first, ...more]) => {
        const cells = [first, ...more];
        const own = usedOwnCredential(first);
        const key = routeKeyOf(first);
        const path = routeInWords(routeOf(first));
        return {
          code: "ephemeral-auth-required",
          severity: own ? "information" : "medium",
          title: own
            ? `${path} takes a minted credential only, not the resource's own`
            : `${path} asks for a minted credential although one was sent`,
          target: first.target.name,
          deployment: onlyDeployment(cells),
          cells: idsOf(cells),
          pair: nearest(first, facts, (cell) => !usedOwnCredential(cell) && gotPast(cell, key)),
          component: "authentication",
          facts: { answer: answerInWords(first), path, credentialSent: own ? "resource" : "minted" },
          explanation: own
            ? `The service answers ${answerInWords(first)} to the credential of the resource. It says nothing of the key's validity or of the deployment.`
            : `The service answers ${answerInWords(first)} to a credential that it had minted in the step before.`,
          remedy: own
            ? "Mint a client secret first (POST /openai/v1/realtime/client_secrets) and send it as a bearer token."
            : "Check that the secret was minted for this path and is sent within its lifetime; report the request ids.",
          ask: own ? null : "Say which credential this path takes, and why the one that was minted is not it.",
        };
      },
    ),
};

function isRefused(cell: CellFacts): boolean {
  return cell.verdict.cause === "auth.ephemeral-required" && cell.observation.attributedBy.length > 0;
}
