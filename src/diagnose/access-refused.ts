import type { Cause } from "../model/cause.ts";
import type { Finding } from "../model/finding.ts";
import type { AuthKind } from "../model/target.ts";
import {
  acceptedCredential,
  isAnsweredAlike,
  isRefusedWithout,
  needsNoCredential,
  useOf,
  withoutCredential,
} from "./access.ts";
import { answerInWords, type CellFacts, type Diagnosis, type Facts, perDeployment } from "./facts.ts";
import { counted, deploymentsOf, findingPer, type Group, idsOf, probesOf } from "./group.ts";
import { keyRejected } from "./key-rejected.ts";
import { nearest } from "./nearest.ts";
import { formInWords, formKey, routeKeyOf } from "./route.ts";
import { tokenRejected } from "./token-rejected.ts";

/** Access that is denied for a reason other than the credential: the differences between requests say where to look. */
export const accessRefused: Diagnosis = {
  code: "access-refused",
  diagnose: (facts) => {
    const told = new Set([keyRejected, tokenRejected].flatMap((one) => one.diagnose(facts)).flatMap((f) => f.cells));
    const untold = (cell: CellFacts) => !told.has(cell.id);
    return facts.targets
      .filter(({ name }) => !needsNoCredential(facts, name))
      .flatMap(({ name, auth }) => auth.flatMap((kind) => findingsOf(name, kind, untold, facts)));
  },
};

const OF_THE_CREDENTIAL: Cause[] = [
  "auth.refused",
  "auth.key-invalid",
  "auth.key-unread",
  "auth.token-audience",
  "auth.token-host",
  "auth.token-expired",
  "auth.token-invalid",
  "auth.token-unaccepted",
];

function findingsOf(target: string, kind: AuthKind, untold: (cell: CellFacts) => boolean, facts: Facts): Finding[] {
  const { accepted, refused } = useOf(facts, target, kind, OF_THE_CREDENTIAL);
  const left = refused.filter(untold);
  if (accepted.length === 0) {
    const [first, ...more] = left.filter(({ verdict }) => verdict.cause === "auth.refused");
    return first === undefined ? [] : everywhere([first, ...more], kind, facts);
  }
  const onPath = new Set(accepted.map(formKey));
  const ofDeployment = new Set(accepted.map(perDeployment));
  return [
    ...findingPer(
      left.filter((cell) => !onPath.has(formKey(cell))),
      formKey,
      (cells) => (isOfThePath(cells, ofDeployment) ? onOnePath(cells, kind, facts) : null),
    ),
    ...findingPer(
      left.filter((cell) => onPath.has(formKey(cell)) && !ofDeployment.has(perDeployment(cell))),
      perDeployment,
      (cells) => toOneDeployment(cells, kind, facts),
    ),
  ];
}

/** Whether it is the path that refuses, and not the one deployment that it was asked of. */
function isOfThePath(cells: Group, letInElsewhere: Set<string>): boolean {
  return deploymentsOf(cells).length !== 1 || cells.some((cell) => letInElsewhere.has(perDeployment(cell)));
}

/** Nothing was let in: what a request without any credential gets says whether the credential was looked at. */
function everywhere(cells: Group, kind: AuthKind, facts: Facts): Finding[] {
  const [first] = cells;
  const control = withoutCredential(facts, first.target.name);
  const alike = isAnsweredAlike(first, control);
  const routes = new Set(cells.map((cell) => routeKeyOf(cell)));
  // One path alone may want another credential than the resource's.
  if (routes.size === 1 && !alike) return [];
  const without = isRefusedWithout(control) ? control : null;
  return [
    {
      ...common(cells, kind),
      severity: "high",
      title: `Access is refused: ${counted(cells.length, "cell")} answered ${answerInWords(first)}, none got further`,
      cells: idsOf([...cells, without]),
      pair: null,
      component: alike ? "unknown" : "authentication",
      facts: {
        ...common(cells, kind).facts,
        withoutCredential: without === null ? null : answerInWords(without),
        sameAsWithoutCredential: without === null ? null : alike,
      },
      explanation: `Every request that shows the ${kind} is answered ${answerInWords(first)}, ${meaningOfControl(alike, without)} Nothing is known of any deployment or path behind it.`,
      remedy: alike
        ? "Look at the resource's network rules and private endpoint, and at whether it and its subscription are active, before the credential."
        : "Look at the role of the identity, at whether the resource takes this kind of credential, and at its network rules; run again with the other kind of credential.",
      ask: "Say which rule refuses these requests: the answer does not.",
    },
  ];
}

function meaningOfControl(alike: boolean, without: CellFacts | null): string {
  if (without === null) return "in words not on record.";
  return alike
    ? "word for word as a request without any credential: it is not the credential that was looked at."
    : `and a request without any credential ${answerInWords(without)}: the credential was read, and it is what stands behind it that is refused.`;
}

/** A path that refuses to everybody the credential that other paths take: it is the path, or how it is asked. */
function onOnePath(cells: Group, kind: AuthKind, facts: Facts): Finding {
  const [first] = cells;
  const path = formInWords(first);
  return {
    ...common(cells, kind),
    severity: cells.every(({ probe }) => probe.role === "none" || probe.group !== undefined) ? "information" : "low",
    title: `${path} refuses the ${kind} that other paths take`,
    pair: nearest(first, facts, acceptedCredential),
    component: "authentication",
    explanation: `${path} answers ${answerInWords(first)} to the ${kind}${deploymentsOf(cells).length > 1 ? ", whichever deployment is named" : ""}; other paths of the same target took the same ${kind} in the same run. The ${kind} is not wrong: it is this path, or what else stands in the request.`,
    remedy:
      "Use a path that takes it, and compare the two requests: an api-version, a header or a selector too many can be answered so.",
    ask: "Answer with what is wrong in the request: a refusal of the credential sends customers looking for the wrong fault.",
  };
}

/** A deployment that is refused wherever others are served to the same credential. */
function toOneDeployment(cells: Group, kind: AuthKind, facts: Facts): Finding {
  const [first] = cells;
  const { deployment } = first.observation.cell;
  return {
    ...common(cells, kind),
    severity: "medium",
    title: `Access to ${deployment ?? "a deployment"} is refused where others are served to the same ${kind}`,
    deployment,
    pair: nearest(first, facts, (other) => acceptedCredential(other) && other.probe.id === first.probe.id),
    component: "unknown",
    explanation: `The service answers ${answerInWords(first)} for ${deployment ?? "it"} on every path that was let in, and serves other deployments on the same paths to the same ${kind}: it is this deployment that is closed, not the ${kind}, the role or the network.`,
    remedy:
      "Look at the deployment's own state and at notices about it on the resource's page, then ask support under the request ids.",
    ask: "Say what closed this deployment, and what opens it again.",
  };
}

function common(cells: Group, kind: AuthKind) {
  const [first] = cells;
  return {
    code: "access-refused",
    target: first.target.name,
    deployment: null,
    cells: idsOf(cells),
    facts: { credential: kind, answer: answerInWords(first), probes: probesOf(cells) },
  };
}
