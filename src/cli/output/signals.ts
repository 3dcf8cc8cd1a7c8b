import { type EndingSignal, EXIT } from "../exit.ts";

const SIGNALS: EndingSignal[] = ["SIGHUP", "SIGINT", "SIGTERM"];
/** After a first signal the process is gone by then, finished or not; the journal holds every finished cell. */
const GRACE_MS = 1900;

export interface Signals {
  /** Aborted by the first signal. */
  abort: AbortSignal;
  /** The first signal, or null. */
  received(): EndingSignal | null;
}

/** The first signal asks for an orderly end, the second ends the process at once. */
export function listenForSignals(): Signals {
  const controller = new AbortController();
  let first: EndingSignal | null = null;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (first !== null) process.exit(EXIT[first]);
      first = signal;
      process.stderr.write(`\naoai-probe: ${signal}: stopping; once more ends at once.\n`);
      setTimeout(() => process.exit(EXIT[signal]), GRACE_MS).unref();
      controller.abort();
    });
  }
  return { abort: controller.signal, received: () => first };
}
