import type { Claim } from "../model/claim.ts";

/**
 * Formats a claim: `Microsoft documentation (…), 2026-05-07: “…” [address].` Without quotation marks if the words are
 * not the source's own.
 */
export function formatClaim({ who, date, says, quoted, source }: Claim): string {
  return `${who}, ${date ?? "not dated"}: ${quoted ? `“${says}”` : says} [${source}].`;
}
