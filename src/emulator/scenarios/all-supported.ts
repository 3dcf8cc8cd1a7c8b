import type { RequestMatch, Rule, Scenario } from "../scenario.ts";
import { ANYWHERE, elsewhere } from "./reported.ts";

/** Asked of a transcription model, these are served here, whatever is documented of them. */
const SERVED: readonly RequestMatch[] = [
  { transport: "websocket", path: "/openai/v1/realtime", query: { intent: "transcription" } },
  { transport: "websocket", path: "/openai/realtime", query: { intent: "transcription" } },
  { path: "/openai/deployments/{deployment}/audio/transcriptions" },
  { path: "/openai/deployments/{deployment}/audio/translations" },
  { path: "/openai/v1/audio/transcriptions" },
];

/** A resource that was nowhere: every documented path reaches its result for the role it is documented for. */
export const allSupported: Scenario = {
  name: "all-supported",
  region: "Stand-in",
  date: null,
  deployments: [
    {
      name: "gpt-realtime-1.5",
      model: "gpt-realtime-1.5",
      version: "2026-02-23",
      sku: "GlobalStandard",
      role: "conversation",
    },
    {
      name: "gpt-realtime-whisper",
      model: "gpt-realtime-whisper",
      version: "2026-05-06",
      sku: "GlobalStandard",
      role: "transcription",
    },
    {
      name: "gpt-4o-transcribe",
      model: "gpt-4o-transcribe",
      version: "2025-03-20",
      sku: "GlobalStandard",
      role: "transcription",
    },
    {
      name: "gpt-realtime-translate",
      model: "gpt-realtime-translate",
      version: "2026-05-06",
      sku: "GlobalStandard",
      role: "translation",
    },
    { name: "gpt-4.1-mini", model: "gpt-4.1-mini", version: "2025-04-14", sku: "GlobalStandard", role: "chat" },
  ],
  rules: [
    ...SERVED.map(
      (match): Rule => ({
        source: "inferred",
        ask: { ...match, deployment: { role: "transcription" } },
        answer: { kind: "serve" },
      }),
    ),
    ...elsewhere("FR-001", "FR-002", "FR-007", "FR-008", "FR-010", "FR-011", "FR-013", "FR-017", "FR-019", "FR-021"),
    ...elsewhere("FR-023", "FR-025", "FR-050"),
    ...ANYWHERE,
    { source: "FR-022;elsewhere", ask: { refused: "ephemeral-required" }, answer: { kind: "as-documented" } },
  ],
};
