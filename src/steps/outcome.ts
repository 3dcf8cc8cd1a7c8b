import { textAt, valueAt, valuesAt } from "../model/dotted.ts";
import { isJsonObject, type Json } from "../model/json.ts";

/** Why the service ended a response before it was whole, in the service's own word. */
interface Ending {
  /** `completed`, `failed`, `incomplete`, `cancelled`: null if the body or event has no status. */
  status: string | null;
  /** `content_filter`, `max_output_tokens`, `length`, …: null if the service gave none. */
  reason: string | null;
}

/** Values of `finish_reason` with which a whole answer ends. */
const WHOLE = new Set(["stop", "tool_calls", "function_call"]);

const REASONS = ["incomplete_details.reason", "status_details.reason", "choices.*.finish_reason"];

/** Returns how the response in a body or event ended, on every surface alike. */
export function endingOf(json: Json): Ending {
  const response = isJsonObject(json) && isJsonObject(json.response ?? null) ? (json.response ?? null) : json;
  const status = textAt(response, "status");
  const said = REASONS.map((path) => textAt(response, path)).find((reason) => reason !== null && !WHOLE.has(reason));
  return { status, reason: said ?? (isFiltered(response) ? "content_filter" : null) };
}

const FILTERS = [
  "choices.*.content_filter_results",
  "content_filter_results",
  "content_filter_result",
  "content_filters.*.content_filter_results",
];

/** Filter results are listed by category, each with `filtered`. */
function isFiltered(response: Json): boolean {
  return FILTERS.flatMap((path) => valuesAt(response, path)).some(
    (results) =>
      isJsonObject(results) && Object.values(results).some((one) => valueAt(one ?? null, "filtered") === true),
  );
}
