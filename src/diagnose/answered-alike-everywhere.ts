import type { Finding } from "../model/finding.ts";
import { answerInWords, type Diagnosis, type Facts } from "./facts.ts";
import { counted, findingPer, type Group, idsOf, perTarget } from "./group.ts";

/** Every request gets one answer, a path that cannot exist among them: it is the endpoint, whatever was asked of it. */
export const answeredAlikeEverywhere: Diagnosis = {
  code: "answered-alike-everywhere",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter(
        (cell) => facts.around(cell).uniformOver > 0 && !TOLD_OTHERWISE.includes(cell.verdict.verdict),
      ),
      perTarget,
      (cells) => findingOf(cells, facts),
    ),
};

/** Verdicts whose findings say what such an answer means: of access, of a limit, of a deployment on record. */
const TOLD_OTHERWISE = ["auth", "throttled", "not-deployed"];

function findingOf(cells: Group, facts: Facts): Finding | null {
  const [first] = cells;
  // Whoever it is that answers, it is told as not being the service.
  if (first.observation.attributedBy.length === 0 || first.observation.notJson) return null;
  const { name, endpoint } = first.target;
  const controls = facts.controls.filter(({ target }) => target.name === name);
  const failing = first.verdict.verdict === "server-fault";
  return {
    code: "answered-alike-everywhere",
    severity: "high",
    title: `Every request is answered ${answerInWords(first)}, whatever it asks for`,
    target: name,
    deployment: null,
    cells: idsOf([...cells, ...controls]),
    pair: null,
    component: failing ? "unknown" : "customer-request",
    facts: {
      answer: answerInWords(first),
      controls: controls.map(({ id }) => id),
    },
    explanation: `Of ${counted(cells.length, "cell")} and ${counted(controls.length, "control")}, a path that cannot exist among them, each got one answer: ${answerInWords(first)}. So nobody looked at the path, the deployment or the request, and nothing is known of them.`,
    remedy: failing
      ? "Run again later; if it stays so, ask from another network and report the request ids."
      : `Compare the endpoint ${new URL(endpoint).host}, letter by letter, with the one that the resource's own page shows, and look whether the resource still exists.`,
    ask: failing ? "Say whether the resource or its region had an outage at the time of these requests." : null,
  };
}
