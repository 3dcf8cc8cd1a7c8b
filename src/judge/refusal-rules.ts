import type { Answer } from "../model/answer.ts";
import { type Cause, verdictOf } from "../model/cause.ts";
import type { Observation } from "../model/observation.ts";
import { VERDICTS } from "../model/verdict.ts";
import { fieldInWords } from "../steps/named-field.ts";
import { isOfService } from "./attribution.ts";
import { type Conclusion, concludeFrom, withFacts } from "./conclusion.ts";
import { mayBeItsRole, OF_A_MODEL, OF_A_ROUTE } from "./denial.ts";
import { meaningOf, plainMeaning } from "./meaning.ts";
import { subjectIn } from "./subject.ts";
import {
  findFurtherSibling,
  findLikeMissingPath,
  isHealthy,
  isLikeMissingDeployment,
  isRefusal,
  isUniform,
  type Surroundings,
} from "./surroundings.ts";

/** A page of a portal or a proxy instead of the service's JSON. */
export function foreignPage(o: Observation): Conclusion | null {
  if (!o.notJson || o.last?.answer?.carrier.kind !== "status") return null;
  const { status } = o.last.answer.carrier;
  if (status < 500) return concludeFrom("app.not-json");
  return concludeFrom(isOfService(o) ? "server.5xx" : "server.gateway");
}

/** A success with an unexpected body is neither a result nor a refusal. */
export function brokenBody(o: Observation): Conclusion | null {
  const carrier = o.last?.answer?.carrier;
  return o.bodyFault !== null && carrier?.kind === "status" ? concludeFrom(o.bodyFault) : null;
}

/** Complaints about a request that a handshake alone can cause. */
const OF_THE_HANDSHAKE: readonly Cause[] = [
  "request.selector-missing",
  "request.selectors-exclusive",
  "request.api-version",
];

/** An error event on a socket on which nothing was sent is no answer to an event. The handshake may still be wrong. */
export function unpromptedError(o: Observation, around: Surroundings): Conclusion | null {
  const answer = o.last?.answer ?? null;
  if (answer?.carrier.kind !== "event" || answer.carrier.type !== "error" || o.eventsSent > 0) return null;
  // An error event in a stream of HTTP answers the request.
  if (o.asked?.transport !== "websocket") return null;
  const meaning = meaningOf(answer, around.texts);
  // A known complaint about a request is about an event, unless it is about what the handshake selects.
  if (meaning !== null && (verdictOf(meaning) !== "rejected-request" || OF_THE_HANDSHAKE.includes(meaning)))
    return null;
  const { fields, model } = subjectIn(o, around.probe);
  return fields.length > 0 || model ? null : concludeFrom("session.unprompted-error");
}

/** The details of the answer point at a field other than the deployment. The request is wrong for every deployment. */
export function fieldPointedAt(o: Observation, around: Surroundings): Conclusion | null {
  const answer = o.last?.answer ?? null;
  if (answer === null || (answer.param === null && answer.pointers.length === 0)) return null;
  // A limit, a service error or a denied access may name a parameter too. Its status still decides.
  if (plainMeaning(answer) !== null) return null;
  const { pointed, notSent } = subjectIn(o, around.probe);
  const [field] = pointed;
  if (field === undefined && notSent === null) return null;
  const meaning = meaningOf(answer, around.texts);
  const verdict = meaning === null ? null : verdictOf(meaning);
  if (meaning !== null && verdict !== "rejected-request" && verdict !== null && VERDICTS[verdict] !== "claim")
    return null;
  const known = meaning !== null && verdict === "rejected-request" ? meaning : null;
  if (known === null && o.attributedBy.length === 0) return concludeFrom("app.unattributed");
  if (field === undefined) return withFacts({ field: notSent ?? "" }, concludeFrom(known ?? "request.parameter"));
  return withFacts({ field: fieldInWords(field) }, concludeFrom(known ?? "request.field"));
}

/** The words of the answer name a field, or a value, that was sent. */
export function fieldNamed(o: Observation, around: Surroundings): Conclusion | null {
  if (refusalOf(o) === null) return null;
  const [field] = subjectIn(o, around.probe).fields;
  if (field === undefined) return null;
  return o.attributedBy.length === 0
    ? concludeFrom("app.unattributed")
    : withFacts({ field: fieldInWords(field) }, concludeFrom("request.field"));
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
  const named = wordsNameAnother(cause, o, around);
  if (named !== null) return named;
  if (o.cell.control !== null) return concludeFrom("control.look-alike");
  if (!o.deploymentNamed) return concludeFrom("request.before-deployment");
  if (!isHealthy(around.missing, around.texts)) return concludeFrom("control.unhealthy", around.missing);
  return concludeFrom(isLikeMissingDeployment(o, around) ? "control.look-alike" : cause, around.missing);
}

/** Recorded words that name a field and not the model are about the field: `API version 2023-… has been retired`. */
function wordsNameAnother(cause: Cause, o: Observation, around: Surroundings): Conclusion | null {
  const answer = o.last?.answer ?? null;
  if (answer === null || meaningOf({ ...answer, message: null }, around.texts) === cause) return null;
  const { model, mentioned } = subjectIn(o, around.probe);
  if (model) return null;
  return (
    fieldNamed(o, around) ?? (mentioned.length === 0 ? null : (invalidRequest(o, around) ?? unknownWords(o, around)))
  );
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
  if (further === null || !isLikeMissingDeployment(o, around)) return null;
  // A deployment that works elsewhere exists. A path of another role may refuse it in the words for a missing one.
  return around.worksElsewhere && !mayBeItsRole(o)
    ? concludeFrom("control.look-alike", around.missing)
    : concludeFrom("deployment.same-as-missing", around.missing, further);
}

/** An unknown error, while another deployment got further and the control got a different error. */
export function unknownRefusal(o: Observation, around: Surroundings): Conclusion | null {
  const answer = refusalOf(o);
  if (answer === null || o.cell.control !== null) return null;
  if (o.attributedBy.length === 0) return concludeFrom("app.unattributed");
  if (!isOfTheModel(answer, o, around)) return null;
  const further = findFurtherSibling(o, around);
  if (further === null || !isHealthy(around.missing, around.texts) || isLikeMissingDeployment(o, around)) return null;
  return concludeFrom("refused.unknown-code", around.missing, further);
}

/** A refusal that calls the request invalid. An error that only answers an event of ours does not say so. */
export function invalidRequest(o: Observation, around: Surroundings): Conclusion | null {
  if (refusalOf(o)?.type !== "invalid_request_error") return null;
  return withMention(o, around, concludeFrom("request.refused"));
}

/** A refusal in unknown words. It proves nothing, but it may mention a field for the settle pass to leave out. */
export function unknownWords(o: Observation, around: Surroundings): Conclusion | null {
  return refusalOf(o) === null ? null : withMention(o, around, concludeFrom("inconclusive.unrecognised"));
}

function withMention(o: Observation, around: Surroundings, conclusion: Conclusion): Conclusion {
  const [mentioned] = subjectIn(o, around.probe).mentioned;
  return mentioned === undefined ? conclusion : withFacts({ mentions: fieldInWords(mentioned) }, conclusion);
}

/**
 * Whether unknown words refuse the model: they name the deployment, the field that holds it or the operation. They must
 * not even mention anything else that was sent. A deployment that works nowhere may be in a state that passes, or not be
 * open to this region or subscription. It must therefore work elsewhere, unless its role is another one.
 */
function isOfTheModel({ carrier, type }: Answer, o: Observation, around: Surroundings): boolean {
  if (type !== null && type !== "invalid_request_error") return false;
  if (carrier.kind === "status" && !OF_A_MODEL.includes(carrier.status)) return false;
  // Whoever says when to come again does not speak of the model.
  if (o.retryAfter !== null) return false;
  if (mayBeItsRole(o) && !around.worksElsewhere) return false;
  const { model, fields, mentioned, notSent } = subjectIn(o, around.probe);
  return model && fields.length === 0 && mentioned.length === 0 && notSent === null;
}

function refusalOf(o: Observation): Answer | null {
  const answer = o.last?.answer ?? null;
  return answer !== null && isRefusal(answer) ? answer : null;
}
