import type { Observation } from "../model/observation.ts";
import { oncePer } from "../model/once.ts";
import type { Probe } from "../model/probe.ts";
import { type Subject, subjectOf } from "../steps/named-field.ts";
import { sentUntil } from "../steps/sent.ts";

const NOTHING: Subject = { pointed: [], fields: [], mentioned: [], notSent: null, model: false };

const known = oncePer((_o: Observation) => new Map<Probe, Subject>());

/** Returns the parts of its own request that the deciding answer of a cell names. */
export function subjectIn(o: Observation, probe: Probe): Subject {
  const found = known(o).get(probe);
  if (found !== undefined) return found;
  const answer = o.last?.answer ?? null;
  const subject =
    answer === null || o.decidingStep === null ? NOTHING : subjectOf(answer, sentUntil(probe, o.decidingStep, o.cell));
  known(o).set(probe, subject);
  return subject;
}
