import { isJsonObject, type Json } from "../../model/json.ts";
import { codeInTable, prose } from "../inert.ts";
import { attemptsInWords } from "../reading.ts";
import { COMPONENT_WORDS, counted } from "../words.ts";
import type { Section } from "./budget.ts";
import { cellName, type Numbered, shortId, type Ticket } from "./ticket.ts";

/** What is wrong, the gravest first, each with its component, what to do and what is asked; then what works. */
export function findingsSection(ticket: Ticket): Section {
  return {
    heading: "Findings",
    lead: ticket.problems.length === 0 && ticket.others.length === 0 ? ["None."] : [],
    blockHead: [],
    blocks: [
      ...ticket.problems.map((numbered) => () => problem(ticket, numbered)),
      ...ticket.others.map((finding) => () => [
        `- ${prose(finding.title)} · ${codeInTable(finding.code, 80)} · ${cellList(ticket, finding.cells)}`,
      ]),
    ],
    tail: [],
    rank: 2,
    share: 60,
    leftOut: (n) => `${counted(n, "further finding")} in \`report.json\`; one at a time with \`--finding CODE\`.`,
  };
}

function problem(ticket: Ticket, { label, finding, failing }: Numbered): string[] {
  const attempts = failing === null ? "" : ` · ${attemptsInWords(failing)}`;
  const title = `**${label} · ${prose(finding.title)}** · ${finding.severity} · ${COMPONENT_WORDS[finding.component]} · ${codeInTable(finding.code, 80)} · ${cellList(ticket, finding.cells)}${attempts}`;
  const claim = finding.code.startsWith("claim-") ? factsText(finding.facts) : "";
  const why = `${prose(finding.explanation)}${claim}${controlsBeside(ticket, failing)}`;
  // What works as built needs no room of its own.
  if (finding.severity === "information" && finding.ask === null)
    return [`- ${title}. ${why} *Do:* ${prose(finding.remedy)}`];
  return [
    `- ${title}`,
    `  - Why: ${why}`,
    `  - Do: ${prose(finding.remedy)}`,
    `  - Ask: ${finding.ask === null ? "nothing of the vendor" : prose(finding.ask)}`,
  ];
}

/** What the control of the same probe came back with, mint included. */
function controlsBeside(ticket: Ticket, failing: Numbered["failing"]): string {
  if (failing === null) return "";
  const { cell } = failing;
  const control = ticket.results.find(
    (r) =>
      r.cell.control === "missing-deployment" &&
      r.cell.probe === cell.probe &&
      r.cell.variant.apiVersion === cell.variant.apiVersion &&
      r.cell.id !== cell.id,
  );
  if (control === undefined || control.recording === null) return "";
  const chain = control.recording.attempts
    .at(-1)
    ?.steps.flatMap((step) => step.hops.map((hop) => `${hop.method} ${hop.status ?? "no answer"}`));
  const said = control.error?.code ?? control.error?.message ?? null;
  return ` A deployment that cannot exist, asked the same: ${codeInTable([...(chain ?? []), ...(said === null ? [] : [said])].join(" → "), 160)}.`;
}

function cellList(ticket: Ticket, ids: string[]): string {
  const names = ids.slice(0, 3).map((id) => {
    const result = ticket.byId.get(id);
    return result === undefined ? codeInTable(shortId(ticket, id), 200) : cellName(ticket, result);
  });
  return names.join(", ") + (ids.length > 3 ? ` and ${ids.length - 3} more` : "");
}

/** Facts of a claim: who said what, where and when. */
function factsText(facts: Record<string, Json>): string {
  const parts = Object.entries(facts).flatMap(([name, value]) =>
    value === null || isJsonObject(value)
      ? []
      : [`${name}: ${Array.isArray(value) ? value.join(", ") : String(value)}`],
  );
  return parts.length === 0 ? "" : ` (${prose(parts.join("; "), 600)})`;
}
