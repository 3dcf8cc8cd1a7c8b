import { isGood } from "../model/outcome.ts";
import type { Report, Result } from "../model/report.ts";
import { counted } from "./words.ts";

/** The extra requests that settled a result, in one or two sentences. Null if none did. */
export function settledInWords({ results }: Pick<Report, "results">, result: Result): string | null {
  const { settledBy, cause, facts = {} } = result;
  if (settledBy === undefined) return null;
  const ids = new Set(settledBy);
  const extra = results.filter(({ cell }) => ids.has(cell.id));
  const passed = extra.filter(isGood).length;
  const refused = counted(extra.length - passed, "repetition");
  const field = facts.field?.replace(/(^|, )(query|header|body|form|event|path) /g, "$1");
  if (cause === "request.selectors-exclusive") return `Without ${field} the service accepts the same handshake.`;
  if (field !== undefined) {
    return `Without ${field} the same request works (${counted(passed, "time")}). With it, ${refused} failed too.`;
  }
  if (facts.apiVersion !== undefined) return `With api-version ${facts.apiVersion} the same request works.`;
  if (facts.credential === "none") return "Without a credential the same request works.";
  if (facts.credential !== undefined) return `With the credential ${facts.credential} the same request works.`;
  if (cause === "refused.by-experiment")
    return `The service refused ${refused}, also without optional fields. For other deployments it works (${counted(passed, "time")}).`;
  return "The same request ended in another way when it was repeated.";
}
