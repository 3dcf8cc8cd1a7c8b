import type { Scenario } from "../scenario.ts";
import { ANYWHERE, elsewhere, here } from "./reported.ts";

/** The resource of FR-001 to FR-003: a conversation model beside a transcription model. */
export const franceCentral: Scenario = {
  name: "france-central-2026-06-10",
  region: "France Central",
  date: "2026-06-10",
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
  ],
  rules: [
    ...here("FR-001", "FR-002", "FR-003"),
    // The same two models at a place that FR-050 does not say.
    ...elsewhere("FR-050"),
    // FR-003 asked this of the transcription model alone; the others are taken to be sent the same way.
    {
      source: "inferred",
      ask: {
        transport: "websocket",
        path: "/openai/realtime",
        query: { intent: "transcription", deployment: "*" },
        deployment: {},
      },
      answer: { kind: "redirect", status: 302, path: "/v1/realtime" },
    },
    ...elsewhere("FR-025", "FR-022"),
    ...ANYWHERE,
  ],
};
