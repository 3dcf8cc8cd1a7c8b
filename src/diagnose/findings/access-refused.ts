import type { Cause } from "../../model/cause.ts";
import { AUTH_NOUNS, type AuthKind } from "../../model/target.ts";
import {
  findNoCredentialControl,
  getCredentialUse,
  isCredentialAccepted,
  isOpenWithoutCredential,
  isRefusedControl,
  isSameAsControl,
  listCredentials,
} from "../access.ts";
import { type CellFacts, type Facts, formatAnswer, keyByDeployment } from "../facts.ts";
import { draftPerGroup, type Group, listDeployments, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import { formatShortRoute, getRequestForm, getRoute, getRouteKey, keyByForm } from "../route.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./access-refused.text.ts";

const { title, explanation, remedy, ask } = TEXT;

/** Access is denied for a reason other than the credential. The differences between requests show the cause. */
export const accessRefused: FindingRule = {
  code: "access-refused",
  text: TEXT,
  find: (facts, superseded) =>
    facts.targets
      .filter(({ name }) => !isOpenWithoutCredential(facts, name))
      .flatMap(({ name }) =>
        listCredentials(facts, name).flatMap((credential) => draftsForCredential(name, credential, facts, superseded)),
      ),
};

const CREDENTIAL_CAUSES: Cause[] = [
  "auth.refused",
  "auth.key-invalid",
  "auth.key-unread",
  "auth.token-audience",
  "auth.token-host",
  "auth.token-expired",
  "auth.token-invalid",
  "auth.token-unaccepted",
];

function draftsForCredential(
  target: string,
  { name, auth: kind }: ReturnType<typeof listCredentials>[number],
  facts: Facts,
  superseded: ReadonlySet<CellFacts>,
): Draft[] {
  const { accepted, refused } = getCredentialUse(facts, target, [name], CREDENTIAL_CAUSES);
  const left = refused.filter((cell) => !superseded.has(cell));
  if (accepted.length === 0) {
    const [first, ...more] = left.filter(({ verdict }) => verdict.cause === "auth.refused");
    return first === undefined ? [] : draftForEverything([first, ...more], kind, facts);
  }
  const acceptingForms = new Set(accepted.map(keyByForm));
  const acceptedDeployments = new Set(accepted.map(keyByDeployment));
  return [
    ...draftPerGroup(
      left.filter((cell) => !acceptingForms.has(keyByForm(cell))),
      keyByForm,
      (cells) => (isCausedByPath(cells, acceptedDeployments) ? draftForPath(cells, kind, facts) : null),
    ),
    ...draftPerGroup(
      left.filter((cell) => acceptingForms.has(keyByForm(cell)) && !acceptedDeployments.has(keyByDeployment(cell))),
      keyByDeployment,
      (cells) => draftForDeployment(cells, kind, facts),
    ),
  ];
}

/** Whether the path denies access, and not the only deployment that was requested there. */
function isCausedByPath(cells: Group, acceptedDeployments: Set<string>): boolean {
  return listDeployments(cells).length !== 1 || cells.some((cell) => acceptedDeployments.has(keyByDeployment(cell)));
}

/** The response to a request without a credential shows whether the service evaluated the credential. */
function draftForEverything(cells: Group, kind: AuthKind, facts: Facts): Draft[] {
  const [first] = cells;
  const control = findNoCredentialControl(facts, first);
  const alike = isSameAsControl(first, control);
  const routes = new Set(cells.map((cell) => getRouteKey(cell)));
  // A single path may require another credential than the resource's.
  if (routes.size === 1 && !alike) return [];
  const without = isRefusedControl(control) ? control : null;
  return [
    {
      severity: "high",
      title: fillTitle([title.everywhere], { credential: AUTH_NOUNS[kind] }),
      cells: [...cells, without],
      component: alike ? "unknown" : "authentication",
      facts: {
        ...listCommonFacts(cells, kind),
        withoutCredential: without === null ? null : formatAnswer(without),
        sameAsWithoutCredential: without === null ? null : alike,
      },
      explanation: joinSentences(
        fill(explanation.everywhere, { credential: AUTH_NOUNS[kind], answer: formatAnswer(first) }),
        explainControl(alike, without),
        explanation.nothingKnown,
      ),
      remedy: alike ? remedy.alike : remedy.everywhere,
      ask: ask.everywhere,
    },
  ];
}

function explainControl(alike: boolean, without: CellFacts | null): string {
  if (without === null) return explanation.noControl;
  return alike ? explanation.alike : fill(explanation.differs, { without: formatAnswer(without) });
}

function draftForPath(cells: Group, kind: AuthKind, facts: Facts): Draft {
  const [first] = cells;
  return {
    severity: cells.every(({ probe }) => probe.role === "none" || probe.group !== undefined) ? "information" : "low",
    title: fillTitle([title.path, title.onePath], {
      path: formatShortRoute(getRoute(first)),
      credential: AUTH_NOUNS[kind],
    }),
    cells,
    pair: findNearest(first, facts, isCredentialAccepted),
    component: "authentication",
    facts: listCommonFacts(cells, kind),
    explanation: joinSentences(
      fill(explanation.path, {
        path: getRequestForm(first),
        answer: formatAnswer(first),
        credential: AUTH_NOUNS[kind],
      }),
      listDeployments(cells).length > 1 ? explanation.everyDeployment : null,
      fill(explanation.otherPaths, { credential: AUTH_NOUNS[kind] }),
    ),
    remedy: fill(remedy.path, { credential: AUTH_NOUNS[kind] }),
    ask: ask.path,
  };
}

function draftForDeployment(cells: Group, kind: AuthKind, facts: Facts): Draft {
  const [first] = cells;
  const { deployment } = first.observation.cell;
  return {
    severity: "medium",
    title: fillTitle([title.deployment, title.deploymentShort], { deployment: deployment ?? "a deployment" }),
    deployment,
    cells,
    pair: findNearest(first, facts, (other) => isCredentialAccepted(other) && other.probe.id === first.probe.id),
    component: "unknown",
    facts: listCommonFacts(cells, kind),
    explanation: fill(explanation.deployment, {
      answer: formatAnswer(first),
      deployment: deployment ?? "a deployment",
      credential: AUTH_NOUNS[kind],
    }),
    remedy: remedy.deployment,
    ask: ask.deployment,
  };
}

function listCommonFacts(cells: Group, kind: AuthKind): Draft["facts"] {
  return { credential: kind, answer: formatAnswer(cells[0]), probes: listProbes(cells) };
}
