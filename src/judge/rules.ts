import { verdictOf } from "../model/cause.ts";
import type { Observation } from "../model/observation.ts";
import { VERDICTS } from "../model/verdict.ts";
import { type Conclusion, concludeFrom } from "./conclusion.ts";
import { isUnstable } from "./observation.ts";
import {
  beforeDeployment,
  brokenBody,
  fieldNamed,
  fieldPointedAt,
  foreignPage,
  invalidRequest,
  knownAnswer,
  likeDeployment,
  likePath,
  unknownRefusal,
  unknownWords,
  unpromptedError,
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

interface Rule {
  name: string;
  conclude(o: Observation, around: Surroundings): Conclusion | null;
}

/** The rules in order: result, local fault, redirect, then the deciding answer. The first that applies decides. */
export const RULES: Rule[] = [
  {
    name: "a skipped cell has no evidence",
    conclude: (o) => (o.skipped === null ? null : concludeFrom(o.skipped)),
  },
  {
    name: "a cell of a host that already failed in the same way was not attempted",
    conclude: (o) => (o.notAttempted === null ? null : concludeFrom(o.notAttempted.cause)),
  },
  {
    name: "attempts that disagree allow no conclusion",
    conclude: (o) => (isUnstable(o) ? concludeFrom("inconclusive.unstable") : null),
  },
  { name: "a control that succeeds shows that its cells allow no conclusion", conclude: controlThatSucceeds },
  { name: "the service returned the result", conclude: resultCame },
  { name: "a fault or pause of this machine is never attributed to the service", conclude: localFault },
  { name: "the redirect led to a dead path or a loop, or was not followed", conclude: redirected },
  { name: "the service ignored a requested setting, which had no effect", conclude: settingIgnored },
  { name: "the service accepted everything that the probe can prove", conclude: acceptedOnly },
  {
    name: "the connection failed without an answer",
    conclude: (o) => (o.last?.failure ? concludeFrom(o.last.failure.cause) : null),
  },
  { name: "the service did not finish the result", conclude: resultCutShort },
  { name: "a portal or proxy returned a page", conclude: foreignPage },
  { name: "a success has an unexpected body", conclude: brokenBody },
  { name: "an error on a socket on which nothing was sent", conclude: unpromptedError },
  { name: "the answer points at a field other than the deployment", conclude: fieldPointedAt },
  { name: "the error text is known, or the status decides", conclude: knownAnswer },
  { name: "the answer equals that of a nonexistent path", conclude: likePath },
  { name: "the words of the answer name a field that was sent", conclude: fieldNamed },
  { name: "the service refused the request before it named the deployment", conclude: beforeDeployment },
  { name: "the answer equals that of a nonexistent deployment", conclude: likeDeployment },
  { name: "the error is unknown, while another deployment got further", conclude: unknownRefusal },
  { name: "the service calls the request invalid", conclude: invalidRequest },
  { name: "the service refused in unknown words", conclude: unknownWords },
];

/** Withdraws a claim if a control shows that success or refusal proves nothing here. */
export function withhold(conclusion: Conclusion, o: Observation, around: Surroundings): Conclusion {
  if (VERDICTS[verdictOf(conclusion.cause)] !== "claim" || o.cell.control !== null) return conclusion;
  const path = around.missingPaths.find((control) => control.last?.completed === true);
  if (path !== undefined) return concludeFrom("control.missing-path-succeeds", path);
  const { missing, probe } = around;
  const accepted = missing !== null && (missing.last?.completed === true || isAcceptedOnly(missing, probe));
  return accepted ? concludeFrom("control.missing-deployment-succeeds", missing) : conclusion;
}
