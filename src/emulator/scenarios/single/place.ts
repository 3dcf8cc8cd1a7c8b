import type { Role } from "../../../model/role.ts";
import type { ReportId, Rule, Scenario, ScenarioDeployment } from "../../scenario.ts";
import { ANYWHERE } from "../reported.ts";

/** A rule without its source: a place of a single report has one source only. */
export type Saw<R = Rule> = R extends Rule ? Omit<R, "source"> : never;

interface Place {
  report: ReportId;
  /** ISO 8601, or its year alone; null: not recorded. */
  date: string | null;
  /** Absent: the report does not say. */
  region?: string;
  deployments: readonly ScenarioDeployment[];
  saw: readonly Saw[];
  apiVersions?: readonly string[];
}

/** What a resource is called that a report puts nowhere. */
const NOWHERE = "Emulated";

/** The resource of one report that belongs to no other: `fr-026-2026-05-26`. */
export function place({ report, date, region = NOWHERE, deployments, saw, apiVersions }: Place): Scenario {
  return {
    name: [report.toLowerCase(), ...(date === null ? [] : [date])].join("-"),
    region,
    date,
    deployments,
    ...(apiVersions === undefined ? {} : { apiVersions }),
    rules: [...sourced(report, saw), ...ANYWHERE],
  };
}

/** Rules of one report. */
export function sourced(report: ReportId, saw: readonly Saw[]): Rule[] {
  return saw.map((rule): Rule => ({ ...rule, source: report }));
}

/** A deployment named after its model, with the version that its documentation has. */
export function deployed(model: string, role: Role, version: string): ScenarioDeployment {
  return { name: model, model, version, sku: "GlobalStandard", role };
}

export const REALTIME = deployed("gpt-realtime", "conversation", "2025-08-28");
export const REALTIME_1_5 = deployed("gpt-realtime-1.5", "conversation", "2026-02-23");
export const REALTIME_PREVIEW = deployed("gpt-4o-realtime-preview", "conversation", "2024-12-17");
export const WHISPER = deployed("gpt-realtime-whisper", "transcription", "2026-05-06");
export const TRANSCRIBE = deployed("gpt-4o-transcribe", "transcription", "2025-03-20");
export const LIVE_TRANSCRIBE = deployed("gpt-live-transcribe", "transcription", "2026-07-29");
export const TRANSLATE = deployed("gpt-realtime-translate", "translation", "2026-05-06");
export const CHAT = deployed("gpt-4.1-mini", "chat", "2025-04-14");

/** Paths of the service. */
export const GA = "/openai/v1/realtime";
export const TRANSLATIONS = `${GA}/translations`;
export const SECRETS = `${GA}/client_secrets`;
export const PREVIEW = "/openai/realtime";
export const MINT = "/openai/realtimeapi/sessions";
export const MINT_TRANSCRIPTION = "/openai/realtimeapi/transcription_sessions";
export const TRANSCRIPTION = "conversation.item.input_audio_transcription";
