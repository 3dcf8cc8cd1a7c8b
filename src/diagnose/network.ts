import { isOfService } from "../judge/index.ts";
import { isCloudHost } from "../model/host-alias.ts";
import type { CellFacts } from "./facts.ts";

/* What the findings about the network between the client and the service share. */

/** Whether a host of a cloud showed a certificate that no public CA issued, although the client trusts it. */
export function isReSigned(cell: CellFacts): boolean {
  const { connection, status } = cell.observation;
  return connection?.tls?.publicRoot === false && status !== null && isCloudHost(getHostname(cell) ?? "");
}

/** Whether the response is a page without any mark of the service. */
export function isPage({ observation }: CellFacts): boolean {
  return observation.notJson && !isOfService(observation);
}

/** Host name of the last request, without port. Null if there was none. */
export function getHostname({ observation: { asked } }: CellFacts): string | null {
  return asked === null ? null : new URL(`http://${asked.host}`).hostname;
}
