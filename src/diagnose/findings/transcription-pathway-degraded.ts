import { hasRole } from "../../model/role.ts";
import { eventsOf } from "../../steps/expectation.ts";
import { isDistinctFromMissing, isProofOfExistence } from "../existence.ts";
import {
  type CellFacts,
  type Facts,
  formatAnswer,
  formatAttempts,
  hasResult,
  keyByDeployment,
  listPassingPeers,
} from "../facts.ts";
import { draftPerGroup, type Group, listProbes } from "../group.ts";
import { findNearest } from "../nearest.ts";
import type { Draft, FindingRule } from "../rule.ts";
import { fill, fillTitle, joinSentences } from "../text.ts";
import { TEXT } from "./transcription-pathway-degraded.text.ts";

const { title, explanation, remedy, ask } = TEXT;

const TRANSCRIPT = "conversation.item.input_audio_transcription.completed";

/** Realtime transcription of one model fails with a server error, while similar requests pass (FR-005). */
export const transcriptionPathwayDegraded: FindingRule = {
  code: "transcription-pathway-degraded",
  text: TEXT,
  supersedes: ["server-defect"],
  find: (facts) =>
    draftPerGroup(facts.cells.filter(isFailing), keyByDeployment, (cells) => draftPathwayDegraded(cells, facts)),
};

function isFailing(cell: CellFacts): boolean {
  const { verdict, stage } = cell.verdict;
  return (
    verdict === "server-fault" &&
    stage.failedAt === "result" &&
    isRealtimeTranscription(cell) &&
    cell.observation.last?.answer?.carrier.kind === "event"
  );
}

function isRealtimeTranscription({ probe }: CellFacts): boolean {
  return probe.steps.some(({ expect }) => eventsOf(expect).includes(TRANSCRIPT));
}

function draftPathwayDegraded(cells: Group, facts: Facts): Draft | null {
  const direct = findDirect(cells[0], facts);
  const evident = cells.filter((cell) => isKnownToExist(cell, direct, facts));
  const first = evident.find((cell) => findOtherModel(cell, facts) !== null) ?? evident[0];
  const other = first === undefined ? null : findOtherModel(first, facts);
  if (first === undefined || (direct === null && other === null)) return null;
  const { deployment } = first.observation.cell;
  const startedAt = first.observation.last?.startedAt ?? null;
  const answer = formatAnswer(first);
  const attempts = formatAttempts(first);
  return {
    severity: "high",
    title: fillTitle([direct === null ? title.other : title.direct, title.short], { deployment: deployment ?? "" }),
    deployment,
    cells: [...evident, direct, other],
    pair: findNearest(
      first,
      facts,
      [other ?? direct].flatMap((cell) => cell ?? []),
    ),
    component: "model-serving",
    facts: {
      answer,
      attempts,
      probes: listProbes(evident),
      directTranscription: direct?.id ?? null,
      anotherModelOnThisPath: other?.id ?? null,
      regions: first.observation.regions,
      seenAt: startedAt,
    },
    explanation: joinSentences(
      fill(explanation.failed, { answer, attempts }),
      direct === null ? null : fill(explanation.direct, { probe: direct.probe.id }),
      other === null ? null : fill(explanation.other, { other: getDeploymentName(other) }),
      fill(explanation.conclusion, { time: startedAt ?? "the time of the run" }),
    ),
    remedy: chooseRemedy(direct, other),
    ask: ask.check,
  };
}

function chooseRemedy(direct: CellFacts | null, other: CellFacts | null): string {
  if (other === null) return fill(remedy.direct, { probe: direct?.probe.id ?? "" });
  const name = getDeploymentName(other);
  return direct === null
    ? fill(remedy.other, { other: name })
    : fill(remedy.both, { probe: direct.probe.id, other: name });
}

function getDeploymentName({ observation }: CellFacts): string {
  return observation.cell.deployment ?? "another deployment";
}

/** Otherwise the deployment may be missing: no control with another response, and no other path that found it. */
function isKnownToExist(cell: CellFacts, direct: CellFacts | null, facts: Facts): boolean {
  const known = facts.cellsOfSameDeployment(cell).some(isProofOfExistence);
  return direct !== null || known || isDistinctFromMissing(cell, facts);
}

/** The deployment's transcription with a plain request. */
function findDirect(cell: CellFacts, facts: Facts): CellFacts | null {
  const found = facts
    .cellsOfSameDeployment(cell)
    .find((other) => other.observation.surface === "rest" && hasRole(other.probe, "transcription") && hasResult(other));
  return found ?? null;
}

/** A cell of another deployment that passed the same probe and variant. */
function findOtherModel(cell: CellFacts, facts: Facts): CellFacts | null {
  return listPassingPeers(cell, facts)[0] ?? null;
}
