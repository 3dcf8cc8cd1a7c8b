import type { Hop } from "../model/recording.ts";
import type { Report } from "../model/report.ts";

/** A cell whose outcome a replay cannot give again. */
export interface Exemption {
  cell: string;
  why: "not asked" | "below HTTP" | "of that machine" | "cut short" | "broken protocol";
}

/**
 * Cells that a replay does not repeat: those never asked, those that ended below HTTP or by a fault of the machine
 * that asked, and answers that broke off or broke the protocol, which a listener does not write.
 */
export function exemptions(report: Report): Exemption[] {
  return report.results.flatMap(({ cell, verdict, recording }): Exemption[] => {
    if (recording === null || recording.notAttempted !== null) return [{ cell: cell.id, why: "not asked" }];
    if (verdict === "local-fault") return [{ cell: cell.id, why: "of that machine" }];
    const steps = recording.attempts.flatMap((attempt) => attempt.steps);
    const failed = steps.flatMap((step) => step.hops).filter((hop) => hop.failure !== null);
    const why = failed.map(whyOf).find((reason) => reason !== null);
    if (why !== undefined && why !== null) return [{ cell: cell.id, why }];
    const broken = steps.some(({ frames }) => frames.some((frame) => frame.kind === "close" && frame.failure !== null));
    return broken ? [{ cell: cell.id, why: "broken protocol" }] : [];
  });
}

/** Ends without a status that a listener can bring about again: silence, and an end where the answer was due. */
const GIVEN_AGAIN =
  /^(tcp\.(closed|reset)\.awaiting-headers|http\.headers\.timeout|ws\.handshake\.timeout|cell\.deadline)$/;

/** True for a hop that had no answer, and whose end no listener can bring about again. */
export function isOutOfReach({ status, failure }: Hop): boolean {
  return status === null && failure !== null && !GIVEN_AGAIN.test(failure.cause);
}

function whyOf(hop: Hop): Exemption["why"] | null {
  if (hop.failure === null) return null;
  if (hop.status !== null) return "cut short";
  if (!isOutOfReach(hop)) return null;
  return /^(dns|tcp|tls|proxy)\./.test(hop.failure.cause) ? "below HTTP" : "broken protocol";
}
