import type { Versions } from "./endpoints/endpoint.ts";

/** The api-versions of each surface. Null: it needs none and accepts any. */
const SERVED: Record<Versions, readonly string[] | null> = {
  // 2024-10-01-preview is retired: FR-025 saw it fail.
  "realtime-preview": ["2024-12-17", "2025-03-01-preview", "2025-04-01-preview", "2025-08-28"],
  "data-plane": [
    ...["2023-05-15", "2023-06-01-preview", "2023-10-01-preview", "2024-02-01", "2024-02-15-preview"],
    ...["2024-03-01-preview", "2024-04-01-preview", "2024-05-01-preview", "2024-06-01", "2024-07-01-preview"],
    ...["2024-08-01-preview", "2024-09-01-preview", "2024-10-01-preview", "2024-10-21", "2024-12-01-preview"],
    ...["2025-01-01-preview", "2025-02-01-preview", "2025-03-01-preview", "2025-04-01-preview"],
  ],
  "dated-responses": ["2025-03-01-preview", "2025-04-01-preview"],
  "voice-live": ["2025-05-01-preview", "2025-10-01", "2026-04-10", "2026-06-01-preview", "2026-07-15"],
  "model-inference": ["2024-05-01-preview"],
  optional: null,
};

/**
 * True if a path is served with the api-version of the request (null: none).
 * @param more api-versions that a scenario adds to its preview paths
 */
export function servesVersion(versions: Versions, given: string | null, more: readonly string[] = []): boolean {
  const served = SERVED[versions];
  if (versions === "realtime-preview" && given !== null && more.includes(given)) return true;
  return served === null || (given !== null && served.includes(given));
}
