import { variantName } from "../../model/cell.ts";
import type { Expectation } from "../../model/expectation.ts";
import type { Report, ReportTarget, Result } from "../../model/report.ts";
import { exitInWords, rateInWords } from "../changes.ts";
import { attemptsInWords, requestId, statuses } from "../reading.ts";
import { emulatedWarning, IMPORTED } from "../tally.ts";
import { cutOut, type Format, resultsOf, type View } from "../view.ts";
import { outcome } from "../words.ts";
import { type CellRecord, cellRecord } from "./cell-record.ts";
import { type Standing, standingOf } from "./standing.ts";
import { xmlAttributes, xmlText } from "./xml.ts";

/** Keys of the record that readers of test reports group by. */
const PROPERTIES = [
  "cell",
  "region",
  "model",
  "modelVersion",
  "role",
  "verdict",
  "cause",
  "stageReached",
  "stageFailed",
  "requestId",
  "change",
] as const satisfies (keyof CellRecord)[];

/**
 * JUnit in the shape that Playwright writes: a suite for each target and a case for each cell without the controls. The
 * elements and attributes are those that Jenkins accepts.
 */
export const format: Format = {
  extension: "junit.xml",
  render: (report, view) => [...piecesOf(report, view)].join(""),
  pieces: piecesOf,
};

interface Case {
  classname: string;
  name: string;
  seconds: number;
  properties: Record<string, string | null>;
  standing: Standing;
  message: string;
  /** Texts of attempts that ended differently. */
  flaky: string | null;
}

function* piecesOf(whole: Report, view: View): Generator<string> {
  const report = cutOut(whole, view);
  const { tool, run } = report;
  const suites = report.targets.map((target) => ({ target, counts: countCases(casesOf(report, target)) }));
  const sum = (key: keyof Counts) => suites.reduce((total, { counts }) => total + counts[key], 0);
  // Jenkins accepts no number of skipped cases here.
  const total = {
    tests: sum("tests"),
    failures: sum("failures"),
    errors: sum("errors"),
    time: secondsOf(sum("seconds")),
  };
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites${xmlAttributes({ name: `${tool.name} ${run.id}`, ...total })}>\n`;
  for (const {
    target,
    counts: { seconds, ...own },
  } of suites) {
    const hostname = URL.canParse(target.endpoint) ? new URL(target.endpoint).host : target.endpoint;
    const started = run.startedAt?.replace(/\.\d+Z$|Z$/, "") ?? null;
    yield `<testsuite${xmlAttributes({ name: target.name, timestamp: started, hostname, ...own, time: secondsOf(seconds) })}>\n`;
    yield propertiesOf(suiteProperties(whole));
    for (const one of casesOf(report, target)) yield caseOf(one);
    yield "</testsuite>\n";
  }
  yield "</testsuites>\n";
}

function suiteProperties(report: Report): Record<string, string | null> {
  return {
    warning: report.run.imported === undefined ? emulatedWarning(report, (name) => name) : IMPORTED,
    exit: exitInWords(report),
  };
}

function* casesOf(report: Report, target: ReportTarget): Generator<Case> {
  for (const result of resultsOf(report, target.name)) if (result.cell.control === null) yield cellCase(report, result);
  for (const one of report.expectations ?? [])
    if (one.target === target.name && one.cells.length === 0) yield emptyCase(one);
}

function cellCase(report: Report, result: Result): Case {
  const { cell } = result;
  const record = cellRecord(report, result);
  return {
    classname: `${cell.target}.${cell.deployment ?? "-"}`,
    name: `${cell.probe}${variantName(cell.variant)}`,
    seconds: (record.durationMs ?? 0) / 1000,
    properties: Object.fromEntries(PROPERTIES.map((key) => [key, record[key]])),
    standing: standingOf(report, result),
    message: messageOf(result),
    flaky: flakyText(result),
  };
}

/** An expectation about a target or a deployment that no cell is about. */
function emptyCase({ target, deployment, role }: Expectation): Case {
  return {
    classname: `${target}.${deployment ?? "-"}`,
    name: role === null ? "expectation" : `for ${role}`,
    seconds: 0,
    properties: {},
    standing: { kind: "error", why: "no-evidence" },
    message: "no cell is about this expectation",
    flaky: null,
  };
}

function messageOf(result: Result): string {
  const facts = [
    outcome(result),
    result.stage.failedAt === null ? "" : `failed at ${result.stage.failedAt}`,
    statuses(result),
    requestId(result) === null ? "" : `request id ${requestId(result)}`,
  ];
  return facts.filter((fact) => fact !== "").join(", ");
}

/** How attempts or repetitions of the same request disagree. Null if they do not. */
function flakyText(result: Result): string | null {
  const { rate, unstable, cause } = result;
  if (rate !== undefined && rate.worked > 0 && rate.worked < rate.of) return rateInWords(rate);
  if (unstable) return attemptsInWords(result);
  return cause === "inconclusive.unstable" ? outcome(result) : null;
}

const ELEMENTS = { failed: "failure", error: "error", skipped: "skipped" } as const;
const WORDS = {
  unmet: "The expectation is not met",
  regression: "It worked in the baseline",
  "no-evidence": "There is no evidence",
  unconfirmed: "No repetition confirmed this failure",
} as const;

function caseOf({ classname, name, seconds, properties, standing, message, flaky }: Case): string {
  const lines = [
    `<testcase${xmlAttributes({ name, classname, time: secondsOf(seconds) })}>\n`,
    propertiesOf(properties),
  ];
  if (flaky !== null) lines.push(`<flakyFailure${xmlAttributes({ message: flaky, type: "attempts-disagree" })}/>\n`);
  if (standing.kind === "skipped") lines.push(`<skipped${xmlAttributes({ message })}/>\n`);
  else if (standing.kind !== "passed") {
    const element = ELEMENTS[standing.kind];
    const text = xmlText(`${WORDS[standing.why]}: ${message}.`);
    lines.push(`<${element}${xmlAttributes({ message, type: standing.why })}>${text}</${element}>\n`);
  }
  return `${lines.join("")}</testcase>\n`;
}

function propertiesOf(properties: Record<string, string | null>): string {
  const known = Object.entries(properties).flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
  if (known.length === 0) return "";
  const lines = known.map((one) => `<property${xmlAttributes(one)}/>\n`);
  return `<properties>\n${lines.join("")}</properties>\n`;
}

type Counts = Record<"tests" | "failures" | "errors" | "skipped" | "seconds", number>;

function countCases(cases: Iterable<Case>): Counts {
  const counts: Counts = { tests: 0, failures: 0, errors: 0, skipped: 0, seconds: 0 };
  for (const { standing, seconds } of cases) {
    counts.tests += 1;
    counts.seconds += seconds;
    if (standing.kind === "failed") counts.failures += 1;
    if (standing.kind === "error") counts.errors += 1;
    if (standing.kind === "skipped") counts.skipped += 1;
  }
  return counts;
}

function secondsOf(seconds: number): string {
  return seconds.toFixed(3);
}
