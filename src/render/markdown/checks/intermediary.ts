import { digestOf } from "../../digest.ts";
import { counted } from "../../words.ts";
import type { Ticket } from "../ticket.ts";
import type { Row } from "./row.ts";

/** Whether a proxy or portal answered instead of the service. */
export function intermediaryRow({ results }: Ticket): Row {
  const digests = results.map(digestOf);
  const answered = digests.reduce((sum, one) => sum + one.answered, 0);
  const marked = digests.reduce((sum, one) => sum + one.marked, 0);
  return [
    "Response of a proxy or portal",
    "marks of the service: headers such as `apim-request-id`, or its bodies",
    marked === answered && answered > 0
      ? `Excluded: ${marked} of ${counted(answered, "response")} have such a mark.`
      : `Not excluded: ${marked} of ${counted(answered, "response")} have such a mark.`,
  ];
}
