import { type Cause, verdictOf } from "../model/cause.ts";
import type { Observation } from "../model/observation.ts";
import type { Probe } from "../model/probe.ts";
import type { Redirect } from "../model/recording.ts";
import { stageIndex } from "../model/stage.ts";
import { eventsOf } from "../steps/expectation.ts";
import { type Conclusion, concludeFrom, withFacts } from "./conclusion.ts";
import { recordedMeaning } from "./meaning.ts";
import { findLikeMissingPath, type Surroundings } from "./surroundings.ts";

/** A control that succeeds shows that the cell allows no conclusion. */
export function controlThatSucceeds(o: Observation, around: Surroundings): Conclusion | null {
  if (o.last === null || !(o.last.completed || isAcceptedOnly(o, around.probe))) return null;
  if (o.cell.control === "missing-path") return concludeFrom("control.missing-path-succeeds");
  if (o.cell.control === "missing-deployment") return concludeFrom("control.missing-deployment-succeeds");
  return o.cell.control === "no-credential" ? concludeFrom("app.unexpected-success") : null;
}

/** All steps succeeded. That is proof if the last answer of the probe can prove a result. */
export function resultCame(o: Observation, around: Surroundings): Conclusion | null {
  if (o.last?.completed !== true) return null;
  if (o.notJson) return concludeFrom("app.not-json");
  if (o.bodyFault !== null) return concludeFrom(o.bodyFault);
  if (o.attributedBy.length === 0) return concludeFrom("app.unattributed");
  if (around.probe.unprovable !== undefined || !endsInResult(around.probe)) return concludeFrom("result.unprovable");
  if (o.result?.empty === true) return emptyResult(o.result);
  return concludeFrom(o.result?.sharesWord === false ? "result.unrelated" : "result.received");
}

/** A response that a token limit or a filter cut short refuses nothing. */
export function resultCutShort(o: Observation): Conclusion | null {
  const answer = o.last?.answer;
  if (answer === null || answer === undefined || answer.refuses || o.last?.failedAt !== "result") return null;
  const { finish, reason } = answer;
  if (finish === null && answer.carrier.kind === "status") return null;
  if (finish === null || o.attributedBy.length === 0) return concludeFrom("app.unexpected-success");
  const facts = { ...(reason === null ? {} : { reason }) };
  const cut = reason === null ? null : cutBy(reason);
  if (cut !== null) return withFacts(facts, concludeFrom(cut));
  if (finish === "incomplete") return withFacts(facts, concludeFrom("result.incomplete"));
  return finish === "failed" ? withFacts(facts, concludeFrom("result.failed")) : concludeFrom("app.unexpected-success");
}

/** Words of the protocol for what cut a response short, on all surfaces. */
const CUTS: Record<string, Cause> = {
  content_filter: "result.filtered",
  length: "result.token-cap",
  max_output_tokens: "result.token-cap",
  max_tokens: "result.token-cap",
};

function cutBy(reason: string): Cause | null {
  return Object.hasOwn(CUTS, reason) ? (CUTS[reason] ?? null) : null;
}

function emptyResult({ reason, otherForm }: NonNullable<Observation["result"]>): Conclusion {
  const cut = reason === null ? null : cutBy(reason);
  if (reason !== null && cut !== null) return withFacts({ reason }, concludeFrom(cut));
  return otherForm === null
    ? concludeFrom("result.empty")
    : withFacts({ form: otherForm }, concludeFrom("result.other-form"));
}

/** A fault or pause of the probing machine is never attributed to the service. */
export function localFault(o: Observation): Conclusion | null {
  if (o.last?.spoilt === "suspended") return concludeFrom("local.suspended");
  const cause = o.last?.failure?.cause;
  return cause !== undefined && verdictOf(cause) === "local-fault" ? concludeFrom(cause) : null;
}

const UNREADABLE: NonNullable<Redirect["notFollowed"]>[] = ["missing", "malformed", "ambiguous"];

/** The failed step was redirected: to a dead path, in a loop, or to an address that this tool does not follow. */
export function redirected(o: Observation, around: Surroundings): Conclusion | null {
  const last = o.redirects.findLast(({ ofFailedStep }) => ofFailedStep);
  if (last === undefined || o.last?.completed === true) return null;
  const { followed, notFollowed } = last.redirect;
  if (notFollowed === "loop") return concludeFrom("redirect.loop");
  if (notFollowed === "too-many") return concludeFrom("redirect.too-many");
  if (notFollowed !== null && UNREADABLE.includes(notFollowed)) return concludeFrom("http.bad-redirect");
  if (!followed) return concludeFrom("redirect.not-followed");
  const answer = o.last?.answer;
  if (answer?.carrier.kind !== "status" || ![404, 405, 410].includes(answer.carrier.status)) return null;
  const meaning = recordedMeaning(answer, around.texts);
  const dead = meaning === null || verdictOf(meaning) === "no-route";
  return dead ? concludeFrom("redirect.dead-path", findLikeMissingPath(o, around)) : null;
}

/** The service did not repeat a setting, and the setting had no effect. */
export function settingIgnored(o: Observation): Conclusion | null {
  return o.settingsIgnored.length > 0 && o.last?.failure?.cause === "ws.silent"
    ? concludeFrom("app.setting-ignored")
    : null;
}

/** The service accepted everything that the probe can prove, and then sent nothing more. */
export function acceptedOnly(o: Observation, around: Surroundings): Conclusion | null {
  if (!isAcceptedOnly(o, around.probe)) return null;
  return concludeFrom(o.attributedBy.length === 0 ? "app.unattributed" : "result.unprovable");
}

/** Whether the service accepted a probe without proof, and nothing contradicted that. */
export function isAcceptedOnly({ last }: Observation, probe: Probe): boolean {
  const from = probe["accepted-at"];
  if (from === undefined || last === null || stageIndex(last.reached) < stageIndex(from)) return false;
  if (last.failure !== null) return last.failure.cause === "ws.silent" || last.failure.cause === "cell.deadline";
  const carrier = last.answer?.carrier;
  return carrier?.kind === "close" && [null, 1000, 1001, 1005].includes(carrier.code);
}

/** Whether a probe waits for a result at its end. A handshake alone never proves support. */
function endsInResult(probe: Probe): boolean {
  const last = probe.steps.findLast((step) => !step.finally);
  if (last?.stage !== "result") return false;
  return eventsOf(last.expect).length > 0 || last.get !== undefined || last.post !== undefined;
}
