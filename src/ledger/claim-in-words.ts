import type { Claim } from "../model/claim.ts";

/** `Microsoft documentation (…), 2026-05-07: “…” [address].`; without quotation marks where the words are ours. */
export function claimInWords({ who, date, says, quoted, source }: Claim): string {
  return `${who}, ${date ?? "not dated"}: ${quoted ? `“${says}”` : says} [${source}].`;
}
