import type { Cause } from "../model/cause.ts";
import type { Recording } from "../model/recording.ts";

/** After so many cells of a host that failed alike, the rest is not attempted. */
const ENOUGH = 3;
/** Stages at which nothing of a host was reached; a connection lost after the request says something of that path alone. */
const BELOW_HTTP = new Set(["dns", "tcp", "tls"]);

/** Remembers which hosts cannot be reached at all, so that a dead host costs three deadlines and not three hundred. */
export class Circuit {
  readonly #failures = new Map<string, { cause: Cause; cells: string[] }>();

  /** Why cells of this host are no longer attempted, or null. */
  open(host: string): { cause: Cause; because: string[] } | null {
    const failed = this.#failures.get(host);
    return failed === undefined || failed.cells.length < ENOUGH
      ? null
      : { cause: failed.cause, because: failed.cells.slice(0, ENOUGH) };
  }

  /** Takes a finished cell into account. */
  note(host: string, cell: string, recording: Recording): void {
    const cause = unreachable(recording);
    const failed = this.#failures.get(host);
    if (cause === null) this.#failures.delete(host);
    else if (failed?.cause === cause) failed.cells.push(cell);
    else this.#failures.set(host, { cause, cells: [cell] });
  }
}

function unreachable(recording: Recording): Cause | null {
  const hop = recording.attempts.at(-1)?.steps[0]?.hops[0];
  const failure = hop?.status === null ? hop.failure : null;
  if (failure === null || failure === undefined) return null;
  return (BELOW_HTTP.has(failure.stage) && /^(dns|tcp|tls)\./.test(failure.cause)) || failure.cause.startsWith("proxy.")
    ? failure.cause
    : null;
}
