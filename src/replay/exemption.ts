import type { Hop } from "../model/recording.ts";
import type { Report } from "../model/report.ts";

/** A cell whose outcome a replay cannot reproduce. */
interface Exemption {
  cell: string;
  why: "not run" | "below HTTP" | "fault of that machine" | "cut short" | "protocol violation" | "audio not kept";
}

/**
 * Returns the cells that a replay does not reproduce. They were not run, failed below HTTP or on the probing machine,
 * or got an answer that was cut off or broke the protocol. A listener does not write such answers. A result that is audio
 * cannot be given again either, because a report keeps only its length and hash.
 */
export function findExemptions(report: Report): Exemption[] {
  const ofAudio = new Set(
    report.probes
      .filter(({ steps }) => steps.some(({ expect }) => expect?.["audio-at-least"] !== undefined))
      .map(({ id }) => id),
  );
  return report.results.flatMap(({ cell, verdict, recording }): Exemption[] => {
    if (recording === null || recording.notAttempted !== null) return [{ cell: cell.id, why: "not run" }];
    if (verdict === "local-fault") return [{ cell: cell.id, why: "fault of that machine" }];
    const steps = recording.attempts.flatMap((attempt) => attempt.steps);
    const failed = steps.flatMap((step) => step.hops).filter((hop) => hop.failure !== null);
    const why = failed.map(reasonOfHop).find((reason) => reason !== null);
    if (why !== undefined && why !== null) return [{ cell: cell.id, why }];
    const broken = steps.some(({ frames }) => frames.some((frame) => frame.kind === "close" && frame.failure !== null));
    if (broken) return [{ cell: cell.id, why: "protocol violation" }];
    const hasAudio = ofAudio.has(cell.probe) && verdict === "supported";
    return hasAudio ? [{ cell: cell.id, why: "audio not kept" }] : [];
  });
}

/** Failures without a status that a listener can reproduce: silence, and a close when the answer is due. */
const GIVEN_AGAIN =
  /^(tcp\.(closed|reset)\.awaiting-headers|http\.headers\.timeout|ws\.handshake\.timeout|cell\.deadline)$/;

/** Whether a hop had no answer and a failure that no listener can reproduce. */
export function isOutOfReach({ status, failure }: Hop): boolean {
  return status === null && failure !== null && !GIVEN_AGAIN.test(failure.cause);
}

function reasonOfHop(hop: Hop): Exemption["why"] | null {
  if (hop.failure === null) return null;
  if (hop.status !== null) return "cut short";
  if (!isOutOfReach(hop)) return null;
  return /^(dns|tcp|tls|proxy)\./.test(hop.failure.cause) ? "below HTTP" : "protocol violation";
}
