import { valueAt } from "../model/dotted.ts";
import type { Finding } from "../model/finding.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { findingPer, type Group, idsOf, onlyDeployment, probesOf } from "./group.ts";
import { nearest } from "./nearest.ts";
import { decidingStep, perRoute, routeInWords, routeKey, routeKeyOf, routeOf, routeOfStep } from "./route.ts";

/** The service does not know the session type that was asked for (FR-010, FR-016). */
export const sessionTypeUnknown: Diagnosis = {
  code: "session-type-unknown",
  diagnose: (facts) =>
    findingPer(
      facts.cells.filter(isUnknown),
      (cell) => `${perRoute(cell)}\n${typeAsked(cell)}`,
      (cells) => findingOf(cells, facts),
    ),
};

/** Said by the service in words on record, or by naming the type as the parameter of a mint that it refuses. */
function isUnknown(cell: CellFacts): boolean {
  const { cause, verdict, stage } = cell.verdict;
  if (cause === "request.session-type-unknown") return true;
  const param = cell.observation.last?.answer?.param ?? null;
  return (
    verdict === "rejected-request" && stage.failedAt === "mint" && param === "session.type" && typeAsked(cell) !== null
  );
}

/** The session type in the body of the mint, or null where it gave none. */
function typeAsked(cell: CellFacts): string | null {
  const type = valueAt(decidingStep(cell)?.json ?? null, "session.type");
  return typeof type === "string" ? type : null;
}

function findingOf(cells: Group, facts: Facts): Finding {
  const [first] = cells;
  const type = typeAsked(first);
  const path = routeInWords(routeOf(first));
  const key = routeKeyOf(first);
  const asked = cells.every(({ probe }) => probe.role === "none");
  const known = facts.cellsOf(first.target.name).filter((cell) => cell.observation.minted && mintKey(cell) === key);
  const types = [...new Set(known.flatMap((cell) => mintedType(cell) ?? []))];
  return {
    code: "session-type-unknown",
    severity: asked ? "information" : "low",
    title: `${path} does not know ${type === null ? "a session without a type" : `the session type ${type}`}`,
    target: first.target.name,
    deployment: onlyDeployment(cells),
    cells: idsOf(cells),
    pair: nearest(first, facts),
    component: "session-mint",
    facts: {
      answer: answerInWords(first),
      path: first.observation.path,
      type,
      probes: probesOf(cells),
      typesMinted: types,
    },
    explanation: `${path} answers ${answerInWords(first)}: it is the ${type === null ? "missing type" : `type ${type}`} in the body, whatever the deployment.${types.length === 0 ? "" : ` Of the types asked in this run it minted ${types.join(" and ")}.`}`,
    remedy:
      type === "translation"
        ? "Connect to /openai/v1/realtime/translations with the resource's own credential: this route mints nothing for a translation."
        : "Mint a type that the route knows.",
    ask: null,
  };
}

function mintKey(cell: CellFacts): string | null {
  const mint = cell.probe.steps.find((step) => step.stage === "mint");
  return mint === undefined ? null : routeKey(routeOfStep(mint, cell));
}

function mintedType(cell: CellFacts): string | null {
  const type = valueAt(cell.probe.steps.find((step) => step.stage === "mint")?.json ?? null, "session.type");
  return typeof type === "string" ? type : null;
}
