import type { Frame, Hop, MessageFrame, StepRecord } from "../../model/recording.ts";
import type { Result } from "../../model/report.ts";
import { eventsMeanwhile } from "../failing-stage.ts";
import { code, prose } from "../inert.ts";
import { codeOf, placeOf, statuses } from "../reading.ts";
import { outcome } from "../words.ts";
import { requestOf, type Ticket } from "./ticket.ts";

/** More than that nobody follows by hand. */
const MOST_STEPS = 9;

/**
 * What was done, as numbered steps with the exact requests and events; then what was expected, by which document, and
 * what came.
 */
export function stepLines(ticket: Ticket, failing: Result): string[] {
  const place = placeOf(failing);
  if (place === null) return [];
  const taken = place.attempt.steps.slice(0, place.step + 1).flatMap((step) => actionsOf(step));
  const left = taken.length - MOST_STEPS;
  const shown =
    left <= 0
      ? taken
      : [
          ...taken.slice(0, MOST_STEPS - 1),
          `(${left + 1} further requests and events: section 4 and ${code("report.json")})`,
        ];
  return [
    ...[...shown, expected(ticket, failing), `Came: ${came(failing)}.`].map((line, n) => `${n + 1}. ${line}`),
    "",
    "As commands:",
    "",
  ];
}

/** What the document says of this way of asking, told by the probe that was made after it. */
export function expected({ report }: Ticket, { cell }: Result): string {
  const probe = report.probes.find(({ id }) => id === cell.probe);
  if (probe === undefined) return "Expected: not known.";
  const last = probe.steps.findLast(({ expect }) => expect !== undefined)?.expect;
  const events = last?.event === undefined ? [] : [last.event].flat();
  const statusesDue = last?.status === undefined ? [] : [last.status].flat();
  const due = [...events, ...statusesDue].slice(0, 3).map((one) => code(String(one)));
  return `Expected: ${due.length === 0 ? "a result" : due.join(" or ")}, as documented for ${prose(probe.title, 160)}: ${code(probe.reference)}.`;
}

function came(result: Result): string {
  const said = [
    statuses(result),
    codeOf(result) ?? "",
    result.error?.message ?? "",
    eventsMeanwhile(result) ?? "",
  ].filter((part) => part !== "");
  return `${said.length === 0 ? "" : `${code(said.join(" · "), 400)}, `}${outcome(result)}`;
}

function actionsOf(step: StepRecord): string[] {
  return [...step.hops.map(requested), ...spoken(step.frames)];
}

function requested(hop: Hop, n: number): string {
  const body = hop.requestBody?.text ?? null;
  const how = hop.transport === "websocket" ? "Open a WebSocket:" : "Send";
  const follow = n > 0 ? "Follow the Location. " : "";
  return `${follow}${how} ${requestOf(hop, (text) => code(text, 400))}${body === null ? "" : ` with ${code(body, 400)}`} → ${code(String(hop.status ?? hop.failure?.code ?? "no answer"))}`;
}

/** Events that we sent, runs of one type as one; what came back stands in the evidence. */
function spoken(frames: Frame[]): string[] {
  const sent = frames.filter((frame): frame is MessageFrame => frame.kind === "message" && frame.direction === "sent");
  const runs: MessageFrame[][] = [];
  for (const frame of sent) {
    const run = runs.at(-1);
    if (run !== undefined && run[0]?.event?.type === frame.event?.type) run.push(frame);
    else runs.push([frame]);
  }
  return runs.map(([first, ...more]) =>
    more.length > 0
      ? `Send ${code(String(first?.event?.type ?? "a message"))}, ${more.length + 1} times`
      : `Send ${code(first?.event == null ? (first?.text ?? "a message") : JSON.stringify(first.event), 400)}`,
  );
}
