import { isOfService } from "../../judge/index.ts";
import { CAUSES } from "../../model/cause.ts";
import type { AddressClass } from "../../model/connection.ts";
import { isHostName } from "../../model/host-alias.ts";
import type { CellFacts } from "../facts.ts";
import { draftPerGroup, type Group } from "../group.ts";
import { getHostname } from "../network.ts";
import { getOutage } from "../outage.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./private-address.text.ts";

const { title, explanation, remedy } = TEXT;

/** A public name that has an address of a private network: a private endpoint, split DNS or an agent on this machine. */
export const privateAddress: FindingRule = {
  code: "private-address",
  text: TEXT,
  supersedes: ["endpoint-unreachable"],
  find: (facts) => draftPerGroup([...facts.cells, ...facts.controls].filter(isPrivate), keyByHost, draftPrivateAddress),
};

const ADDRESSES: Record<Exclude<AddressClass, "public">, string> = {
  private: "a private",
  shared: "a shared (100.64.0.0/10)",
  "link-local": "a link-local",
  loopback: "a loopback",
};

function draftPrivateAddress(cells: Group): Draft | null {
  const [first] = cells;
  const found = first.observation.connection?.address ?? "public";
  const address = found === "public" ? "a public" : ADDRESSES[found];
  const host = getHostname(first) ?? "";
  const outages = cells.flatMap((cell) => (getOutage(cell) === "unreachable" ? cell.verdict.cause : []));
  const isLost = cells.every(({ observation }) => observation.status === null) && outages.length > 0;
  const [cause] = outages;
  // A wrong certificate or name is the problem that another finding has.
  if (cause !== undefined && isLost && !cause.startsWith("tcp.")) return null;
  const isServed = cells.some(({ observation }) => isOfService(observation));
  return {
    severity: isLost ? "high" : isServed ? "information" : "low",
    title: isLost
      ? fillTitle([title.unreachable, title.unreachableShort], { host, address })
      : fillTitle([title.host, title.short], { host, address }),
    cells,
    component: "customer-network",
    facts: { host, address: found },
    explanation: joinSentences(
      fill(explanation.address, { host, address }),
      isLost && cause !== undefined
        ? fill(explanation.unreachable, { reason: CAUSES[cause].why, cause })
        : explanation[isServed ? "works" : "other"],
    ),
    remedy: remedy[isLost ? "unreachable" : isServed ? "works" : "other"],
  };
}

/** A literal address and `localhost` have the address that they say. Through a proxy, the address is that of the proxy. */
function isPrivate(cell: CellFacts): boolean {
  const { connection } = cell.observation;
  if (connection === null || connection.proxy !== null || connection.address === "public") return false;
  return isHostName(getHostname(cell) ?? "");
}

function keyByHost(cell: CellFacts): string {
  return JSON.stringify([cell.target.name, getHostname(cell)]);
}
