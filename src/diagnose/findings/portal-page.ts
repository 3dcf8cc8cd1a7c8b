import { draftPerGroup, formatCount, type Group, keyByTarget } from "../group.ts";
import { getHostname, isPage, isReSigned } from "../network.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./portal-page.text.ts";

const { title, explanation, remedy } = TEXT;

/** A page over TLS that a CA of the operator signed. With a public certificate, the owner of the host sent the page. */
export const portalPage: FindingRule = {
  code: "portal-page",
  text: TEXT,
  supersedes: ["not-the-service"],
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter((cell) => isPage(cell) && isReSigned(cell)),
      keyByTarget,
      draftPortalPage,
    ),
};

function draftPortalPage(cells: Group): Draft {
  const [first] = cells;
  const host = getHostname(first) ?? "";
  const issuer = first.observation.connection?.tls?.issuer ?? "";
  const { status } = first.observation;
  return {
    severity: "high",
    title: fillTitle([title.host, title.short], { host }),
    cells,
    component: "customer-network",
    facts: { host, issuer, status },
    explanation: joinSentences(
      fill(explanation.page, { requests: formatCount(cells.length, "request"), status: status ?? "unknown" }),
      fill(explanation.issuer, { host, issuer }),
      explanation.conclusion,
    ),
    remedy: remedy.allow,
  };
}
