import { FORMATS } from "../../render/index.ts";
import { settingFlags } from "../configuration/settings.ts";
import type { Flags, FlagValues } from "../verb.ts";

/** Flags of every verb that prints a report. */
export const VIEW_FLAGS = {
  format: {
    kind: "list",
    choices: FORMATS,
    describe: "Format to print. With --output, the report is also written to a file in this format. Repeatable.",
    default: "table",
  },
  output: { kind: "text", alias: "o", describe: "Directory to write report.json and report.md to." },
  json: { kind: "switch", describe: "Print the report as JSON on standard output. The same as --format json." },
  matrix: { kind: "switch", describe: "Print the result of every probe for every target." },
  target: { kind: "text", describe: "Print this target only." },
  finding: { kind: "text", describe: "Print only the finding with this code." },
  baseline: {
    kind: "text",
    describe:
      "Compare with this earlier report.json or baseline file. `last` is the report in the directory of --output.",
  },
  "update-baseline": {
    kind: "switch",
    describe: "After the comparison, write the proven results of this run to the --baseline file.",
  },
  ...settingFlags("fail-on"),
} as const satisfies Flags;

/** The flags for the destination of a report and for the part that is printed. */
export type ViewFlags = FlagValues<typeof VIEW_FLAGS>;
