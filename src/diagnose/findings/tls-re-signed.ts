import type { CellFacts } from "../facts.ts";
import { draftPerGroup, type Group } from "../group.ts";
import { getHostname, isReSigned } from "../network.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./tls-re-signed.text.ts";

const { title, explanation, remedy } = TEXT;

/** The chain of a host of a cloud ends in a CA of the operator. */
export const tlsReSigned: FindingRule = {
  code: "tls-re-signed",
  text: TEXT,
  find: (facts) =>
    draftPerGroup(
      facts.cells.filter(isReSigned),
      (cell) => JSON.stringify([cell.target.name, getHostname(cell)]),
      draftTlsReSigned,
    ),
};

function draftTlsReSigned(cells: Group): Draft {
  const [first] = cells;
  const host = getHostname(first) ?? "";
  const issuer = getIssuer(first);
  return {
    severity: "low",
    title: fillTitle([title.host, title.short], { host }),
    cells,
    component: "customer-network",
    facts: { host, issuer },
    explanation: joinSentences(fill(explanation.issuer, { host, issuer }), explanation.conclusion),
    remedy: remedy.exclude,
  };
}

function getIssuer({ observation }: CellFacts): string {
  return observation.connection?.tls?.issuer ?? "";
}
