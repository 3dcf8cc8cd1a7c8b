import { type Cause, verdictOf } from "../model/cause.ts";
import type { Observation } from "../model/observation.ts";
import { rungHeight } from "../model/rung.ts";
import { VERDICTS } from "../model/verdict.ts";
import { meaningOf, recordedMeaning } from "./meaning.ts";
import { isUnstable } from "./observation.ts";
import {
  furtherSibling,
  isHealthy,
  likeMissingDeployment,
  likeMissingPath,
  type Surroundings,
} from "./surroundings.ts";

/** What a rule concludes, and the cells beside this one that it rests on. */
export interface Conclusion {
  cause: Cause;
  restsOn: string[];
}

export interface Rule {
  name: string;
  conclude(o: Observation, around: Surroundings): Conclusion | null;
}

const because = (cause: Cause, ...rest: (Observation | null)[]): Conclusion => ({
  cause,
  restsOn: rest.flatMap((o) => (o === null ? [] : [o.cell.id])),
});

/** Error parameters that name the model, so that a refusal of them is a refusal of the deployment. */
const NAMES_MODEL = /(^|[.[\]'"])(model|deployment|deployment_id)['"\]]*$/i;

/** The rules, first that applies; see DESIGN-level order in the README: result, local fault, redirect, deciding answer. */
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
  { name: "a fault of this machine is never blamed on the service", conclude: localFault },
  { name: "a redirect into a dead path, a loop, or one not followed", conclude: redirected },
  { name: "a requested setting was ignored and its effect never came", conclude: settingIgnored },
  { name: "accepted as far as the probe can prove", conclude: acceptedOnly },
  {
    name: "no answer, but a failure on the way",
    conclude: (o) => (o.last?.failure ? because(o.last.failure.cause) : null),
  },
  { name: "a page of a portal or a proxy", conclude: foreignPage },
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
  if (around.missing?.last?.completed === true) return because("control.missing-deployment-succeeds", around.missing);
  return conclusion;
}

function controlThatSucceeds(o: Observation): Conclusion | null {
  if (o.last?.completed !== true) return null;
  if (o.cell.control === "missing-path") return because("control.missing-path-succeeds");
  if (o.cell.control === "missing-deployment") return because("control.missing-deployment-succeeds");
  return o.cell.control === "no-credential" ? because("app.unexpected-success") : null;
}

function resultCame(o: Observation, around: Surroundings): Conclusion | null {
  if (o.last?.completed !== true) return null;
  if (o.notJson) return because("app.not-json");
  if (o.attributedBy.length === 0) return because("app.unattributed");
  if (around.probe.unprovable !== undefined) return because("result.unprovable");
  if (o.result?.empty === true) return because("result.empty");
  return because(o.result?.sharesWord === false ? "result.unrelated" : "result.received");
}

function localFault(o: Observation): Conclusion | null {
  const cause = o.last?.failure?.cause;
  return cause !== undefined && verdictOf(cause) === "local-fault" ? because(cause) : null;
}

function redirected(o: Observation, around: Surroundings): Conclusion | null {
  const last = o.redirects.at(-1);
  if (last === undefined) return null;
  const { followed, notFollowed } = last.redirect;
  if (notFollowed === "loop") return because("redirect.loop");
  if (notFollowed === "too-many") return because("redirect.too-many");
  if (!followed) return because("redirect.not-followed");
  const answer = o.last?.answer;
  if (answer?.carrier.kind !== "status" || ![404, 405, 410].includes(answer.carrier.status)) return null;
  const meaning = recordedMeaning(answer, around.texts);
  const dead = meaning === null || verdictOf(meaning) === "no-route";
  return dead ? because("redirect.dead-path", likeMissingPath(o, around)) : null;
}

function settingIgnored(o: Observation): Conclusion | null {
  return o.settingsIgnored.length > 0 && o.last?.failure?.cause === "ws.silent" ? because("app.setting-ignored") : null;
}

function acceptedOnly(o: Observation, around: Surroundings): Conclusion | null {
  const from = around.probe["accepted-at"];
  const last = o.last;
  if (from === undefined || last === null || rungHeight(last.reached) < rungHeight(from)) return null;
  if (last.failure !== null)
    return VERDICTS[verdictOf(last.failure.cause)] === "no-evidence" ? because("result.unprovable") : null;
  return last.answer?.carrier.kind === "close" ? because("result.unprovable") : null;
}

function foreignPage(o: Observation): Conclusion | null {
  if (!o.notJson || o.last?.answer?.carrier.kind !== "status") return null;
  const { status } = o.last.answer.carrier;
  return because(status >= 500 ? "server.gateway" : "app.not-json");
}

function parameterRefused(o: Observation, around: Surroundings): Conclusion | null {
  const answer = o.last?.answer;
  if (answer === null || answer === undefined || answer.param === null || NAMES_MODEL.test(answer.param)) return null;
  const meaning = meaningOf(answer, around.texts);
  return because(meaning !== null && verdictOf(meaning) === "rejected-request" ? meaning : "request.parameter");
}

function knownAnswer(o: Observation, around: Surroundings): Conclusion | null {
  const answer = o.last?.answer ?? null;
  const meaning = answer === null ? null : meaningOf(answer, around.texts);
  if (meaning === null) return null;
  if (VERDICTS[verdictOf(meaning)] !== "claim") return because(meaning);
  if (o.attributedBy.length === 0) return because("app.unattributed");
  // A companion's socket may say it of the companion.
  if (verdictOf(meaning) === "not-deployed" && !o.deploymentNamed) return because("request.before-deployment");
  return verdictOf(meaning) === "unsupported" ? refusedOperation(meaning, o, around) : because(meaning);
}

/** It is the operation, and not a missing deployment: only a healthy control that is answered differently can say so. */
function refusedOperation(cause: Cause, o: Observation, around: Surroundings): Conclusion {
  if (o.cell.control !== null) return because("control.look-alike");
  if (!o.deploymentNamed) return because("request.before-deployment");
  if (!isHealthy(around.missing, around.texts)) return because("control.unhealthy", around.missing);
  return because(likeMissingDeployment(o, around) ? "control.look-alike" : cause, around.missing);
}

function likePath(o: Observation, around: Surroundings): Conclusion | null {
  const answer = o.last?.answer ?? null;
  if (answer?.carrier.kind !== "status" || ![404, 405, 410].includes(answer.carrier.status)) return null;
  if (o.attributedBy.length === 0) return because("app.unattributed");
  const path = o.cell.control === "missing-path" ? null : likeMissingPath(o, around);
  return path === null ? null : because("route.same-as-missing", path);
}

function beforeDeployment(o: Observation): Conclusion | null {
  return isRefusal(o) && !o.deploymentNamed && o.attributedBy.length > 0 ? because("request.before-deployment") : null;
}

function likeDeployment(o: Observation, around: Surroundings): Conclusion | null {
  if (!isRefusal(o) || o.cell.control !== null || !isHealthy(around.missing, around.texts)) return null;
  const further = furtherSibling(o, around);
  return further !== null && likeMissingDeployment(o, around)
    ? because("deployment.same-as-missing", around.missing, further)
    : null;
}

function unknownRefusal(o: Observation, around: Surroundings): Conclusion | null {
  if (!isRefusal(o) || o.cell.control !== null) return null;
  if (o.attributedBy.length === 0) return because("app.unattributed");
  const further = furtherSibling(o, around);
  if (further === null || !isHealthy(around.missing, around.texts) || likeMissingDeployment(o, around)) return null;
  return because("refused.unknown-code", around.missing, further);
}

function invalidRequest(o: Observation): Conclusion | null {
  return isRefusal(o) && o.last?.answer?.type === "invalid_request_error" ? because("request.refused") : null;
}

/** An unknown 4xx or an error event: somebody refused, in words that say nothing by themselves. */
function isRefusal(o: Observation): boolean {
  const carrier = o.last?.answer?.carrier;
  if (carrier === undefined) return false;
  return carrier.kind === "event" || (carrier.kind === "status" && carrier.status >= 400 && carrier.status < 500);
}
