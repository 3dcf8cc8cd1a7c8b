import type { Scenario } from "../scenario.ts";
import { ANYWHERE, elsewhere, here } from "./reported.ts";
import { TRANSLATE, WHISPER } from "./single/place.ts";

/** The resource of FR-015 to FR-023: a translation model beside a transcription model. */
export const franceCentralTranslate: Scenario = {
  name: "france-central-2026-06-10-translate",
  region: "France Central",
  date: "2026-06-10",
  deployments: [TRANSLATE, WHISPER],
  rules: [
    ...here("FR-015", "FR-016", "FR-018", "FR-019", "FR-020", "FR-017", "FR-021", "FR-022", "FR-023"),
    ...elsewhere("FR-001", "FR-007", "FR-011", "FR-013", "FR-025", "FR-050"),
    ...ANYWHERE,
  ],
};
