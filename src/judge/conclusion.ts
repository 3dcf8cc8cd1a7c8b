import type { Cause } from "../model/cause.ts";
import type { Observation } from "../model/observation.ts";

/** The conclusion of a rule, and the other cells that it rests on. */
export interface Conclusion {
  cause: Cause;
  restsOn: string[];
}

/** Makes a conclusion with the cells that it rests on. */
export function concludeFrom(cause: Cause, ...rest: (Observation | null)[]): Conclusion {
  return { cause, restsOn: rest.flatMap((o) => (o === null ? [] : [o.cell.id])) };
}
