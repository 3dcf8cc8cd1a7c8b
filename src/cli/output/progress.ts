/** What progress is written to: standard error, or what a test passes. */
export interface ProgressStream {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  write(text: string): unknown;
}

/** Without a terminal, a line for each tenth of the cells. */
const PLAIN_STEP = 0.1;
const LIVE_INTERVAL_MS = 100;
const DEFAULT_COLUMNS = 80;

export interface Progress {
  update(event: { done: number; total: number; cell: string }): void;
  /** Removes the live line, so that the next text begins a new one. */
  end(): void;
}

/** A live line on a terminal, plain lines otherwise. */
export function progressOn(stream: ProgressStream, now: () => number = () => performance.now()): Progress {
  return stream.isTTY === true ? liveLine(stream, now) : plainLines(stream);
}

function liveLine(stream: ProgressStream, now: () => number): Progress {
  let drawnAt = Number.NEGATIVE_INFINITY;
  let drawn = 0;
  return {
    update({ done, total, cell }) {
      if (done < total && now() - drawnAt < LIVE_INTERVAL_MS) return;
      drawnAt = now();
      const text = `${done}/${total} cells  ${cell}`.slice(0, columnsOf(stream) - 1);
      stream.write(`${clear(stream, drawn)}${text}`);
      drawn = text.length;
    },
    end() {
      if (drawn > 0) stream.write(clear(stream, drawn));
      drawn = 0;
    },
  };
}

/** Clears a line that was drawn. If the window was made narrower since, the terminal has wrapped it to several rows. */
function clear(stream: ProgressStream, drawn: number): string {
  const rows = Math.max(1, Math.ceil(drawn / columnsOf(stream)));
  return `${rows > 1 ? `\u001b[${rows - 1}A` : ""}\r\u001b[J`;
}

function columnsOf({ columns = DEFAULT_COLUMNS }: ProgressStream): number {
  return Math.max(2, columns || DEFAULT_COLUMNS);
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
