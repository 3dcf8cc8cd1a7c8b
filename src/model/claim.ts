import { z } from "zod";

/** What a claim lets one expect of the cells that test it. */
const expectation = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("works") }).describe("a result comes back"),
  z.strictObject({ kind: z.literal("does-not-work") }).describe("no result comes back by any of the probes"),
  z
    .strictObject({ kind: z.literal("status"), status: z.array(z.int()).min(1) })
    .describe("the deciding answer has one of these HTTP statuses"),
  z
    .strictObject({ kind: z.literal("events"), events: z.array(z.string()).min(1) })
    .describe("where a result comes back, one of these events came with it"),
  z
    .strictObject({ kind: z.literal("statement"), untestable: z.string() })
    .describe("no probe tests it: why, as the end of the sentence `not tested: …`"),
]);

/** Schema of one entry of probes/claims.yaml. */
export const claimSchema = z
  .strictObject({
    id: z.string().regex(/^CL-\d{2}[a-z]?$/, "CL- and two digits"),
    who: z.string().min(1).describe("who says it"),
    source: z.string().min(1).describe("where: an address"),
    date: z.iso.date().nullable().describe("when, as the page or its commit has it; null: not shown"),
    says: z.string().min(1).describe("what exactly"),
    quoted: z.boolean().describe("whether the words are the source's own"),
    models: z.array(z.string()).default([]).describe("model names; none: said of every model"),
    probes: z.array(z.string()).default([]).describe("ids of the probes that test it"),
    expects: expectation,
    "conflicts-with": z.array(z.string()).default([]).describe("ids of claims that say otherwise"),
  })
  .refine(({ expects, probes }) => (expects.kind === "statement") === (probes.length === 0), {
    message: "a statement names no probe, and every other claim names the probes that test it",
  });

/** What documentation or a vendor's answer says of model × path, with source and date. */
export type Claim = z.output<typeof claimSchema>;

/**
 * How a claim stands after a run. `untested`: no cell of this run speaks to it; `conflicting`: untested, and another
 * claim says otherwise. A claim never changes a verdict.
 */
export const STANDINGS = ["confirmed", "contradicted", "untested", "conflicting"] as const;
export type Standing = (typeof STANDINGS)[number];

/** A claim set beside the cells that test it. */
export interface LedgerEntry extends Claim {
  standing: Standing;
  /** Ids of the cells that confirm and of those that contradict it. */
  confirming: string[];
  contradicting: string[];
  /** Why it is untested, as the end of a sentence; null where it is tested. */
  untested: string | null;
}

/** `Microsoft documentation (…), 2026-05-07: “…” [address].` Only the source's own words get quotation marks. */
export function formatClaim({ who, date, says, quoted, source }: Claim): string {
  return `${who}, ${date ?? "undated"}: ${quoted ? `“${says}”` : says} [${source}].`;
}
