import type { Cause } from "../model/cause.ts";
import { stageIndex } from "../model/stage.ts";
import type { AuthKind } from "../model/target.ts";
import { isRequest } from "../steps/request.ts";
import { answerInWords, type CellFacts, type Facts } from "./facts.ts";
import { decidingRequest, stepsTaken } from "./route.ts";

/** The control of a target that is asked without any credential, or null. */
export function withoutCredential(facts: Facts, target: string): CellFacts | null {
  return facts.controlsOf(target).find(({ observation: { cell } }) => cell.control === "no-credential") ?? null;
}

/** Whether a request without any credential was accepted: then nothing can be said about credentials. */
export function needsNoCredential(facts: Facts, target: string): boolean {
  return withoutCredential(facts, target)?.observation.last?.completed === true;
}

/** Whether the request that decided was sent with the credential of the resource, and not with a minted one. */
export function usedOwnCredential(cell: CellFacts): boolean {
  const step = decidingRequest(cell);
  return step !== null && step.credential === undefined;
}

/**
 * Whether the credential of the resource was accepted on the way. A 404 shows nothing: a path may be looked up before
 * the credential is.
 */
export function acceptedCredential(cell: CellFacts): boolean {
  const first = stepsTaken(cell).find(isRequest);
  if (first === undefined || first.credential !== undefined || cell.observation.attributedBy.length === 0) return false;
  const { verdict, stage } = cell.verdict;
  // OpenAI's own platform upgrades first, and refuses the key by an event.
  if (verdict === "auth" && usedOwnCredential(cell)) return false;
  return stageIndex(stage.reached) > stageIndex("connect") || verdict === "supported" || verdict === "unsupported";
}

/** The cells of a target asked with one kind of its credential: those it was accepted on, and those refused for it. */
export interface CredentialUse {
  accepted: CellFacts[];
  refused: CellFacts[];
}

/**
 * How one kind of a target's credential fared.
 * @param causes the causes that count as refused
 */
export function useOf(facts: Facts, target: string, kind: AuthKind, causes: readonly Cause[]): CredentialUse {
  const asked = facts.cellsOf(target).filter(({ observation: { cell } }) => cell.variant.auth === kind);
  return {
    accepted: asked.filter(acceptedCredential),
    refused: asked.filter(
      (cell) =>
        causes.includes(cell.verdict.cause) && usedOwnCredential(cell) && cell.observation.attributedBy.length > 0,
    ),
  };
}

/** Whether a request without any credential was refused, in the same words as a cell: nobody looked at the credential's kind. */
export function isAnsweredAlike(cell: CellFacts, control: CellFacts | null): boolean {
  return isRefusedWithout(control) && answerInWords(control) === answerInWords(cell);
}

/** Whether the control without any credential was asked, and refused for it. */
export function isRefusedWithout(control: CellFacts | null): control is CellFacts {
  return control?.verdict.verdict === "auth";
}

/** The status that refused a cell, or null. */
export function refusingStatus(cell: CellFacts): number | null {
  const carrier = cell.observation.last?.answer?.carrier;
  return carrier?.kind === "status" ? carrier.status : null;
}
