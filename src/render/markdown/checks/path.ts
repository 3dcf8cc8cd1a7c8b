import { listHops } from "../../../judge/ids.ts";
import type { Result } from "../../../model/report.ts";
import { resultsOf } from "../../view.ts";
import { cellName, type Ticket } from "../ticket.ts";
import { haveSameAnswerAtAnyStage, responseOf } from "./control.ts";
import type { Row } from "./row.ts";

/** Whether the path is wrong. */
export function pathRow(ticket: Ticket, failing: Result): Row {
  const check = "Wrong path";
  const controls = resultsOf(ticket.whole, failing.cell.target).filter(({ cell }) => cell.control === "missing-path");
  const same = controls.find((control) => haveSameAnswerAtAnyStage(ticket, failing, control));
  const shown = same ?? controls[0];
  if (shown === undefined) return [check, "not run", "Not excluded."];
  const hops = (failing.recording?.attempts ?? []).flatMap(listHops);
  const isFollowed = hops.some(({ redirect }) => redirect?.followed === true);
  const conclusion =
    same === undefined
      ? "Excluded: a missing path gets another response."
      : isFollowed
        ? "Excluded: the requested path exists. The service chose the path in Location, which does not exist."
        : "**Confirmed: a missing path gets the same response.**";
  return [check, `${cellName(ticket, shown)}: ${responseOf(shown)}`, conclusion];
}
