import { groupBy } from "../model/group-by.ts";
import type { Observation, RedirectFact } from "../model/observation.ts";
import { type Diagnosis, works } from "./facts.ts";
import { nearest } from "./nearest.ts";

/** A Location that carries a credential. */
export const redirectLeaksCredential: Diagnosis = {
  code: "redirect-leaks-credential",
  diagnose: (facts) =>
    [
      ...groupBy(
        facts.cells.filter((cell) => leaking(cell.observation) !== null),
        (cell) => cell.target.name,
      ).values(),
    ].flatMap((cells) => {
      const first = cells[0];
      const fact = first === undefined ? null : leaking(first.observation);
      const credential = fact?.redirect.credential;
      if (first === undefined || fact === null || credential === null || credential === undefined) return [];
      const whose = credential.sameAsSent ? "the caller's key" : "a credential";
      return {
        code: "redirect-leaks-credential",
        severity: "high",
        title: `Location repeats ${whose}`,
        target: first.target.name,
        deployment: null,
        cells: cells.map((cell) => cell.id),
        pair: nearest(first, facts, works),
        component: "gateway-routing",
        facts: {
          status: fact.status,
          queryName: credential.name,
          label: credential.label,
          sameAsSent: credential.sameAsSent,
        },
        explanation: `The ${fact.status} answer has a Location with ${whose} under ${credential.name}= (${credential.label}${credential.sameAsSent ? ", equal to the one that was sent, compared in memory" : ", not the one that was sent"}). It came back over the connection it was sent on, so nobody new has it from this answer alone; a client that follows puts it into a URL, and URLs are kept by proxies and access logs. It was removed before following.`,
        remedy: "If a client that follows redirects ran behind a proxy that logs URLs, rotate the key.",
        ask: "Stop repeating the caller's credential in Location; please handle it as a security report.",
      };
    }),
};

function leaking(observation: Observation): RedirectFact | null {
  return observation.redirects.find(({ redirect }) => redirect.credential !== null) ?? null;
}
