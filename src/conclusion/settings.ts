import { valueAt } from "../model/dotted.ts";
import type { Observation } from "../model/observation.ts";
import type { Probe } from "../model/probe.ts";
import type { SettingOutcome, SettingResult } from "../model/setting.ts";
import { findDeployment, type Target } from "../model/target.ts";

/** Lists what the probes of the group `settings` show: one row for each setting that a probe wants repeated. */
export function listSettings(observations: Observation[], probes: Probe[], targets: Target[]): SettingResult[] {
  const byId = new Map(probes.map((probe) => [probe.id, probe]));
  const byName = new Map(targets.map((target) => [target.name, target]));
  return observations.flatMap((observation): SettingResult[] => {
    const { cell } = observation;
    const probe = byId.get(cell.probe);
    if (probe?.group !== "settings" || cell.control !== null) return [];
    const target = byName.get(cell.target);
    const model = target === undefined ? null : (findDeployment(target, cell.deployment)?.model ?? null);
    return settingsOf(probe).map(({ path, value }) => ({
      cell: cell.id,
      target: cell.target,
      deployment: cell.deployment,
      model,
      setting: path.replace(/^session\./, ""),
      value,
      ...outcomeOf(observation, path),
    }));
  });
}

function settingsOf({ steps }: Probe) {
  return steps.flatMap(({ send, expect }) =>
    [expect?.echoes ?? []].flat().map((path) => ({ path, value: valueAt(send ?? null, path) })),
  );
}

function outcomeOf(
  { last, settingsIgnored, attributedBy }: Observation,
  path: string,
): { outcome: SettingOutcome; error: SettingResult["error"] } {
  const nothing = { outcome: "no-evidence", error: null } as const;
  // An answer of another peer says nothing about the service.
  if (last === null || attributedBy.length === 0) return nothing;
  if (last.completed) return { outcome: settingsIgnored.includes(path) ? "not-echoed" : "echoed", error: null };
  const { answer } = last;
  if (last.failedAt !== "configure" || answer?.carrier.kind !== "event" || !answer.refuses) return nothing;
  return { outcome: "refused", error: { code: answer.code, message: answer.message, param: answer.param } };
}
