import type { RequestMatch, Rule, Scenario } from "../scenario.ts";
import { ANYWHERE, elsewhere } from "./reported.ts";
import { CHAT, REALTIME_1_5, TRANSCRIBE, TRANSLATE, WHISPER } from "./single/place.ts";

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
  region: "Emulated",
  date: null,
  deployments: [REALTIME_1_5, WHISPER, TRANSCRIBE, TRANSLATE, CHAT],
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
