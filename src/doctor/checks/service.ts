import { TEXT as NOT_THE_SERVICE } from "../../diagnose/findings/not-the-service.text.ts";
import type { Hop } from "../../model/recording.ts";
import type { Result } from "../../model/report.ts";
import { clockOffsets } from "../../render/clock-offset.ts";
import { type Evaluated, ok, problem, unknown } from "../line.ts";
import {
  findingOf,
  formatEnding,
  handshakeResults,
  isConnected,
  isMarked,
  isOpen,
  listResults,
  type Seen,
  withoutCredential,
} from "../seen.ts";

const GATEWAY_PATH =
  "If the endpoint is a gateway such as API Management, add the path of its API to the endpoint: https://HOST/PATH.";

const SERVER = "Check the endpoint, and which server responds there.";
const AGAIN = "Run doctor again in some minutes. The service failed, which says nothing about this set-up.";

/** Who answers a request without a credential. */
export function checkService(seen: Seen): Evaluated[] {
  const first = withoutCredential(seen);
  if (!isConnected(seen) || first === null) return [];
  const blocked = findingOf(seen, "network-restricted");
  if (blocked !== null) return [problem(formatEnding(first), blocked.remedy)];
  if (first.verdict === "local-fault" || first.cause === "run.interrupted") return [unknown(formatEnding(first))];
  if (first.status === null) {
    const finding = findingOf(seen, "endpoint-silent", "endpoint-unreachable");
    return [problem(formatEnding(first), finding?.remedy ?? SERVER)];
  }
  const redirect = lastHopOf(first)?.redirect;
  if (redirect != null) {
    return [problem(`redirects to ${redirect.location ?? "no place"} (${first.status})`, NOT_THE_SERVICE.remedy.none)];
  }
  const isMissing = [first, ...listResults(seen)].every(({ status }) => status === 404);
  const foreign = findingOf(seen, "portal-page", "not-the-service");
  if (foreign !== null && isForeign(first, seen)) {
    // A gateway that demands a credential of its own is a matter of the credential.
    if (first.verdict === "auth")
      return [unknown(`requires a credential (${first.status}), without a mark of the service`)];
    return [
      problem(`${formatEnding(first)}, without a mark of the service`, isMissing ? GATEWAY_PATH : foreign.remedy),
    ];
  }
  if (isMissing && handshakeResults(seen).every(({ status }) => status === 404)) {
    return [problem(`the endpoint answers every path with ${formatEnding(first)}`, GATEWAY_PATH)];
  }
  if (first.verdict === "server-fault") return [unknown(formatEnding(first), AGAIN)];
  if (!isMarked(first)) return [unknown(`${formatEnding(first)}, without a mark of the service`, SERVER)];
  if (isOpen(seen)) return [ok("answers, also without a credential")];
  if (first.verdict === "auth") return [ok(`answers, and requires a credential (${first.status})`)];
  return [ok(`answers without a credential: ${formatEnding(first)}`)];
}

function lastHopOf({ recording }: Result): Hop | undefined {
  return recording?.attempts.at(-1)?.steps.at(-1)?.hops.at(-1);
}

/** Whether nothing that the endpoint sends bears a mark of the service. */
function isForeign(first: Result, seen: Seen): boolean {
  if (findingOf(seen, "portal-page") !== null) return true;
  const finding = findingOf(seen, "not-the-service");
  return finding?.facts.answeredByTheService === 0 || finding?.cells.includes(first.cell.id) === true;
}

/** A token is accepted with a clock that is this much off. */
const TOLERATED_MS = 5 * 60_000;

/** The Date header has whole seconds, so a smaller difference shows nothing. */
const RESOLUTION_MS = 1_000;

/** This machine's clock against the times in the answers. */
export function checkClock(seen: Seen): Evaluated[] {
  if (!isConnected(seen)) return [];
  const offset = clockOffsets(seen.report).find(({ target }) => target === seen.target.name);
  if (offset === undefined) return [unknown("no answer has a date to compare with")];
  const { leastMs, mostMs } = offset;
  const whom = seen.results.some(isMarked) ? "the service" : "the server that answers";
  const nearest = leastMs > 0 ? leastMs : mostMs < 0 ? mostMs : 0;
  if (Math.abs(nearest) < TOLERATED_MS) {
    const isEqual = Math.abs(nearest) < RESOLUTION_MS;
    return [ok(isEqual ? `agrees with ${whom}` : `${durationOf(nearest)} ${directionOf(nearest)} ${whom}`)];
  }
  return [problem(`${durationOf(nearest)} ${directionOf(nearest)} ${whom}`, CLOCK)];
}

const CLOCK =
  "Set the clock of this machine, and check its time service. Tokens and certificates are only valid within their times.";

function directionOf(ms: number): string {
  return ms > 0 ? "ahead of" : "later than";
}

function durationOf(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
