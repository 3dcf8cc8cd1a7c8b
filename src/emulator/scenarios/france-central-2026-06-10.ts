import type { Scenario } from "../scenario.ts";
import { ANYWHERE, DEPLOYMENT_REDIRECTED, elsewhere, here } from "./reported.ts";
import { REALTIME_1_5, WHISPER } from "./single/place.ts";

/** The resource of FR-001 to FR-003: a conversation model beside a transcription model. */
export const franceCentral: Scenario = {
  name: "france-central-2026-06-10",
  region: "France Central",
  date: "2026-06-10",
  deployments: [REALTIME_1_5, WHISPER],
  rules: [
    ...here("FR-001", "FR-002", "FR-003"),
    // The same two models at a place that FR-050 does not say.
    ...elsewhere("FR-050"),
    DEPLOYMENT_REDIRECTED,
    ...elsewhere("FR-025", "FR-022"),
    ...ANYWHERE,
  ],
};
