import type { Vault } from "../../redaction/secret.ts";
import { plain } from "../../render/inert.ts";
import { leakPlace } from "../output/leak-place.ts";
import { UsageError } from "../usage-error.ts";

/**
 * Refuses a credential that was pasted instead of a name. It would go to the name server and to the target, and into
 * every report, because a report repeats the configuration unchanged. Finds it in every encoding that redaction finds.
 * @param named what the plan is made from, by its source
 * @throws UsageError naming the place, never the value
 */
export function refuseCredentialAsName(named: Record<string, unknown>, vault: Vault): void {
  const place = leakPlace(named, (text) => vault.scan(text).length > 0);
  if (place === null) return;
  throw new UsageError(
    `The configuration or the environment has a credential instead of a name (at ${plain(place, 100)}). Remove it, and rotate it if others could see it. Nothing was sent.`,
  );
}
