import type { Finding } from "../model/finding.ts";
import type { CellFacts, Facts } from "./facts.ts";
import type { FindingText } from "./text.ts";

/** The code, the texts and the logic of one finding. Each has a file in `findings/`, named after its code. */
export interface FindingRule {
  code: string;
  text: FindingText;
  /** Codes of findings that do not repeat what this finding explains. */
  supersedes?: readonly string[];
  /** @param superseded cells that a finding which supersedes this one explains */
  find(facts: Facts, superseded: ReadonlySet<CellFacts>): Draft[];
}

/** A finding without what `diagnose` adds: its code, its target and the ids of its cells. */
export interface Draft extends Pick<Finding, "severity" | "title" | "component" | "facts" | "explanation" | "remedy"> {
  /** The cells it rests on. null and repeated cells are left out. */
  cells: readonly (CellFacts | null)[];
  /** Absent: about no deployment in particular. */
  deployment?: Finding["deployment"];
  pair?: Finding["pair"];
  /** Absent or null: nothing to request. */
  ask?: Finding["ask"];
}
