import type { Probe } from "../../model/probe.ts";
import type { Target } from "../../model/target.ts";
import { describeCell, type Plan, type TargetSummary } from "../../plan/index.ts";

/** What a run may send and cost, three or four lines a target. Counts are upper bounds. */
export function planSummary(plan: Plan): string {
  const paid = plan.targets.reduce((sum, target) => sum + target.paid, 0);
  const total = plan.targets.length > 1 ? [`all targets: ${paid} paid cells`] : [];
  return [...plan.targets.flatMap(summaryOf), ...total].join("\n");
}

/** The size of a plan in one line. */
export function planSize({ targets }: Plan): string {
  const sum = (count: (summary: TargetSummary) => number) => targets.reduce((total, t) => total + count(t), 0);
  return `${sum((t) => t.cells)} cells, ${sum((t) => t.requests)} requests, ${sum((t) => t.paid)} paid cells`;
}

function summaryOf(summary: TargetSummary): string[] {
  const { target, cells, controls, skipped, requests, handshakes, paid, audioSeconds, outputTokens, minutes } = summary;
  const busiest = summary.busiest;
  return [
    `${target}: ${cells} cells, ${controls} controls, ${skipped} skipped`,
    `  ${requests} requests, of which ${handshakes} WebSocket handshakes; about ${minutes} min`,
    `  ${paid} paid cells: at most ${audioSeconds} s of audio, ${outputTokens} output tokens`,
    ...(busiest === null ? [] : [`  busiest deployment: ${busiest.deployment}, ${busiest.requests} requests`]),
    ...summary.added.map((a) => `  ${a.setting} adds ${a.cells} cells: ${a.probes.join(", ")}`),
  ];
}

/** Every cell with what it will send, unsigned; a skipped one with why. */
export function cellListing(plan: Plan, probes: Probe[], targets: Target[]): string {
  const probeById = new Map(probes.map((probe) => [probe.id, probe]));
  const targetByName = new Map(targets.map((target) => [target.name, target]));
  const lines = plan.cells.flatMap((planned) => {
    const { cell, skip, required } = planned;
    const marks = [...(required ? ["required"] : []), ...(skip === null ? [] : [skip])];
    const head = `${cell.id}${marks.length === 0 ? "" : `  (${marks.join(", ")})`}`;
    const probe = probeById.get(cell.probe);
    const target = targetByName.get(cell.target);
    if (probe === undefined || target === undefined) return [head];
    return [head, ...describeCell(planned, probe, target).map((text) => `    ${text}`)];
  });
  return lines.join("\n");
}
