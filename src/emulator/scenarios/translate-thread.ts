import type { Rule, Scenario } from "../scenario.ts";
import { ANYWHERE, elsewhere, here } from "./reported.ts";

/*
 * FR-006 to FR-014 are one thread, that saw the same on two resources on the same day. FR-012 saw only that two
 * handshakes failed: on GA the answer is that of FR-021, on preview it is inferred.
 */

const rules: readonly Rule[] = [
  ...here("FR-006", "FR-007", "FR-008", "FR-009", "FR-010", "FR-011", "FR-013", "FR-014"),
  ...elsewhere("FR-003"),
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
  ...elsewhere("FR-001", "FR-015", "FR-016", "FR-017", "FR-019", "FR-021", "FR-022", "FR-023"),
  ...ANYWHERE,
];

/** The thread's resource in one of its two regions. */
export function translateThread(name: string, region: string): Scenario {
  return {
    name,
    region,
    date: "2026-06-05",
    deployments: [
      {
        name: "gpt-realtime-translate",
        model: "gpt-realtime-translate",
        version: "2026-05-06",
        sku: "GlobalStandard",
        role: "translation",
      },
      {
        name: "gpt-realtime-whisper",
        model: "gpt-realtime-whisper",
        version: "2026-05-06",
        sku: "GlobalStandard",
        role: "transcription",
      },
    ],
    also: [{ report: "FR-012", how: "both handshakes are refused; the answers themselves are of FR-021 and inferred" }],
    rules,
  };
}
