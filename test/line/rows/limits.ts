import { askLine } from "../../support/embedded.ts";
import { type Row, withResource } from "./row.ts";

/** A clock that goes on by being looked at: of two handshakes the second is always too early, however slow the machine. */
function ticking(): () => number {
  let now = 0;
  return () => {
    now += 4;
    return now;
  };
}

/** What a resource has no more of. */
export const LIMITS: Row[] = [
  {
    name: "load-test-2026, with more handshakes than it takes",
    run: () =>
      withResource(
        { scenario: "load-test-2026", handshakes: { count: 1, within: 10 }, now: ticking() },
        async ({ key }, target) =>
          (
            await askLine([target], {
              credentials: new Map([["here", { key }]]),
              plan: { scope: "documented", probe: ["ga-realtime", "ga-transcription", "preview-realtime"] },
            })
          ).report,
      ),
  },
  {
    name: "all-supported, no turn left in any session",
    run: () =>
      withResource(
        { scenario: "all-supported", turns: { count: 0, within: 60_000 } },
        async ({ key }, target) =>
          (
            await askLine([target], {
              credentials: new Map([["here", { key }]]),
              plan: { scope: "documented", probe: ["ga-realtime", "ga-transcription", "preview-realtime"] },
            })
          ).report,
      ),
  },
];
