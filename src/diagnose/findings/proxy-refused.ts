import type { CellFacts } from "../facts.ts";
import { draftPerGroup, formatCount, type Group } from "../group.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./proxy-refused.text.ts";

const { title, explanation, remedy } = TEXT;

/** The proxy refused the tunnel. Its status says why, and is never a status of the service. */
export const proxyRefused: FindingRule = {
  code: "proxy-refused",
  text: TEXT,
  supersedes: ["endpoint-unreachable"],
  find: (facts) => draftPerGroup([...facts.cells, ...facts.controls].filter(isRefused), keyByCause, draftProxyRefused),
};

/** Statuses of a proxy that could not reach the host, in contrast to one that does not want to. */
const OF_THE_HOST = [500, 502, 503, 504];

function draftProxyRefused(cells: Group): Draft | null {
  // Cells that were not attempted have the cause of the others, but no text.
  const first = cells.find(({ observation }) => observation.last?.failure != null);
  if (first === undefined) return null;
  const { host } = new URL(first.target.endpoint);
  const status = getStatus(first);
  const kind = kindOf(first, status);
  const slots = { host, status: status ?? "" };
  return {
    severity: "high",
    title:
      kind === "credentials" ? fill(title.credentials, slots) : fillTitle([title[kind], title[`${kind}Short`]], slots),
    cells,
    component: "customer-network",
    facts: { host, status, proxy: first.observation.connection?.proxy ?? null },
    explanation: joinSentences(
      status === null
        ? fill(explanation.silent, { host, text: first.observation.last?.failure?.text ?? "" })
        : fill(explanation.answered, { host, status }),
      fill(explanation.conclusion, { cells: formatCount(cells.length, "cell") }),
    ),
    remedy: kind === "blocked" ? fill(remedy.blocked, { host }) : remedy[kind],
  };
}

function kindOf({ verdict }: CellFacts, status: number | null): "credentials" | "blocked" | "failed" | "silent" {
  if (status === null) return "silent";
  if (verdict.cause === "auth.proxy") return "credentials";
  return OF_THE_HOST.includes(status) ? "failed" : "blocked";
}

/** The status of the answer to CONNECT. Null if there was none. */
function getStatus({ observation }: CellFacts): number | null {
  const [, status] = /^PROXY_(\d{3})$/.exec(observation.last?.failure?.code ?? "") ?? [];
  return status === undefined ? null : Number(status);
}

function isRefused({ observation, verdict }: CellFacts): boolean {
  if (verdict.cause !== "proxy.refused" && verdict.cause !== "auth.proxy") return false;
  // The origin can answer 407 too. Then there is a response.
  return observation.notAttempted !== null || observation.last?.failure?.phase === "proxy";
}

function keyByCause({ target, verdict }: CellFacts): string {
  return `${target.name}\n${verdict.cause}`;
}
