import type { Json } from "../model/json.ts";
import type { Report } from "../model/report.ts";
import type { SettingOutcome, SettingResult } from "../model/setting.ts";

/** Columns of the table of settings, in every format. */
export const SETTING_COLUMNS = ["deployment", "model", "setting", "value", "outcome"];

const OUTCOMES: Record<SettingOutcome, string> = {
  echoed: "accepted and repeated",
  "not-echoed": "accepted, but not repeated",
  refused: "refused",
  "no-evidence": "no evidence",
};

/** Returns the settings of a target as rows of texts, without the refusals of one deployment mixed with another's. */
export function settingRows({ settings = [] }: Pick<Report, "settings">, target: string): string[][] {
  const own = settings.filter((setting) => setting.target === target);
  const order = [...new Set(own.map(({ deployment }) => deployment))];
  const sorted = [...own].sort((a, b) => order.indexOf(a.deployment) - order.indexOf(b.deployment));
  return sorted.map((one) => [
    one.deployment ?? "-",
    one.model ?? "unknown",
    one.setting,
    valueInWords(one.value),
    outcomeInWords(one),
  ]);
}

function valueInWords(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function outcomeInWords({ outcome, error }: SettingResult): string {
  const said = error?.code ?? error?.message ?? null;
  return said === null ? OUTCOMES[outcome] : `${OUTCOMES[outcome]}: ${said}`;
}
