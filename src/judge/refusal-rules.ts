import type { Answer } from "../model/answer.ts";
import { type Cause, verdictOf } from "../model/cause.ts";
import type { Observation } from "../model/observation.ts";
import { VERDICTS } from "../model/verdict.ts";
import { type Conclusion, concludeFrom } from "./conclusion.ts";
import { meaningOf, plainMeaning } from "./meaning.ts";
import {
  findFurtherSibling,
  findLikeMissingPath,
  isHealthy,
  isLikeMissingDeployment,
  isRefusal,
  isUniform,
  type Surroundings,
} from "./surroundings.ts";

/** Error parameters that name the model. A refusal of one of them is a refusal of the deployment. */
const NAMES_MODEL = /(^|[.[\]'"])(model|deployment|deployment_id)['"\]]*$/i;
/** Codes about the session, the quota, the time, an offer or a value of the request, and not about the model. */
const OF_SOMETHING_ELSE =
  /session|expired|rate_?limit|quota|timeout|offer|sdp|invalid[ _-]?input|validation|schema|^invalid_(value|type|format)$|parameter|^unsupported_(value|format)$|^(string|array)_(above|below)_/i;
/** Words about the api-version. The model may support the operation with another version. */
const OF_THE_VERSION = /api[ _-]?version/i;
/** Words that name a field of the request body. */
const OF_A_FIELD = /\b(messages|input|body|session|response_format)[.[]\w|\bis not of type\b/i;
/** Statuses that deny a route rather than a model. */
const OF_A_ROUTE = [404, 405, 410];
/** Statuses about a route or the request body, unless the text says that the model is the reason. */
const SAYING_OTHERWISE = [...OF_A_ROUTE, 422];
/** Words with which a refusal names the operation of a model. */
const OF_THE_MODEL = /model|operation|support|deployment/i;
/** Stages at which an error event answers an event of the client, which proves nothing about the model. */
const AFTER_CONFIGURATION = ["input", "result"];

/** A page of a portal or a proxy instead of the service's JSON. */
export function foreignPage(o: Observation): Conclusion | null {
  if (!o.notJson || o.last?.answer?.carrier.kind !== "status") return null;
  const { status } = o.last.answer.carrier;
  return concludeFrom(status >= 500 ? "server.gateway" : "app.not-json");
}

/** A success with an unexpected body is neither a result nor a refusal. */
export function brokenBody(o: Observation): Conclusion | null {
  const carrier = o.last?.answer?.carrier;
  return o.bodyFault !== null && carrier?.kind === "status" ? concludeFrom(o.bodyFault) : null;
}

/** The service refused a parameter other than the model, so the request is wrong for every deployment. */
export function parameterRefused(o: Observation, around: Surroundings): Conclusion | null {
  const answer = o.last?.answer ?? null;
  if (answer === null || answer.param === null || NAMES_MODEL.test(answer.param)) return null;
  // A limit, a service error or a denied access may name a parameter too. Its status still decides.
  if (plainMeaning(answer) !== null) return null;
  const meaning = meaningOf(answer, around.texts);
  if (meaning === null) return concludeFrom("request.parameter");
  const verdict = verdictOf(meaning);
  if (verdict === "rejected-request") return concludeFrom(meaning);
  return VERDICTS[verdict] === "claim" ? concludeFrom("request.parameter") : null;
}

/** A known error text, or a plain status. */
export function knownAnswer(o: Observation, around: Surroundings): Conclusion | null {
  const answer = o.last?.answer ?? null;
  const meaning = answer === null ? null : meaningOf(answer, around.texts);
  if (meaning === null) return null;
  if (VERDICTS[verdictOf(meaning)] !== "claim") return concludeFrom(meaning);
  if (o.attributedBy.length === 0) return concludeFrom("app.unattributed");
  // On the socket of a companion, the error may concern the companion.
  if (verdictOf(meaning) === "not-deployed" && !o.deploymentNamed) return concludeFrom("request.before-deployment");
  if (verdictOf(meaning) === "no-route") return deniedRoute(meaning, o, around);
  return verdictOf(meaning) === "unsupported" ? refusedOperation(meaning, o, around) : concludeFrom(meaning);
}

/**
 * Distinguishes an unsupported operation from a missing deployment. Only a healthy control with another answer can
 * prove that.
 */
function refusedOperation(cause: Cause, o: Observation, around: Surroundings): Conclusion {
  if (o.cell.control !== null) return concludeFrom("control.look-alike");
  if (!o.deploymentNamed) return concludeFrom("request.before-deployment");
  if (!isHealthy(around.missing, around.texts)) return concludeFrom("control.unhealthy", around.missing);
  return concludeFrom(isLikeMissingDeployment(o, around) ? "control.look-alike" : cause, around.missing);
}

/** Another deployment succeeds on this path, so the path exists. A denial is then about this deployment, or unknown. */
function deniedRoute(cause: Cause, o: Observation, around: Surroundings): Conclusion {
  // If every request over more than one transport gets this answer, it comes from the endpoint or from a gateway before
  // it.
  if (isUniform(o, around) && around.transports.size > 1) return concludeFrom("inconclusive.unrecognised");
  const further = o.cell.control === null ? findFurtherSibling(o, around) : null;
  return further === null
    ? concludeFrom(cause)
    : (likeDeployment(o, around) ?? concludeFrom("inconclusive.unrecognised", further));
}

/** The answer equals that of a nonexistent path, and no other deployment succeeded on this path. */
export function likePath(o: Observation, around: Surroundings): Conclusion | null {
  const answer = o.last?.answer ?? null;
  if (answer?.carrier.kind !== "status" || !OF_A_ROUTE.includes(answer.carrier.status)) return null;
  if (o.attributedBy.length === 0) return concludeFrom("app.unattributed");
  const path = o.cell.control === "missing-path" ? null : findLikeMissingPath(o, around);
  // If every request gets this answer, the peer did not look at the path.
  if (path === null || isUniform(o, around) || findFurtherSibling(o, around) !== null) return null;
  return concludeFrom("route.same-as-missing", path);
}

/** A refusal before the request named the deployment cannot be about the deployment. */
export function beforeDeployment(o: Observation): Conclusion | null {
  return refusalOf(o) !== null && !o.deploymentNamed && o.attributedBy.length > 0
    ? concludeFrom("request.before-deployment")
    : null;
}

/** The answer equals that of a nonexistent deployment, on a path on which another deployment succeeds. */
export function likeDeployment(o: Observation, around: Surroundings): Conclusion | null {
  if (refusalOf(o) === null || o.cell.control !== null || !isHealthy(around.missing, around.texts)) return null;
  const further = findFurtherSibling(o, around);
  return further !== null && isLikeMissingDeployment(o, around)
    ? concludeFrom("deployment.same-as-missing", around.missing, further)
    : null;
}

/** An unknown error, while another deployment got further and the control got a different error. */
export function unknownRefusal(o: Observation, around: Surroundings): Conclusion | null {
  const answer = refusalOf(o);
  if (answer === null || o.cell.control !== null) return null;
  if (o.attributedBy.length === 0) return concludeFrom("app.unattributed");
  if (!mayBeOfTheModel(answer)) return null;
  const further = findFurtherSibling(o, around);
  if (further === null || !isHealthy(around.missing, around.texts) || isLikeMissingDeployment(o, around)) return null;
  return concludeFrom("refused.unknown-code", around.missing, further);
}

/** A refusal that calls the request invalid. */
export function invalidRequest(o: Observation): Conclusion | null {
  return refusalOf(o)?.type === "invalid_request_error" ? concludeFrom("request.refused") : null;
}

/**
 * Whether an unknown error may refuse the model. A limit, a service error or an expired session may not. A 404, or an
 * answer to an event of the client, may only if its text says so.
 */
function mayBeOfTheModel({ stage, carrier, type, code, message }: Answer): boolean {
  if (type !== null && type !== "invalid_request_error") return false;
  if (code !== null && OF_SOMETHING_ELSE.test(code)) return false;
  if (OF_THE_VERSION.test(`${code} ${message}`) || OF_A_FIELD.test(message ?? "")) return false;
  const saysSo = OF_THE_MODEL.test(`${code} ${message}`);
  // An event also reports a wrong state of a session (a turn already in progress, an empty buffer).
  if (carrier.kind === "event") return carrier.type !== "error" || !AFTER_CONFIGURATION.includes(stage) || saysSo;
  if (carrier.kind !== "status") return true;
  if (![400, 404, 405, 409, 410, 422].includes(carrier.status)) return false;
  return !SAYING_OTHERWISE.includes(carrier.status) || saysSo;
}

function refusalOf(o: Observation): Answer | null {
  const answer = o.last?.answer ?? null;
  return answer !== null && isRefusal(answer) ? answer : null;
}
