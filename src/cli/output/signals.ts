import { type EndingSignal, EXIT } from "../exit.ts";

const SIGNALS: EndingSignal[] = ["SIGHUP", "SIGINT", "SIGTERM"];
/** How long the requests in flight may take to end after the first signal. The journal has every finished cell. */
const GRACE_MS = 1900;

export interface Signals {
  /** Aborted by the first signal. */
  abort: AbortSignal;
  /** The first signal, or null. */
  received(): EndingSignal | null;
  /** Call it when nothing is in flight any more: from then on only a second signal ends the process early. */
  stopDeadline(): void;
}

/** The first signal starts an orderly end. The second ends the process at once. */
export function listenForSignals(): Signals {
  const controller = new AbortController();
  let first: EndingSignal | null = null;
  let deadline: NodeJS.Timeout | undefined;
  let isInFlight = true;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (first !== null) process.exit(EXIT[first]);
      first = signal;
      process.stderr.write(
        `\naoai-probe: ${signal}: stopping and writing the report. Repeat it to exit immediately.\n`,
      );
      if (isInFlight) deadline = setTimeout(() => process.exit(EXIT[signal]), GRACE_MS).unref();
      controller.abort();
    });
  }
  return {
    abort: controller.signal,
    received: () => first,
    stopDeadline: () => {
      isInFlight = false;
      clearTimeout(deadline);
    },
  };
}
