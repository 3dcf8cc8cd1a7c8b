import type { Probe, Step } from "../model/probe.ts";

/** A probe that was run, and how many of its steps the service accepted. */
interface Accepted {
  probe: Probe;
  steps: number;
}

/**
 * Returns the names in the query of a handshake without which the service accepted the same handshake. Empty if no
 * other probe shows that.
 */
export function findSurplusSelectors(step: Step | undefined, accepted: readonly Accepted[]): string[] {
  if (step?.websocket === undefined) return [];
  const found = accepted.flatMap(({ probe, steps }) =>
    probe.steps.slice(0, steps).flatMap((other) => {
      const surplus = surplusOf(step, other);
      return surplus === null ? [] : [surplus];
    }),
  );
  return found.sort((a, b) => a.length - b.length)[0] ?? [];
}

/** The names that only the first query has, if the handshakes differ in nothing else. Null if they differ otherwise. */
function surplusOf(step: Step, other: Step): string[] | null {
  if (requestOf(step) !== requestOf(other)) return null;
  const own = step.query ?? {};
  const surplus = Object.keys(own).filter((name) => other.query?.[name] === undefined);
  const rest = Object.entries(other.query ?? {});
  return surplus.length > 0 && rest.every(([name, value]) => own[name] === value) ? surplus : null;
}

function requestOf({ websocket, host, headers, credential, subprotocol }: Step): string {
  return JSON.stringify([websocket, host, headers, credential, subprotocol]);
}

/** The keys of a step that say what is sent. */
const SENT = [
  "get",
  "post",
  "websocket",
  "host",
  "query",
  "headers",
  "credential",
  "subprotocol",
  "json",
  "multipart",
  "body",
  "send",
  "audio",
] as const satisfies (keyof Step)[];

/** Whether two probes send the same until the end of a step each, placeholders as written. */
export function isSameSoFar(a: readonly Step[], b: readonly Step[]): boolean {
  const sent = (steps: readonly Step[]) =>
    JSON.stringify(steps.filter((step) => !step.finally).map((step) => SENT.map((key) => step[key])));
  return sent(a) === sent(b);
}
