import { type EndingSignal, EXIT } from "../exit.ts";

const SIGNALS: EndingSignal[] = ["SIGHUP", "SIGINT", "SIGTERM"];
/** How long the requests in flight may take to end after the first signal. The journal has every finished cell. */
const GRACE_MS = 1900;

export interface Signals {
  /** Aborted by the first signal. */
  abort: AbortSignal;
  /** The first signal, or null. */
  received(): EndingSignal | null;
  /** Call it before requests are sent. From then on the first signal limits the time until they have ended. */
  expectRequests(journal: string | null): void;
  /**
   * Call it when no request is in flight any more. What is recorded is then evaluated and written, however long that
   * takes. Only a second signal ends the process early.
   */
  stopDeadline(): void;
}

/**
 * The first signal starts an orderly end. The second ends the process at once.
 * @param next what the command does after the first signal
 */
export function listenForSignals(next = "stopping and writing the report"): Signals {
  const controller = new AbortController();
  let first: EndingSignal | null = null;
  let deadline: NodeJS.Timeout | undefined;
  let isInFlight = true;
  let journal: string | null = null;
  const end = (signal: EndingSignal) => {
    if (journal !== null) process.stderr.write(`aoai-probe: no report was written. ${rescueOf(journal)}\n`);
    process.exit(EXIT[signal]);
  };
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (first !== null) return end(first);
      first = signal;
      const where = journal === null ? "" : ` The journal is ${journal}.`;
      process.stderr.write(`\naoai-probe: ${signal}: ${next}. Repeat it to exit immediately.${where}\n`);
      if (isInFlight) deadline = setTimeout(() => end(signal), GRACE_MS).unref();
      controller.abort();
    });
  }
  return {
    abort: controller.signal,
    received: () => first,
    expectRequests: (path) => {
      isInFlight = true;
      journal = path;
    },
    stopDeadline: () => {
      isInFlight = false;
      clearTimeout(deadline);
    },
  };
}

function rescueOf(journal: string): string {
  return `\`aoai-probe report ${journal}\` makes it, and \`aoai-probe run --resume ${journal}\` finishes the run.`;
}
