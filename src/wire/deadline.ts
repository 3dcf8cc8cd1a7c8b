import type { AwakeClock } from "./awake-clock.ts";

/** Longest delay that a timer takes; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Calls back when `ms` of awake time have gone by. A timer that fires late, because this process did not run, is set
 * again for the time that is left. Before it calls back the loop polls once more: what has arrived by then is read
 * first, and whoever reads it cancels the deadline.
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
