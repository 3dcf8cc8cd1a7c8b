import { readHeader } from "../../judge/ids.ts";
import {
  type Attempt,
  type CloseFrame,
  type ElidedFrames,
  type Frame,
  type Hop,
  type MessageFrame,
  PHASES,
  type Phases,
  type StepRecord,
} from "../../model/recording.ts";
import type { Report } from "../../model/report.ts";
import { busyInWords, elidedInWords } from "../busy.ts";
import { moment, utcAndLocalTime } from "../clock.ts";
import { plain } from "../inert.ts";
import { requestIdOf } from "../reading.ts";
import { redirectInWords } from "../redirect-words.ts";
import { isFailure } from "../service-words.ts";

/** Events printed for one cell. Those in the middle are left out, unless they report a failure. */
const EVENTS = 14;
const PHASE_WORDS = {
  dns: "dns",
  tcp: "tcp",
  tls: "tls",
  sent: "sent",
  firstByte: "first byte",
  end: "end",
} as const satisfies Record<keyof Phases, string>;
const INDENT = " ".repeat(15);

/**
 * Every request and event of one attempt, for a fenced block. Every line begins with blanks or a time.
 * @param isBrief received events by type only, but for the decisive one
 */
export function attemptLines(
  attempt: Attempt,
  decisive: Frame | null,
  zone: Report["run"]["timezone"],
  isBrief = false,
): string[] {
  const clock = (at: number) => utcAndLocalTime(moment(attempt.startedAt, at), zone);
  const hops = attempt.steps.flatMap(({ hops: own }) =>
    own.flatMap((hop, n) => hopLines(hop, own[n + 1] ?? null, clock)),
  );
  const ends = attempt.steps.flatMap((step) => failureLine(step));
  const busy = busyInWords(attempt);
  return [
    ...hops,
    ...elided(
      runsOf(attempt.steps.flatMap(talkOf), (run, frame) => areAlike(run, frame, decisive, isBrief)).map((run) => ({
        line: talkLine(run, decisive, clock),
        isKept: run.some((one) => one.kind !== "elided" && (one === decisive || isFailure(one))),
      })),
    ),
    ...ends,
    ...(busy === null ? [] : [`${INDENT}${busy}`]),
  ];
}

/** Frames, and the gap in them if some were not kept. */
type Talk = Frame | { kind: "elided"; elided: ElidedFrames };

function talkOf({ frames, elided: gap }: StepRecord): Talk[] {
  if (gap === undefined) return frames;
  return [...frames.slice(0, gap.before), { kind: "elided", elided: gap }, ...frames.slice(gap.before)];
}

function talkLine(run: Talk[], decisive: Frame | null, clock: (at: number) => string): string {
  const [first] = run;
  if (first?.kind === "elided") return `${INDENT}… ${plain(elidedInWords(first.elided), 400)}`;
  return frameLine(
    run.filter((one) => one.kind !== "elided"),
    decisive,
    clock,
  );
}

function hopLines(hop: Hop, next: Hop | null, clock: (at: number) => string): string[] {
  const shown = hop.requestHeaders.filter(([name]) => /^(api-key|authorization|x-ms-client-request-id)$/i.test(name));
  const sent = shown.map(([name, value]) => `${plain(name, 60)}: ${plain(value, 120)}`);
  const phases = PHASES.flatMap((name) => {
    const ms = hop.phases[name];
    return ms === null ? [] : [`${PHASE_WORDS[name]} ${Math.round(ms)}`];
  });
  const ended = hop.phases.end ?? hop.phases.firstByte;
  const status = hop.status === null ? "no status" : String(hop.status);
  const ids = [
    "x-ms-region",
    "azureml-served-by-cluster",
    "x-request-id",
    "retry-after",
    "content-type",
    "x-aoai-probe-source",
  ].flatMap((name) => {
    const value = readHeader(hop, name);
    return value === null || value === requestIdOf(hop) ? [] : [`${name}: ${plain(value, 100)}`];
  });
  const id = requestIdOf(hop);
  const location = readHeader(hop, "location");
  return [
    `${clock(hop.at)}  ${plain(hop.method, 20)} ${plain(hop.url, 700)}`,
    ...(sent.length === 0 ? [] : [`${INDENT}${sent.join(" · ")}`]),
    ...(hop.requestBody?.text === undefined || hop.requestBody.text === null
      ? []
      : [`${INDENT}body: ${plain(hop.requestBody.text, 600)}`]),
    `${ended === null ? "" : `+${Math.round(ended)} ms`.padStart(12)}  ${status}   ${[...(phases.length === 0 ? [] : [`ms: ${phases.join(", ")}`]), id === null ? "no request id" : `request id: ${plain(id, 80)}`, ...ids].join(" · ")}`,
    ...(location === null ? [] : [`${INDENT}location: ${plain(location, 700)}`]),
    ...(hop.body === null || hop.body.bytes === 0 ? [] : [`${INDENT}${bodyText(hop)}`]),
    ...redirectInWords(hop, next).map((sentence) => `${INDENT}(${plain(sentence, 300)})`),
    ...(hop.failure === null ? [] : [`${INDENT}${plain(failureText(hop.failure), 300)}`]),
  ];
}

/** The phase and the cause of a failure. The platform's text usually contains the code. */
function failureText({ phase, text, code }: NonNullable<Hop["failure"]>): string {
  return `${phase}: ${text}${code === null || text.includes(code) ? "" : ` ${code}`}`;
}

function bodyText({ body }: Hop): string {
  if (body?.text === null || body === null) return `(${body?.bytes ?? 0} bytes, not text)`;
  return `${plain(body.text, 1200)}${body.cut ? ` (cut; ${body.bytes} bytes came)` : ""}`;
}

/** Consecutive messages of one type and direction share a line. Each failure has its own. */
function runsOf(frames: Talk[], isOfRun: (first: Talk, frame: Talk) => boolean): Talk[][] {
  const runs: Talk[][] = [];
  for (const frame of frames) {
    const run = runs.at(-1);
    const before = run?.[0];
    if (run !== undefined && before !== undefined && isOfRun(before, frame)) run.push(frame);
    else runs.push([frame]);
  }
  return runs;
}

function areAlike(a: Talk, b: Talk, decisive: Frame | null, isBrief: boolean): boolean {
  if (a.kind !== "message" || b.kind !== "message" || isFailure(a) || isFailure(b)) return false;
  if (a.direction !== b.direction || a === decisive || b === decisive) return false;
  const isSame = typeof a.event?.type === "string" && a.event.type === b.event?.type;
  return isSame || (isBrief && a.direction === "received");
}

function frameLine(run: Frame[], decisive: Frame | null, clock: (at: number) => string): string {
  const [frame] = run;
  if (frame === undefined) return "";
  if (frame.kind === "close") return `${clock(frame.at)}  ${closeText(frame)}`;
  const arrow = frame.direction === "sent" ? "→" : "←";
  const type = frame.event === null ? "(not an event)" : plain(String(frame.event.type ?? "(no type)"), 100);
  if (run.length > 1) return `${clock(frame.at)}  ${arrow} ${typesOf(run)}`;
  return `${clock(frame.at)}  ${arrow} ${type}  ${messageText(frame, frame === decisive)}`.trimEnd();
}

/** `session.created, response.delta × 9`. */
function typesOf(run: Frame[]): string {
  const counts = new Map<string, number>();
  for (const frame of run) {
    if (frame.kind !== "message") continue;
    const type = plain(String(frame.event?.type ?? "(not an event)"), 100);
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return [...counts].map(([type, n]) => (n === 1 ? type : `${type} × ${n}`)).join(", ");
}

function messageText(frame: MessageFrame, decisive: boolean): string {
  const whole = frame.event === null ? (frame.text ?? "") : JSON.stringify(frame.event);
  const telling = decisive || frame.event?.type === "error";
  return plain(whole, telling ? 1200 : frame.direction === "sent" ? 400 : 160);
}

function closeText({ by, code, reason, transport, failure }: CloseFrame): string {
  const said = reason === "" ? "" : ` "${plain(reason, 200)}"`;
  const why = failure === null ? "" : `, ${plain(failure.text, 200)}`;
  if (by === "us")
    return `the probe closed the socket ${code === null ? "without a close frame" : `with ${code}`}${said}${why}`;
  const tcp = { fin: "then FIN", reset: "then a reset", open: "TCP left open" }[transport];
  const frame =
    code === null
      ? "the peer ended the connection without a close frame (1006)"
      : `the peer closed the socket with ${code}${said}`;
  return `${frame}, ${tcp}${why}`;
}

function failureLine({ stage, failure }: StepRecord): string[] {
  return failure === null ? [] : [`${INDENT}at stage ${stage}: ${plain(failure.text, 300)}`];
}

/** Leaves out lines in the middle and writes their number there. */
function elided(talk: { line: string; isKept: boolean }[]): string[] {
  const head = Math.ceil(EVENTS / 2);
  const tail = talk.length - (EVENTS - head);
  const lines: string[] = [];
  let left = 0;
  for (const [n, { line, isKept }] of talk.entries()) {
    const isShown = talk.length <= EVENTS || n < head || n >= tail || isKept;
    if (!isShown) {
      left += 1;
      continue;
    }
    if (left > 0) lines.push(`${INDENT}… ${left} more, in report.json`);
    left = 0;
    lines.push(line);
  }
  return lines;
}
