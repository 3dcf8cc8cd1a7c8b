import type { Finding } from "../model/finding.ts";
import { eventsOf } from "../steps/expectation.ts";
import { isToldFromMissing, provesExistence } from "./existence.ts";
import {
  answerInWords,
  attemptsInWords,
  type CellFacts,
  type Diagnosis,
  type Facts,
  passingPeers,
  perDeployment,
  works,
} from "./facts.ts";
import { findingPer, type Group, idsOf, listed, probesOf } from "./group.ts";
import { nearest } from "./nearest.ts";

const TRANSCRIPT = "conversation.item.input_audio_transcription.completed";

/** Realtime transcription of one model fails with an error of the service's own, while its siblings pass (FR-005). */
export const transcriptionPathwayDegraded: Diagnosis = {
  code: "transcription-pathway-degraded",
  diagnose: (facts) => findingPer(facts.cells.filter(isFailing), perDeployment, (cells) => findingOf(cells, facts)),
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

function findingOf(cells: Group, facts: Facts): Finding | null {
  const direct = directOf(cells[0], facts);
  const evident = cells.filter((cell) => isTold(cell, direct, facts));
  const first = evident.find((cell) => anotherModel(cell, facts) !== null) ?? evident[0];
  const other = first === undefined ? null : anotherModel(first, facts);
  if (first === undefined || (direct === null && other === null)) return null;
  const { target, deployment } = first.observation.cell;
  const startedAt = first.observation.last?.startedAt ?? null;
  return {
    code: "transcription-pathway-degraded",
    severity: "high",
    title: `${deployment}: realtime transcription fails now while ${direct === null ? "another model's passes" : "direct transcription passes"}`,
    target,
    deployment,
    cells: idsOf([...evident, direct, other]),
    pair: nearest(
      first,
      facts,
      [other ?? direct].flatMap((cell) => cell ?? []),
    ),
    component: "model-serving",
    facts: {
      answer: answerInWords(first),
      attempts: attemptsInWords(first),
      probes: probesOf(evident),
      directTranscription: direct?.id ?? null,
      anotherModelOnThisPath: other?.id ?? null,
      regions: first.observation.regions,
      seenAt: startedAt,
    },
    explanation: `The session, its configuration and the audio were accepted, and the transcript failed with ${answerInWords(first)} (${attemptsInWords(first)}). ${passingInWords(direct, other)} So it is neither the request nor the audio: the realtime transcription of this model failed at ${startedAt ?? "the time of the run"}.`,
    remedy: `Repeat the run later and compare; until then use ${listed([...(direct === null ? [] : [direct.probe.id]), ...(other === null ? [] : [`${other.observation.cell.deployment} on this path`])])}.`,
    ask: "Check the realtime transcription pathway of this model at the time and under the ids given, and say whether it was a degradation.",
  };
}

function passingInWords(direct: CellFacts | null, other: CellFacts | null): string {
  const parts = [
    direct === null ? null : `the same deployment transcribes the same audio by ${direct.probe.id}`,
    other === null ? null : `${other.observation.cell.deployment} transcribes it on the same path`,
  ].filter((part) => part !== null);
  const text = parts.join(", and ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Without a control that is answered otherwise, or another path that knows it, the deployment may be missing. */
function isTold(cell: CellFacts, direct: CellFacts | null, facts: Facts): boolean {
  const known = facts.cellsBeside(cell).some(provesExistence);
  return direct !== null || known || isToldFromMissing(cell, facts);
}

/** The deployment's own transcription by a plain request. */
function directOf(cell: CellFacts, facts: Facts): CellFacts | null {
  const found = facts
    .cellsBeside(cell)
    .find((other) => other.observation.surface === "rest" && other.probe.role === "transcription" && works(other));
  return found ?? null;
}

/** Another deployment that was transcribed by the same probe, asked in the same way. */
function anotherModel(cell: CellFacts, facts: Facts): CellFacts | null {
  return passingPeers(cell, facts)[0] ?? null;
}
