/** What progress is written to: standard error, or what a test has in its place. */
export interface ProgressStream {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  write(text: string): unknown;
}

/** Off a terminal, a line each time so much more of the cells is done. */
const PLAIN_STEP = 0.1;
const LIVE_INTERVAL_MS = 100;

export interface Progress {
  update(event: { done: number; total: number; cell: string }): void;
  /** Ends the live line, so that what follows begins a new one. */
  end(): void;
}

/** A live line on a terminal, plain lines otherwise. */
export function progressOn(stream: ProgressStream, now: () => number = () => performance.now()): Progress {
  return stream.isTTY === true ? liveLine(stream, now) : plainLines(stream);
}

function liveLine(stream: ProgressStream, now: () => number): Progress {
  let drawnAt = Number.NEGATIVE_INFINITY;
  let drawn = false;
  return {
    update({ done, total, cell }) {
      if (done < total && now() - drawnAt < LIVE_INTERVAL_MS) return;
      drawnAt = now();
      drawn = true;
      const text = `${done}/${total} cells  ${cell}`;
      stream.write(`\r\u001b[2K${text.slice(0, Math.max(10, (stream.columns ?? 80) - 1))}`);
    },
    end() {
      if (drawn) stream.write("\r\u001b[2K");
      drawn = false;
    },
  };
}

function plainLines(stream: ProgressStream): Progress {
  let next = 0;
  return {
    update({ done, total }) {
      if (done < next * total && done < total) return;
      next = done / total + PLAIN_STEP;
      stream.write(`${done}/${total} cells\n`);
    },
    end() {},
  };
}
