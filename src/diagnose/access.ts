import type { Cause } from "../model/cause.ts";
import { credentialName } from "../model/cell.ts";
import { stageIndex } from "../model/stage.ts";
import type { AuthKind } from "../model/target.ts";
import { isRequest } from "../steps/request.ts";
import { type CellFacts, type Facts, formatAnswer } from "./facts.ts";
import { getDecidingRequest, listStepsTaken } from "./route.ts";

/** The controls of a target that send no credential. */
function listNoCredentialControls(facts: Facts, target: string): CellFacts[] {
  return facts.controlsOf(target).filter(({ observation: { cell } }) => cell.control === "no-credential");
}

/** The control without a credential that speaks for a cell: that of its transport, or else any. Null if there is none. */
export function findNoCredentialControl(facts: Facts, { target, observation }: CellFacts): CellFacts | null {
  const controls = listNoCredentialControls(facts, target.name);
  const { transport } = observation.asked ?? {};
  return controls.find((control) => control.observation.asked?.transport === transport) ?? controls[0] ?? null;
}

/** Whether a request without a credential succeeded. Then nothing can be concluded about credentials. */
export function isOpenWithoutCredential(facts: Facts, target: string): boolean {
  return listNoCredentialControls(facts, target).some(({ observation }) => observation.last?.completed === true);
}

/** Whether the deciding request used the credential of the resource, and not a client secret. */
export function hasUsedOwnCredential(cell: CellFacts): boolean {
  const step = getDecidingRequest(cell);
  return step !== null && step.credential === undefined;
}

/**
 * Whether the service accepted the credential of the resource. A 404 shows nothing, because a service may look up the
 * path before it checks the credential.
 */
export function isCredentialAccepted(cell: CellFacts): boolean {
  const first = listStepsTaken(cell).find(isRequest);
  if (first === undefined || first.credential !== undefined || cell.observation.attributedBy.length === 0) return false;
  const { verdict, stage } = cell.verdict;
  // OpenAI's own platform accepts the upgrade first and refuses the key in an event.
  if (verdict === "auth" && hasUsedOwnCredential(cell)) return false;
  return stageIndex(stage.reached) > stageIndex("connect") || verdict === "supported" || verdict === "unsupported";
}

/** Cells that accepted one kind of a target's credential, and cells that refused it. */
interface CredentialUse {
  accepted: CellFacts[];
  refused: CellFacts[];
}

/** A credential of a target: its kind, and its name with the scope of a token. */
interface NamedCredential {
  name: string;
  auth: AuthKind;
}

/** The credentials that the cells of a target use. */
export function listCredentials(facts: Facts, target: string): NamedCredential[] {
  const all = facts.cellsOf(target).map(({ observation: { cell } }): [string, NamedCredential] => {
    const name = credentialName(cell.variant);
    return [name, { name, auth: cell.variant.auth }];
  });
  return [...new Map(all).values()];
}

/** The places of the key. It is valid if the service accepts it in one of them. */
export const KEY_KINDS = ["key", "key-bearer", "key-query"] as const satisfies AuthKind[];

/**
 * @param names the names of the credentials
 * @param causes the causes that count as a refusal of the credential
 */
export function getCredentialUse(
  facts: Facts,
  target: string,
  names: readonly string[],
  causes: readonly Cause[],
): CredentialUse {
  const asked = facts
    .cellsOf(target)
    .filter(({ observation: { cell } }) => names.includes(credentialName(cell.variant)));
  return {
    accepted: asked.filter(isCredentialAccepted),
    refused: asked.filter(
      (cell) =>
        causes.includes(cell.verdict.cause) && hasUsedOwnCredential(cell) && cell.observation.attributedBy.length > 0,
    ),
  };
}

/** Whether a request without a credential got the same refusal as a cell. */
export function isSameAsControl(cell: CellFacts, control: CellFacts | null): boolean {
  return isRefusedControl(control) && formatAnswer(control) === formatAnswer(cell);
}

/** Whether the control without a credential ran and was refused. */
export function isRefusedControl(control: CellFacts | null): control is CellFacts {
  return control?.verdict.verdict === "auth";
}

/** The status that refused a cell, or null if it was no status. */
export function getRefusingStatus(cell: CellFacts): number | null {
  const carrier = cell.observation.last?.answer?.carrier;
  return carrier?.kind === "status" ? carrier.status : null;
}
