import type { Cause } from "../model/cause.ts";
import type { Observation } from "../model/observation.ts";

/** What a rule concludes, and the cells beside this one that it rests on. */
export interface Conclusion {
  cause: Cause;
  restsOn: string[];
}

/** A conclusion with the cells that it rests on. */
export function because(cause: Cause, ...rest: (Observation | null)[]): Conclusion {
  return { cause, restsOn: rest.flatMap((o) => (o === null ? [] : [o.cell.id])) };
}
