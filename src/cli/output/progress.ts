import type { ProgressEvent, TargetProgress } from "../../run/index.ts";

/** What progress is written to: standard error, or what a test has in its place. */
export interface ProgressStream {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  rows?: number | undefined;
  write(text: string): unknown;
}

/** Off a terminal, a line each time so much more of the cells is done. */
const PLAIN_STEP = 0.1;
const LIVE_INTERVAL_MS = 100;
/** Rows of a terminal that are left to what was written before. */
const ROWS_LEFT = 4;

export interface Progress {
  update(event: ProgressEvent): void;
  /** Removes the live lines, so that the next text begins a new line. */
  end(): void;
}

/** Live lines on a terminal, plain lines otherwise. */
export function progressOn(stream: ProgressStream, now: () => number = () => performance.now()): Progress {
  return stream.isTTY === true ? liveLines(stream, now) : plainLines(stream);
}

/** One line for the run, and one for each target that is still running if there are several. */
function liveLines(stream: ProgressStream, now: () => number): Progress {
  let drawnAt = Number.NEGATIVE_INFINITY;
  let drawn = 0;
  const clear = () => {
    if (drawn > 1) stream.write(`\u001b[${drawn - 1}A`);
    if (drawn > 0) stream.write("\r\u001b[J");
    drawn = 0;
  };
  return {
    update(event) {
      const { done, total, cell } = event;
      if (done < total && now() - drawnAt < LIVE_INTERVAL_MS) return;
      drawnAt = now();
      const width = Math.max(10, (stream.columns ?? 80) - 1);
      const height = Math.max(1, (stream.rows ?? 24) - ROWS_LEFT);
      const running = event.running();
      const [only] = running;
      const lines =
        running.length < 2
          ? [`${done}/${total} cells${only === undefined ? "" : estimate(only)}  ${cell}`]
          : [`${done}/${total} cells`, ...targetLines(running, height)];
      clear();
      stream.write(lines.map((line) => line.slice(0, width)).join("\n"));
      drawn = lines.length;
    },
    end: clear,
  };
}

function targetLines(running: TargetProgress[], height: number): string[] {
  const shown = running.slice(0, running.length > height ? height - 1 : height);
  const lines = shown.map((target) => `  ${target.name}: ${target.done}/${target.total}${estimate(target)}`);
  const rest = running.length - shown.length;
  return rest === 0 ? lines : [...lines, `  and ${rest} more ${rest === 1 ? "target" : "targets"}`];
}

function plainLines(stream: ProgressStream): Progress {
  let next = 0;
  return {
    update(event) {
      const { done, total } = event;
      if (done < next * total && done < total) return;
      next = done / total + PLAIN_STEP;
      const running = event.running();
      const [only] = running;
      if (running.length < 2) stream.write(`${done}/${total} cells${only === undefined ? "" : estimate(only)}\n`);
      else stream.write([`${done}/${total} cells`, ...targetLines(running, running.length), ""].join("\n"));
    },
    end() {},
  };
}

/** `, about 2 min left`; empty if nothing is known yet. */
function estimate({ leftMs }: TargetProgress): string {
  if (leftMs === null) return "";
  const seconds = Math.ceil(leftMs / 1000);
  return `, about ${seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`} left`;
}
