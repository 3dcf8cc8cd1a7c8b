import { variantName } from "../../model/cell.ts";
import { isEvidence, isGood } from "../../model/outcome.ts";
import type { Report, ReportTarget, Result } from "../../model/report.ts";
import { digestOf } from "../digest.ts";
import { plain } from "../inert.ts";
import { emulatedWarning, IMPORTED } from "../tally.ts";
import { cutOut, type Format, type View } from "../view.ts";
import { WIRE_PHASES } from "../wire-time.ts";

/**
 * The text format of Prometheus, for the textfile collector of node_exporter. Names and phases are those of
 * blackbox_exporter. A cell without evidence has no `probe_success`, because it is neither a success nor a failure.
 * Verdicts and stages are closed lists, and a run has one of each for a cell. No label has a free text of the service.
 */
export const format: Format = {
  extension: "prom",
  render: (report, view) => [...piecesOf(report, view)].join(""),
  pieces: piecesOf,
};

type Labels = Record<string, string>;
type Sample = [labels: Labels, value: number];

/** One metric: its name, its help and its samples. Samples of one metric must follow each other. */
interface Metric {
  name: string;
  help: string;
  samples: Iterable<Sample>;
}

const LONGEST_LABEL = 200;

function* piecesOf(whole: Report, view: View): Generator<string> {
  const report = cutOut(whole, view);
  const warning = report.run.imported === undefined ? emulatedWarning(report, (name) => name) : IMPORTED;
  if (warning !== null) yield `# ${plain(warning)}\n`;
  for (const metric of [...metricsOfRun(report, whole), ...metricsOfCells(report)]) yield* linesOf(metric);
}

function metricsOfRun({ targets, tool }: Report, { run }: Report): Metric[] {
  const source = run.emulated !== undefined ? "emulated" : run.imported !== undefined ? "imported" : "service";
  const metric = (name: string, help: string, value: number | null): Metric => ({
    name: `aoai_probe_${name}`,
    help,
    samples: value === null || Number.isNaN(value) ? [] : [[{}, value]],
  });
  return [
    {
      name: "aoai_probe_info",
      help: "Version of aoai-probe, and who answered: service, emulated or imported.",
      samples: [[{ version: tool.version, source }, 1]],
    },
    metric("run_start_timestamp_seconds", "Start of the run.", Date.parse(run.startedAt ?? "") / 1000),
    metric("run_end_timestamp_seconds", "End of the run.", Date.parse(run.finishedAt ?? "") / 1000),
    metric("run_complete", "Whether the run finished its plan.", run.complete ? 1 : 0),
    metric("run_exit_code", "Exit code of the run.", run.exit?.code ?? null),
    metric("regressions", "Cells that worked in the baseline and fail now.", run.exit?.regressions?.length ?? null),
    {
      name: "aoai_probe_target_info",
      help: "Region of a target, as configured.",
      samples: targets.map((target): Sample => [targetLabels(target), 1]),
    },
  ];
}

function targetLabels(target: ReportTarget): Labels {
  return { target: target.name, region: target.region ?? "unknown" };
}

function metricsOfCells({ results }: Report): Metric[] {
  const each = (samples: (result: Result) => Sample[]): Iterable<Sample> => ({
    *[Symbol.iterator]() {
      for (const result of results) if (result.cell.control === null) yield* samples(result);
    },
  });
  return [
    {
      name: "probe_success",
      help: "Whether the probe returned its result. Absent without evidence.",
      samples: each((result) => (isEvidence(result) ? [[cellLabels(result), isGood(result) ? 1 : 0]] : [])),
    },
    {
      name: "probe_duration_seconds",
      help: "Time of the deciding attempt by phase, summed over all its requests.",
      samples: each((result) => {
        const time = digestOf(result).wireTime;
        return time === null
          ? []
          : WIRE_PHASES.map((phase): Sample => [{ ...cellLabels(result), phase }, time[phase] / 1000]);
      }),
    },
    {
      name: "probe_http_status_code",
      help: "Last HTTP status.",
      samples: each((result) => (result.status === null ? [] : [[cellLabels(result), result.status]])),
    },
    {
      name: "aoai_probe_verdict_info",
      help: "Verdict of the cell, and the stage that failed or was reached.",
      samples: each((result) => {
        const { verdict, stage } = result;
        return [[{ ...cellLabels(result), verdict, stage: stage.failedAt ?? stage.reached ?? "none" }, 1]];
      }),
    },
  ];
}

function cellLabels({ cell }: Result): Labels {
  const variant = variantName(cell.variant).replace(/^@/, "");
  return {
    target: cell.target,
    deployment: cell.deployment ?? "",
    probe: cell.probe,
    ...(variant === "" ? {} : { variant }),
  };
}

/** A collector rejects the whole file if two samples have the same name and labels. */
function* linesOf({ name, help, samples }: Metric): Generator<string> {
  const seen = new Set<string>();
  for (const [labels, value] of samples) {
    const series = `${name}${labelText(labels)}`;
    if (seen.has(series)) continue;
    if (seen.size === 0) yield `# HELP ${name} ${help}\n# TYPE ${name} gauge\n`;
    seen.add(series);
    yield `${series} ${value}\n`;
  }
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(value: string): string {
  return plain(value, LONGEST_LABEL).replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}
