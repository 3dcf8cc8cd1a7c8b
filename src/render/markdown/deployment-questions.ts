import type { Finding } from "../../model/finding.ts";
import { groupBy } from "../../model/group-by.ts";
import type { Probe } from "../../model/probe.ts";
import type { Result } from "../../model/report.ts";
import type { Deployment } from "../../model/target.ts";
import { digestOf } from "../digest.ts";
import { codeInTable, prose } from "../inert.ts";
import { bestWitnessed } from "../reading.ts";
import { ownFindingsOf, resultsOf } from "../view.ts";
import { counted, outcome } from "../words.ts";
import { cellName, type Ticket } from "./ticket.ts";

/** Of more deployments than these the matrix tells. */
const MOST_DEPLOYMENTS = 3;
const MOST_CELLS = 4;

/** What is asked in threads of each deployment by itself, whichever of them the title is about. */
export function deploymentRows(ticket: Ticket): [string, string][] {
  const principal = ticket.principal?.failing?.cell.deployment ?? null;
  const deployments = [...ticket.target.deployments].sort(
    (a, b) => Number(b.name === principal) - Number(a.name === principal),
  );
  return deployments
    .filter((deployment) => askedOf(ticket, deployment).length > 0)
    .slice(0, MOST_DEPLOYMENTS)
    .flatMap((deployment) => rowsOf(ticket, deployment, principal));
}

function rowsOf(ticket: Ticket, deployment: Deployment, principal: string | null): [string, string][] {
  const cells = askedOf(ticket, deployment);
  const probes = new Map(ticket.whole.probes.map((probe) => [probe.id, probe]));
  const on = (isMeant: (probe: Probe) => boolean) =>
    cells.filter(({ cell }) => {
      const probe = probes.get(cell.probe);
      return probe !== undefined && isMeant(probe);
    });
  const name = codeInTable(deployment.name, 80);
  const sessions = on((probe) => probe.role === "transcription" && hasSocket(probe));
  return [
    [`Does ${name} work on the realtime socket?`, seenToWork(ticket, on(isConversationSocket))],
    [`Is a transcription session expected to work with ${name}?`, seenToWork(ticket, sessions)],
    [`Is it the deployment ${name}, or the operation?`, deploymentOrOperation(ticket, deployment)],
    ...(deployment.name === principal
      ? []
      : ([[`Which combination works with ${name}?`, combination(ticket, cells)]] satisfies [string, string][])),
  ];
}

/** Ordinary cells of a deployment that were asked: also those that the view leaves out. */
function askedOf({ whole, target }: Ticket, { name }: Deployment): Result[] {
  return resultsOf(whole, target.name).filter(
    ({ cell, verdict }) => cell.deployment === name && cell.control === null && verdict !== "skipped",
  );
}

function hasSocket({ steps }: Probe): boolean {
  return steps.some((step) => step.websocket !== undefined);
}

/** The socket of a conversation, opened with the resource's own credential: what "the realtime socket" means to askers. */
function isConversationSocket(probe: Probe): boolean {
  return probe.role === "conversation" && hasSocket(probe) && probe.steps.every((step) => step.stage !== "mint");
}

function seenToWork(ticket: Ticket, cells: Result[]): string {
  if (cells.length === 0) return "**Not answered:** it was not asked.";
  const works = cells.filter(({ verdict }) => verdict === "supported");
  const others = cells.filter(({ verdict }) => verdict !== "supported");
  const lead =
    works.length > 0
      ? `**Seen to work** by ${named(ticket, bestWitnessed(works))}.`
      : others.some(({ verdict }) => verdict === "unsupported")
        ? "**No result by any that was asked.**"
        : "**Not seen to work.**";
  return [lead, ...byOutcome(others).map(([words, of]) => `${named(ticket, of)}: ${words}.`)].join(" ");
}

function byOutcome(cells: Result[]): [string, Result[]][] {
  return [...groupBy(cells, outcome)];
}

function named(ticket: Ticket, cells: Result[]): string {
  const names = cells.slice(0, MOST_CELLS).map((cell) => probeName(ticket, cell));
  const more = cells.length - names.length;
  return `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** A cell without its deployment, which the question names. */
function probeName(ticket: Ticket, result: Result): string {
  return cellName(ticket, result).replace(`\`${result.cell.deployment}/`, "`");
}

function deploymentOrOperation(ticket: Ticket, deployment: Deployment): string {
  const { name } = deployment;
  const of = (code: string) =>
    ownFindings(ticket).find((finding) => finding.code === code && finding.deployment === name);
  const operation = of("operation-unsupported-by-model");
  if (operation !== undefined) return `**The operation.** ${prose(operation.explanation)}`;
  const missing = of("deployment-missing");
  if (missing !== undefined) return `**The deployment.** ${prose(missing.explanation)}`;
  const refused = askedOf(ticket, deployment).some(({ verdict }) => REFUSALS.has(verdict));
  return refused
    ? "**Not answered:** nothing that was refused tells the one from the other."
    : "Neither: nothing refused it in this run.";
}

const REFUSALS = new Set<Result["verdict"]>(["unsupported", "not-deployed", "inconclusive", "auth"]);

function combination(ticket: Ticket, cells: Result[]): string {
  const works = bestWitnessed(cells.filter(({ verdict }) => verdict === "supported"));
  return works.length === 0 ? "None was proven in this run." : `${named(ticket, works)}.`;
}

/** Whether a minted secret is a sign of support: what became of those that were minted, and who else was given one. */
export function mintRow(ticket: Ticket): [string, string][] {
  const { whole, target } = ticket;
  const minted = resultsOf(whole, target.name).filter(
    (result) => result.cell.control === null && digestOf(result).minted,
  );
  if (minted.length === 0) return [];
  const worked = minted.filter(({ verdict }) => verdict === "supported").length;
  const findings = ownFindings(ticket).filter(({ code }) => code === "mint-is-not-support");
  const forMissing = [...new Set(findings.flatMap(({ facts }) => textsOf(facts.mintedForMissingDeploymentBy)))];
  const told =
    forMissing.length === 0
      ? ""
      : ` The same mint answers 200 for a deployment that cannot exist (${forMissing
          .slice(0, 3)
          .map((id) => codeInTable(id, 80))
          .join(", ")}).`;
  const answer = findings.length === 0 ? "Nothing here says that it is not, and nothing that it is." : "**No.**";
  return [
    [
      "Is a 200 on the mint a sign of support?",
      `${answer} Of ${counted(minted.length, "cell")} that minted a secret, ${worked} came to a result.${told}`,
    ],
  ];
}

/** Findings about the target alone: also those that the view leaves out. */
function ownFindings({ whole, target }: Ticket): Finding[] {
  return ownFindingsOf(whole, target.name);
}

function textsOf(value: Finding["facts"][string] | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
