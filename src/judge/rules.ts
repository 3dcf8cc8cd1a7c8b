import { verdictOf } from "../model/cause.ts";
import type { Observation } from "../model/observation.ts";
import { VERDICTS } from "../model/verdict.ts";
import { because, type Conclusion } from "./conclusion.ts";
import { isUnstable } from "./observation.ts";
import {
  beforeDeployment,
  brokenBody,
  foreignPage,
  invalidRequest,
  knownAnswer,
  likeDeployment,
  likePath,
  parameterRefused,
  unknownRefusal,
} from "./refusal-rules.ts";
import {
  acceptedOnly,
  controlThatSucceeds,
  isAcceptedOnly,
  localFault,
  redirected,
  resultCame,
  resultCutShort,
  settingIgnored,
} from "./result-rules.ts";
import type { Surroundings } from "./surroundings.ts";

export interface Rule {
  name: string;
  conclude(o: Observation, around: Surroundings): Conclusion | null;
}

/** The rules; the first that applies concludes. The result, a local fault, the redirect, then the deciding answer. */
export const RULES: Rule[] = [
  {
    name: "a cell that was not asked has no evidence",
    conclude: (o) => (o.skipped === null ? null : because(o.skipped)),
  },
  {
    name: "a cell of a host that failed alike before was not attempted",
    conclude: (o) => (o.notAttempted === null ? null : because(o.notAttempted.cause)),
  },
  {
    name: "attempts that disagree conclude nothing",
    conclude: (o) => (isUnstable(o) ? because("inconclusive.unstable") : null),
  },
  { name: "a control that succeeds says that nothing can be concluded here", conclude: controlThatSucceeds },
  { name: "the result came", conclude: resultCame },
  { name: "a fault or a pause of this machine is never blamed on the service", conclude: localFault },
  { name: "a redirect into a dead path, a loop, or one not followed", conclude: redirected },
  { name: "a requested setting was ignored and its effect never came", conclude: settingIgnored },
  { name: "accepted as far as the probe can prove", conclude: acceptedOnly },
  {
    name: "no answer, but a failure on the way",
    conclude: (o) => (o.last?.failure ? because(o.last.failure.cause) : null),
  },
  { name: "a result that was cut short", conclude: resultCutShort },
  { name: "a page of a portal or a proxy", conclude: foreignPage },
  { name: "a success whose body is not what was due", conclude: brokenBody },
  { name: "a parameter other than the model was refused", conclude: parameterRefused },
  { name: "a wording on record, or a plain status", conclude: knownAnswer },
  { name: "answered like a path that cannot exist", conclude: likePath },
  { name: "refused before the deployment was named", conclude: beforeDeployment },
  { name: "answered like a deployment that cannot exist", conclude: likeDeployment },
  { name: "refused in words not on record, while another deployment got further", conclude: unknownRefusal },
  { name: "a refusal that calls our request invalid", conclude: invalidRequest },
];

/** Claims are withheld where a control shows that success or refusal proves nothing here. */
export function withhold(conclusion: Conclusion, o: Observation, around: Surroundings): Conclusion {
  if (VERDICTS[verdictOf(conclusion.cause)] !== "claim" || o.cell.control !== null) return conclusion;
  const path = around.missingPaths.find((control) => control.last?.completed === true);
  if (path !== undefined) return because("control.missing-path-succeeds", path);
  const { missing, probe } = around;
  const accepted = missing !== null && (missing.last?.completed === true || isAcceptedOnly(missing, probe));
  return accepted ? because("control.missing-deployment-succeeds", missing) : conclusion;
}
