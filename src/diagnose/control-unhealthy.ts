import type { Finding, Severity } from "../model/finding.ts";
import { needsNoCredential, withoutCredential } from "./access.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts } from "./facts.ts";
import { counted, idsOf, listed, probesOf } from "./group.ts";

/** What the sick controls of one kind take away. */
interface Ailment {
  kind: "no-credential" | "missing-path" | "missing-deployment-succeeds" | "missing-deployment-unanswered";
  severity: Severity;
  title: string;
  controls: CellFacts[];
  withheld: CellFacts[];
  explanation: string;
  remedy: string;
}

/** Claims for a target or a probe are withheld because its controls say that nothing may be concluded, and why. */
export const controlUnhealthy: Diagnosis = {
  code: "control-unhealthy",
  diagnose: (facts) =>
    facts.targets.flatMap(({ name }) =>
      [credentialNotNeeded, pathThatCannotExist, deploymentThatCannotExist, unansweredControl].flatMap((find) => {
        const ailment = find(name, facts);
        return ailment === null ? [] : [findingOf(name, ailment)];
      }),
    ),
};

function findingOf(target: string, { controls, withheld, ...ailment }: Ailment): Finding {
  return {
    code: "control-unhealthy",
    severity: ailment.severity,
    title: ailment.title,
    target,
    deployment: null,
    cells: idsOf([...controls, ...withheld]),
    pair: null,
    component: "unknown",
    facts: {
      control: ailment.kind,
      probes: probesOf(controls),
      answers: [...new Set(controls.map(answerInWords))],
      withheld: withheld.length,
    },
    explanation: ailment.explanation,
    remedy: ailment.remedy,
    ask: null,
  };
}

function credentialNotNeeded(target: string, facts: Facts): Ailment | null {
  const control = withoutCredential(facts, target);
  if (control === null || !needsNoCredential(facts, target)) return null;
  return {
    kind: "no-credential",
    severity: "medium",
    title: "A request without any credential is accepted: findings about credentials are withheld",
    controls: [control],
    withheld: [],
    explanation:
      "The handshake without any credential was accepted. A gateway in front of the resource may add the key by itself; then an answer says nothing about the credential that was configured here.",
    remedy:
      "Ask the resource itself in place of the gateway. If this is the resource itself, find out who may reach it: it serves without a key.",
  };
}

function pathThatCannotExist(target: string, facts: Facts): Ailment | null {
  const controls = sick(target, facts, "missing-path");
  if (controls.length === 0) return null;
  return {
    kind: "missing-path",
    severity: "high",
    title: "A path that cannot exist is answered with success: every claim about this target is withheld",
    controls,
    withheld: withheldBecause(target, facts, "control.missing-path-succeeds"),
    explanation:
      "Whatever answers here says yes to a path that no service has: a success proves nothing, and a refusal nothing either.",
    remedy: "Check the endpoint: a catch-all page, a mock or a gateway rule answers in the service's place.",
  };
}

function deploymentThatCannotExist(target: string, facts: Facts): Ailment | null {
  const controls = sick(target, facts, "missing-deployment");
  if (controls.length === 0) return null;
  return {
    kind: "missing-deployment-succeeds",
    severity: "medium",
    title: `A deployment that cannot exist gets its result: claims about ${listed(probesOf(controls))} are withheld`,
    controls,
    withheld: withheldBecause(target, facts, "control.missing-deployment-succeeds"),
    explanation:
      "The same requests succeed for a name that cannot be deployed: on these paths the name is not read, or something else than the named deployment answers. What they show of the configured deployments proves nothing.",
    remedy: "Judge the deployments by other paths; look for a gateway that maps every name to one backend.",
  };
}

function unansweredControl(target: string, facts: Facts): Ailment | null {
  const withheld = withheldBecause(target, facts, "control.unhealthy");
  const [first] = withheld;
  if (first === undefined) return null;
  const controls = [...new Set(withheld.flatMap((cell) => facts.missingDeployment(cell) ?? []))];
  const why =
    controls.length === 0
      ? "was not asked"
      : `gave no answer to compare with (${listed([...new Set(controls.map(answerInWords))], 3)})`;
  return {
    kind: "missing-deployment-unanswered",
    severity: "low",
    title: `${counted(withheld.length, "refusal")} cannot be told from a missing deployment: the control gave no answer`,
    controls,
    withheld,
    explanation: `The service refused ${counted(withheld.length, "cell")} (${answerInWords(first)}), and the control beside them, a deployment that cannot exist, ${why}. Without it nobody can say that it is the operation and not the deployment.`,
    remedy: "Run these probes again, with their controls.",
  };
}

function sick(target: string, facts: Facts, kind: "missing-path" | "missing-deployment"): CellFacts[] {
  return facts
    .controlsOf(target)
    .filter(({ observation: { cell, last } }) => cell.control === kind && last?.completed === true);
}

function withheldBecause(target: string, facts: Facts, cause: CellFacts["verdict"]["cause"]): CellFacts[] {
  return facts.cellsOf(target).filter((cell) => cell.verdict.cause === cause);
}
