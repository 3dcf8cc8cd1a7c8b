import type { Cause, VerdictFacts } from "../model/cause.ts";
import type { Observation } from "../model/observation.ts";

/** The conclusion of a rule, and the other cells that it rests on. */
export interface Conclusion {
  cause: Cause;
  restsOn: string[];
  /** Absent: the conclusion names nothing more. */
  facts?: VerdictFacts;
}

/** Makes a conclusion with the cells that it rests on. */
export function concludeFrom(cause: Cause, ...rest: (Observation | null)[]): Conclusion {
  return { cause, restsOn: rest.flatMap((o) => (o === null ? [] : [o.cell.id])) };
}

/** Returns a conclusion that names something. */
export function withFacts(facts: VerdictFacts, conclusion: Conclusion): Conclusion {
  return { ...conclusion, facts: { ...conclusion.facts, ...facts } };
}
