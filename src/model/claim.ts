import { z } from "zod";
import type { ArmClaim } from "./arm-claim.ts";
import { PROVIDERS } from "./provider.ts";
import type { Deployment } from "./target.ts";

/** The outcome that a claim predicts for the cells that test it. */
const expectation = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("works") }).describe("the service returns a result"),
  z.strictObject({ kind: z.literal("does-not-work") }).describe("none of the probes returns a result"),
  z
    .strictObject({ kind: z.literal("status"), status: z.array(z.int()).min(1) })
    .describe("the deciding response has one of these HTTP statuses"),
  z
    .strictObject({ kind: z.literal("events"), events: z.array(z.string()).min(1) })
    .describe("if the service returns a result, one of these events comes with it"),
  z
    .strictObject({ kind: z.literal("statement"), untestable: z.string() })
    .describe("why no probe tests it: the end of the sentence `not tested: …`"),
  z
    .strictObject({
      kind: z.literal("retires"),
      on: z.iso.date().describe("the date of the retirement"),
      version: z.string().min(1).optional().describe("the version that retires, or absent for every version"),
      provider: z.enum(PROVIDERS).optional().describe("absent: Azure"),
      replacement: z.string().min(1).optional().describe("the successor that the source names"),
    })
    .describe("the models retire, which no probe tests"),
]);

/** Kinds of claims that no probe tests. */
const UNTESTABLE: ReadonlySet<string> = new Set(["statement", "retires"]);

/** Schema of one entry of probes/claims.yaml. */
export const claimSchema = z
  .strictObject({
    id: z.string().regex(/^CL-\d{2}[a-z]?$/, "CL- and two digits"),
    who: z.string().min(1).describe("author of the statement"),
    source: z.string().min(1).describe("address of the statement"),
    date: z.iso.date().nullable().describe("date of the page or of its commit, or null if unknown"),
    says: z.string().min(1).describe("the statement"),
    quoted: z.boolean().describe("true if the words are the source's own"),
    establishes: z
      .string()
      .min(1)
      .optional()
      .describe("what the cells of its probes show. Required with probes, and absent from older reports"),
    models: z.array(z.string()).default([]).describe("model names, or empty if the statement is about every model"),
    probes: z.array(z.string()).default([]).describe("ids of the probes that test it"),
    expects: expectation,
    "conflicts-with": z.array(z.string()).default([]).describe("ids of claims that say otherwise"),
  })
  .refine(({ expects, probes }) => UNTESTABLE.has(expects.kind) === (probes.length === 0), {
    message: "a statement or a retirement must name no probes, and every other claim the probes that test it",
  })
  .refine(({ probes, establishes }) => probes.length === 0 || establishes !== undefined, {
    message: "a claim with probes must say in 'establishes' what they show",
  })
  .refine(({ expects, models }) => expects.kind !== "retires" || models.length > 0, {
    message: "a retirement must name its models",
  });

/** A statement of documentation or a vendor about a model on a path, with source and date. */
export type Claim = z.output<typeof claimSchema> & {
  /**
   * What Azure Resource Manager said, and the version and role of the deployments about which it did. Absent for any
   * other source.
   */
  arm?: ArmClaim & Pick<Deployment, "version" | "role">;
};

/**
 * The state of a claim after a run. `untested`: no cell of this run tests it. `conflicting`: untested, and another
 * claim says otherwise. A claim never changes a verdict.
 */
export const STANDINGS = ["confirmed", "contradicted", "untested", "conflicting"] as const;
type Standing = (typeof STANDINGS)[number];

/** A claim with the cells that test it. */
export interface LedgerEntry extends Claim {
  standing: Standing;
  /** Ids of the cells that confirm the claim. `contradicting` holds those that contradict it. */
  confirming: string[];
  contradicting: string[];
  /** Why it is untested, as the end of a sentence. Null if it is tested. */
  untested: string | null;
}

/** `Microsoft documentation (…), 2026-05-07: “…” [address].` Only the source's own words get quotation marks. */
export function formatClaim({ who, date, says, quoted, source }: Claim): string {
  return `${who}, ${date ?? "undated"}: ${quoted ? `“${says}”` : says} [${source}].`;
}
