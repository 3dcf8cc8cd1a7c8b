import { credentialName } from "../../model/cell.ts";
import { AUTH_NOUNS } from "../../model/target.ts";
import { hasUsedOwnCredential, isOpenWithoutCredential } from "../access.ts";
import { type CellFacts, type Facts, formatAnswer, hasResult } from "../facts.ts";
import { draftPerGroup, formatCount, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import type { FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./credential-differs.text.ts";

const { title, explanation, remedy } = TEXT;

/** The same request works with another kind of credential: with a key and not with Entra, for example. */
export const credentialDiffers: FindingRule = {
  code: "credential-differs",
  text: TEXT,
  supersedes: ["access-refused"],
  find: (facts, superseded) =>
    facts.targets
      .filter(({ name }) => !isOpenWithoutCredential(facts, name))
      .flatMap(({ name }) =>
        draftPerGroup(
          facts.cellsOf(name).filter((cell) => !superseded.has(cell) && findWorkingTwin(cell, facts) !== null),
          (cell) => JSON.stringify([nounOf(cell), nounOf(findWorkingTwin(cell, facts) ?? cell), formatAnswer(cell)]),
          (cells) => {
            const [first] = cells;
            const twins = cells.flatMap((cell) => findWorkingTwin(cell, facts) ?? []);
            const slots = { working: nounOf(twins[0] ?? first), denied: nounOf(first) };
            return {
              severity: "medium",
              title: fillTitle([title.differs, title.short], slots),
              cells: [...cells, ...twins],
              pair: findNearest(first, facts, twins),
              component: "authentication",
              facts: { ...slots, answer: formatAnswer(first), probes: listProbes(cells) },
              explanation: joinSentences(
                fill(explanation.differs, {
                  ...slots,
                  answer: formatAnswer(first),
                  requests: formatCount(cells.length, "request"),
                }),
                explanation.conclusion,
              ),
              remedy: fill(remedy.use, slots),
            };
          },
        ),
      ),
};

/** The same request with another credential, if this one was denied by the service and the other returned a result. */
function findWorkingTwin(cell: CellFacts, facts: Facts): CellFacts | null {
  if (cell.verdict.verdict !== "auth" || !hasUsedOwnCredential(cell) || cell.observation.attributedBy.length === 0)
    return null;
  const twin = facts
    .cellsOfSameDeployment(cell)
    .find((other) => hasResult(other) && isSameRequest(cell, other) && nameOf(other) !== nameOf(cell));
  return twin ?? null;
}

function isSameRequest({ observation: { cell: a } }: CellFacts, { observation: { cell: b } }: CellFacts): boolean {
  return (
    a.probe === b.probe &&
    a.companion === b.companion &&
    a.variant.apiVersion === b.variant.apiVersion &&
    a.variant.redirectCredential === b.variant.redirectCredential
  );
}

function nameOf({ observation: { cell } }: CellFacts): string {
  return credentialName(cell.variant);
}

function nounOf({ observation: { cell, token } }: CellFacts): string {
  const { auth, scope } = cell.variant;
  const audience = scope === undefined ? null : (token?.audience ?? null);
  return audience === null ? AUTH_NOUNS[auth] : `${AUTH_NOUNS[auth]} for ${audience}`;
}
