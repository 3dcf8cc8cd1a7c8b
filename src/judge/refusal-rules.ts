import type { Answer } from "../model/answer.ts";
import { type Cause, verdictOf } from "../model/cause.ts";
import type { Observation } from "../model/observation.ts";
import { VERDICTS } from "../model/verdict.ts";
import { because, type Conclusion } from "./conclusion.ts";
import { meaningOf, plainMeaning } from "./meaning.ts";
import {
  furtherSibling,
  isHealthy,
  isRefusal,
  isUniform,
  likeMissingDeployment,
  likeMissingPath,
  type Surroundings,
} from "./surroundings.ts";

/** Error parameters that name the model, so that a refusal of them is a refusal of the deployment. */
const NAMES_MODEL = /(^|[.[\]'"])(model|deployment|deployment_id)['"\]]*$/i;
/** Codes that speak of the session, the quota, the time, an offer or a value of the request, and so not of the model. */
const OF_SOMETHING_ELSE =
  /session|expired|rate_?limit|quota|timeout|offer|sdp|invalid[ _-]?input|validation|schema|^invalid_(value|type|format)$|parameter|^unsupported_(value|format)$|^(string|array)_(above|below)_/i;
/** Words that speak of the api-version: with another one the model may do it. */
const OF_THE_VERSION = /api[ _-]?version/i;
/** Words that name a field of the request's body. */
const OF_A_FIELD = /\b(messages|input|body|session|response_format)[.[]\w|\bis not of type\b/i;
/** Statuses by which a route, and not a model, is denied. */
const OF_A_ROUTE = [404, 405, 410];
/** Statuses that speak of a route, or of the request's body, unless the words say that it is the model. */
const SAYING_OTHERWISE = [...OF_A_ROUTE, 422];
/** Words by which a refusal speaks of what was asked of a model. */
const OF_THE_MODEL = /model|operation|support|deployment/i;
/** Stages at which an error event answers an event of ours, which says nothing of the model. */
const AFTER_CONFIGURATION = ["input", "result"];

/** A page of a portal or a proxy in place of the service's JSON. */
export function foreignPage(o: Observation): Conclusion | null {
  if (!o.notJson || o.last?.answer?.carrier.kind !== "status") return null;
  const { status } = o.last.answer.carrier;
  return because(status >= 500 ? "server.gateway" : "app.not-json");
}

/** A success whose body is not what was due: neither a result nor a refusal. */
export function brokenBody(o: Observation): Conclusion | null {
  const carrier = o.last?.answer?.carrier;
  return o.bodyFault !== null && carrier?.kind === "status" ? because(o.bodyFault) : null;
}

/** A parameter other than the model was refused: our request, whatever the deployment. */
export function parameterRefused(o: Observation, around: Surroundings): Conclusion | null {
  const answer = o.last?.answer ?? null;
  if (answer === null || answer.param === null || NAMES_MODEL.test(answer.param)) return null;
  // A limit, a fault or a denied access may name a parameter too: it is no less what its status says.
  if (plainMeaning(answer) !== null) return null;
  const meaning = meaningOf(answer, around.texts);
  if (meaning === null) return because("request.parameter");
  const verdict = verdictOf(meaning);
  if (verdict === "rejected-request") return because(meaning);
  return VERDICTS[verdict] === "claim" ? because("request.parameter") : null;
}

/** A wording on record, or a plain status. */
export function knownAnswer(o: Observation, around: Surroundings): Conclusion | null {
  const answer = o.last?.answer ?? null;
  const meaning = answer === null ? null : meaningOf(answer, around.texts);
  if (meaning === null) return null;
  if (VERDICTS[verdictOf(meaning)] !== "claim") return because(meaning);
  if (o.attributedBy.length === 0) return because("app.unattributed");
  // A companion's socket may say it of the companion.
  if (verdictOf(meaning) === "not-deployed" && !o.deploymentNamed) return because("request.before-deployment");
  if (verdictOf(meaning) === "no-route") return deniedRoute(meaning, o, around);
  return verdictOf(meaning) === "unsupported" ? refusedOperation(meaning, o, around) : because(meaning);
}

/** It is the operation, and not a missing deployment: only a healthy control that is answered differently can say so. */
function refusedOperation(cause: Cause, o: Observation, around: Surroundings): Conclusion {
  if (o.cell.control !== null) return because("control.look-alike");
  if (!o.deploymentNamed) return because("request.before-deployment");
  if (!isHealthy(around.missing, around.texts)) return because("control.unhealthy", around.missing);
  return because(likeMissingDeployment(o, around) ? "control.look-alike" : cause, around.missing);
}

/** A path that another deployment gets through is served: what is denied there is this deployment, or nothing we know. */
function deniedRoute(cause: Cause, o: Observation, around: Surroundings): Conclusion {
  // Where every request gets this answer, and more than one transport was asked, it is the endpoint or what stands before it.
  if (isUniform(o, around) && around.transports.size > 1) return because("inconclusive.unrecognised");
  const further = o.cell.control === null ? furtherSibling(o, around) : null;
  return further === null
    ? because(cause)
    : (likeDeployment(o, around) ?? because("inconclusive.unrecognised", further));
}

/** Answered exactly like a path that cannot exist, and no other deployment got through there. */
export function likePath(o: Observation, around: Surroundings): Conclusion | null {
  const answer = o.last?.answer ?? null;
  if (answer?.carrier.kind !== "status" || !OF_A_ROUTE.includes(answer.carrier.status)) return null;
  if (o.attributedBy.length === 0) return because("app.unattributed");
  const path = o.cell.control === "missing-path" ? null : likeMissingPath(o, around);
  // Where every request gets this answer, nobody looked at the path.
  if (path === null || isUniform(o, around) || furtherSibling(o, around) !== null) return null;
  return because("route.same-as-missing", path);
}

/** Refused before the deployment was named: it cannot be about the deployment. */
export function beforeDeployment(o: Observation): Conclusion | null {
  return refusalOf(o) !== null && !o.deploymentNamed && o.attributedBy.length > 0
    ? because("request.before-deployment")
    : null;
}

/** Answered like a deployment that cannot exist, on a path that another deployment gets through. */
export function likeDeployment(o: Observation, around: Surroundings): Conclusion | null {
  if (refusalOf(o) === null || o.cell.control !== null || !isHealthy(around.missing, around.texts)) return null;
  const further = furtherSibling(o, around);
  return further !== null && likeMissingDeployment(o, around)
    ? because("deployment.same-as-missing", around.missing, further)
    : null;
}

/** Refused in words not on record, while another deployment got further and one that cannot exist is told otherwise. */
export function unknownRefusal(o: Observation, around: Surroundings): Conclusion | null {
  const answer = refusalOf(o);
  if (answer === null || o.cell.control !== null) return null;
  if (o.attributedBy.length === 0) return because("app.unattributed");
  if (!mayBeOfTheModel(answer)) return null;
  const further = furtherSibling(o, around);
  if (further === null || !isHealthy(around.missing, around.texts) || likeMissingDeployment(o, around)) return null;
  return because("refused.unknown-code", around.missing, further);
}

/** A refusal that calls our request invalid. */
export function invalidRequest(o: Observation): Conclusion | null {
  return refusalOf(o)?.type === "invalid_request_error" ? because("request.refused") : null;
}

/**
 * Whether unknown words may refuse the model: a limit, a fault or an expired session may not, nor a 404 or an answer to
 * an event of ours that does not say so.
 */
function mayBeOfTheModel({ stage, carrier, type, code, message }: Answer): boolean {
  if (type !== null && type !== "invalid_request_error") return false;
  if (code !== null && OF_SOMETHING_ELSE.test(code)) return false;
  if (OF_THE_VERSION.test(`${code} ${message}`) || OF_A_FIELD.test(message ?? "")) return false;
  const saysSo = OF_THE_MODEL.test(`${code} ${message}`);
  // What is wrong with the state of a session (a turn already under way, an empty buffer) is told so as well.
  if (carrier.kind === "event") return carrier.type !== "error" || !AFTER_CONFIGURATION.includes(stage) || saysSo;
  if (carrier.kind !== "status") return true;
  if (![400, 404, 405, 409, 410, 422].includes(carrier.status)) return false;
  return !SAYING_OTHERWISE.includes(carrier.status) || saysSo;
}

function refusalOf(o: Observation): Answer | null {
  const answer = o.last?.answer ?? null;
  return answer !== null && isRefusal(answer) ? answer : null;
}
