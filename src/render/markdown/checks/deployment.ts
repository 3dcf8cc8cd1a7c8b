import type { Result } from "../../../model/report.ts";
import { codeInTable, prose } from "../../inert.ts";
import { cellName, type Ticket } from "../ticket.ts";
import { haveSameAnswer, missingDeployment, responseOf } from "./control.ts";
import type { Row } from "./row.ts";

/** Whether the deployment exists, and whether its model or the operation is the cause. */
export function deploymentRows(ticket: Ticket, failing: Result): Row[] {
  const { deployment } = failing.cell;
  if (deployment === null) return [];
  const name = codeInTable(deployment, 80);
  const check = `Deployment ${name} missing`;
  const finding = (code: string) =>
    ticket.whole.findings.find(
      (f) => f.code === code && f.target === failing.cell.target && f.deployment === deployment,
    );
  const control = missingDeployment(ticket, failing);
  const shown = control === null ? "not run for this endpoint" : `${cellName(ticket, control)}: ${responseOf(control)}`;
  const operation = finding("operation-unsupported-by-model");
  const missing = finding("deployment-missing");
  if (operation !== undefined)
    return [
      [
        check,
        shown,
        `**Excluded: the deployment exists, and the service refuses the operation.** ${prose(operation.explanation)}`,
      ],
    ];
  if (missing !== undefined) return [[check, shown, `**Confirmed.** ${prose(missing.explanation)}`]];
  if (control === null) return [[check, shown, "Not excluded."]];
  const isSame = haveSameAnswer(ticket, failing, control);
  if (isSame === null) return [[check, shown, "Not excluded: one of the two got no response."]];
  return [
    [
      check,
      shown,
      isSame
        ? "**Not excluded: a missing deployment gets the same response.**"
        : "Excluded: a missing deployment gets another response.",
    ],
  ];
}
