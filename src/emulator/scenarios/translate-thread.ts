import type { Rule, Scenario } from "../scenario.ts";
import { ANYWHERE, DEPLOYMENT_REDIRECTED, elsewhere, here } from "./reported.ts";
import { TRANSLATE, WHISPER } from "./single/place.ts";

/*
 * FR-006 to FR-014 are one thread, that saw the same on two resources on the same day. FR-012 saw only that two
 * handshakes failed: on GA the answer is that of FR-021, on preview it is inferred.
 */

const rules: readonly Rule[] = [
  ...here("FR-006", "FR-007", "FR-008", "FR-009", "FR-010", "FR-011", "FR-013", "FR-014"),
  ...elsewhere("FR-003"),
  DEPLOYMENT_REDIRECTED,
  ...elsewhere("FR-001", "FR-015", "FR-016", "FR-017", "FR-019", "FR-021", "FR-022", "FR-023"),
  ...ANYWHERE,
];

/** The thread's resource in one of its two regions. */
export function translateThread(name: string, region: string): Scenario {
  return {
    name,
    region,
    date: "2026-06-05",
    deployments: [TRANSLATE, WHISPER],
    also: [{ report: "FR-012", how: "both handshakes are refused; the answers themselves are of FR-021 and inferred" }],
    rules,
  };
}
