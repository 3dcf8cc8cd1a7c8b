import type { Vault } from "../../redaction/secret.ts";
import { plain } from "../../render/inert.ts";
import { leakPlace } from "../output/leak-place.ts";
import { UsageError } from "../usage-error.ts";

/**
 * Refuses a credential of the run that was pasted where a name belongs: it would be asked of the name server, sent to
 * the resource, and stand in every artefact. Looked for in every reading in which it would be redacted in an answer, for
 * what the operator wrote stands in the report as it was read, and of a report nothing is changed any more.
 * @param named what the plan is made of, by where it was read
 * @throws UsageError naming the place, never the value
 */
export function refuseCredentialAsName(named: Record<string, unknown>, vault: Vault): void {
  const place = leakPlace(named, (text) => vault.scan(text).length > 0);
  if (place === null) return;
  throw new UsageError(
    `the configuration or the environment holds a credential where a name belongs (at ${plain(place, 100)}); remove it there, and rotate it if it was shared: nothing was sent.`,
  );
}
