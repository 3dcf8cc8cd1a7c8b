/** Longest delay that a timer takes; a longer one would fire at once. */
const LONGEST = 2 ** 31 - 1;

/** Waits, or less where the signal aborts. Never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted || ms <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(ms, LONGEST));
    signal.addEventListener("abort", done, { once: true });
  });
}
