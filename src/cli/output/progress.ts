import type { ProgressEvent, TargetProgress } from "../../run/index.ts";

/** What progress is written to: standard error, or what a test passes. */
interface ProgressStream {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  rows?: number | undefined;
  write(text: string): unknown;
}

/** Off a terminal, a line each time so much more of the cells is done. */
const PLAIN_STEP = 0.1;
const LIVE_INTERVAL_MS = 100;
const DEFAULT_COLUMNS = 80;
/** Rows of a terminal that are left to what was written before. */
const ROWS_LEFT = 4;

interface Progress {
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
  let drawn: string[] = [];
  const clear = () => {
    // If the window was made narrower since, the terminal has wrapped each line to several rows.
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columnsOf(stream))), 0);
    if (rows > 1) stream.write(`\u001b[${rows - 1}A`);
    if (rows > 0) stream.write("\r\u001b[J");
    drawn = [];
  };
  return {
    update(event) {
      const { done, total, cell } = event;
      if (done < total && now() - drawnAt < LIVE_INTERVAL_MS) return;
      drawnAt = now();
      const width = columnsOf(stream) - 1;
      const height = Math.max(1, (stream.rows ?? 24) - ROWS_LEFT);
      const running = event.running();
      const [only] = running;
      const lines =
        running.length < 2
          ? [`${done}/${total} cells and controls${only === undefined ? "" : estimate(only)}  ${cell}`]
          : [`${done}/${total} cells and controls`, ...targetLines(running, height)];
      clear();
      drawn = lines.map((line) => line.slice(0, width));
      stream.write(drawn.join("\n"));
    },
    end: clear,
  };
}

function columnsOf({ columns }: ProgressStream): number {
  return Math.max(2, columns || DEFAULT_COLUMNS);
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
      if (running.length < 2)
        stream.write(`${done}/${total} cells and controls${only === undefined ? "" : estimate(only)}\n`);
      else
        stream.write([`${done}/${total} cells and controls`, ...targetLines(running, running.length), ""].join("\n"));
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
