import type { AwakeClock } from "./awake-clock.ts";

/** Maximum delay of a timer. With a longer one, it would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Calls `expired` after `ms` of awake time. A timer that fires late, because this process did not run, starts again for
 * the remaining time. Before the call, the event loop polls once more. Data that has arrived is therefore read first,
 * and its reader can cancel the deadline.
 * @returns cancels it; may be called at any time and more than once
 */
export function startDeadline(clock: AwakeClock, ms: number, expired: () => void): () => void {
  const due = clock.now() + ms;
  let timer: NodeJS.Timeout | undefined;
  let lastLook: NodeJS.Immediate | undefined;
  const wait = (left: number) => {
    timer = setTimeout(look, Math.min(left, LONGEST_TIMER_MS));
  };
  const look = () => {
    const left = due - clock.now();
    if (left >= 1) wait(left);
    else lastLook = setImmediate(expired);
  };
  wait(Math.max(0, ms));
  return () => {
    clearTimeout(timer);
    clearImmediate(lastLook);
  };
}
