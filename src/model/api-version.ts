import { z } from "zod";

/** What a source says about an api-version. */
export const VERSION_STATUSES = ["ga", "preview", "retired"] as const;

/** Schema of one entry of probes/api-versions.yaml. */
export const apiVersionSchema = z.strictObject({
  version: z.string().regex(/^\d{4}-\d{2}-\d{2}(-preview)?$/, "an api-version such as 2025-04-01-preview, in quotes"),
  status: z.enum(VERSION_STATUSES),
  source: z.url({ protocol: /^https$/ }).describe("address of the page"),
  date: z.iso.date().describe("date of the page"),
  says: z.string().min(1).describe("what the page says about the version"),
});

/** An api-version of the dated REST paths, and what a page says about it. */
export type ApiVersion = z.output<typeof apiVersionSchema>;

/**
 * How a path answers with an api-version. `answered`: not as with a nonexistent version. `not-served`: exactly as
 * with that one. `any`: the path answers every version alike, so it has no versions.
 */
export const VERSION_OUTCOMES = ["answered", "not-served", "any", "no-evidence"] as const;
export type VersionOutcome = (typeof VERSION_OUTCOMES)[number];

/** One dated path that the run requested with one api-version. */
export interface VersionResult {
  /** Id of the cell with the evidence. */
  cell: string;
  target: string;
  /** Path of the probe without the deployment: `chat/completions`. */
  path: string;
  version: string;
  /** Null if the version is not on record. */
  status: ApiVersion["status"] | null;
  /** An answered version is not a version that works. */
  outcome: VersionOutcome;
}
