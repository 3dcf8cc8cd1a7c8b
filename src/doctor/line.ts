/** The checks, in the order in which one depends on another. The first problem is therefore the first thing to mend. */
export const CHECKS = [
  "settings",
  "proxy",
  "dns",
  "connection",
  "tls",
  "service",
  "clock",
  "credential",
  "websocket",
  "deployments",
  "retirement",
] as const;
export type Check = (typeof CHECKS)[number];

/** `unknown`: the check has no evidence, which is never the same as a problem. */
export const LINE_VERDICTS = ["ok", "problem", "unknown"] as const;

/** The verdict of one check. */
export interface Line {
  check: Check;
  /** Null: about this machine and its configuration, and not about one target. */
  target: string | null;
  verdict: (typeof LINE_VERDICTS)[number];
  /** What was seen. */
  text: string;
  /** What to do, beginning with an imperative. Null if there is nothing to do. */
  advice: string | null;
}

/** A line without its check and target, which the list of checks adds. */
export type Evaluated = Pick<Line, "verdict" | "text" | "advice">;

export function ok(text: string): Evaluated {
  return { verdict: "ok", text, advice: null };
}

export function problem(text: string, advice: string): Evaluated {
  return { verdict: "problem", text, advice };
}

export function unknown(text: string, advice: string | null = null): Evaluated {
  return { verdict: "unknown", text, advice };
}
