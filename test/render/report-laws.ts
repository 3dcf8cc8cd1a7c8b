import type { Report, ReportTarget, Result } from "../../src/model/report.ts";
import { plain, prose } from "../../src/render/inert.ts";
import { lacksResult, shortId, type Ticket, ticketOf } from "../../src/render/markdown/ticket.ts";
import { format } from "../../src/render/markdown.ts";
import { hasPlace, statuses } from "../../src/render/reading.ts";

/*
 * What holds for every Markdown report, whatever was run. Each law returns what breaks it, in words for a reader.
 */

const VIEW = { matrix: false, target: null, finding: null };
/** Characters that a forge accepts in one post. */
const POST = 65_536;

/** Which section a reference means, by the words before it. */
const REFERENCES: [before: string, heading: string][] = [
  ["Excluded causes: ", "Findings and checks"],
  ["What to do: ", "Findings and checks"],
  ["See ", "Evidence"],
  ["request in ", "Evidence"],
  ["Explanation: ", "Evidence"],
  [" more rows: ", "All results"],
];

/** Everything in the reports of a run that breaks a law: the whole report, each target and each finding. */
export function breaches(report: Report): string[] {
  const codes = [...new Set(report.findings.map(({ code }) => code))];
  return [
    ...report.targets.flatMap((target) => breachesIn(report, target)),
    ...[null, ...codes].flatMap((finding) => {
      const text = format.render(report, { ...VIEW, finding });
      const tooLong = finding !== null && text.length > POST ? [`--finding ${finding}: ${text.length} characters`] : [];
      return [...tooLong, ...wideTables(text), ...openLinks(text), ...unresolved(text)];
    }),
  ];
}

function breachesIn(report: Report, target: ReportTarget): string[] {
  const text = format.render(report, { ...VIEW, target: target.name });
  const cut = {
    ...report,
    targets: [target],
    results: report.results.filter(({ cell }) => cell.target === target.name),
  };
  const ticket = ticketOf({ ...cut, findings: report.findings }, target, report, false);
  const breached = [
    ...tooManyLines(text, target),
    ...missingEvidence(ticket, text),
    ...lostWords(ticket, text),
    ...mixedFirstScreen(ticket, text),
    ...falseClaims(ticket, text),
    ...wrongService(ticket, text),
  ];
  return breached.map((breach) => `${target.name}: ${breach}`);
}

function tooManyLines(text: string, { deployments }: ReportTarget): string[] {
  const lines = text.split("\n").length - 1;
  const most = deployments.length <= 2 ? 150 : 250;
  return lines > most ? [`${lines} lines for ${deployments.length} deployments`] : [];
}

/** The failing cell and the nearest working one in full. */
function missingEvidence(ticket: Ticket, text: string): string[] {
  const { subject } = ticket;
  if (subject === null) return [];
  const shown = ({ cell }: Result, role: string) =>
    text.includes(`  ${role}: ${plain(shortId(ticket, cell.id), 200)}`) ? [] : [`not in full: ${role} ${cell.id}`];
  const evidence = sectionsOf(text).find(({ heading }) => heading === "Evidence")?.text ?? "";
  const works = ticket.results.some(({ verdict, cell }) => verdict === "supported" && cell.control === null);
  return [
    ...shown(subject.failing, "failing"),
    ...(subject.working === null
      ? works
        ? ["no working cell is shown"]
        : []
      : shown(subject.working, "nearest working")),
    ...((subject.failing.recording?.attempts ?? []).length > 0 && !/^\d\d:\d\d:\d\d/m.test(evidence)
      ? ["Evidence shows no request"]
      : []),
  ];
}

/** What the service said about each cell of a deployment's purpose that has no result. */
function lostWords(ticket: Ticket, text: string): string[] {
  const failed = ticket.results.filter((r) => ticket.isOfPurpose(r) && lacksResult(r) && hasPlace(r));
  return failed.flatMap((result) => {
    const { error, close, cell, ids } = result;
    const known = [cell.deployment ?? "", ...Object.values(ids).flat()].filter((id) => id !== "");
    const words = [
      statuses(result),
      error?.code,
      error?.type,
      error?.param,
      error?.message,
      close?.by === "peer" ? close.code : null,
      close?.by === "peer" ? close.reason : null,
    ];
    const said = words.flatMap((word) => (word === null || word === undefined || word === "" ? [] : [String(word)]));
    const missing = said.filter(
      (word) =>
        !known.some((id) => word.includes(id)) &&
        !text.includes(
          plain(word, 90)
            .replace(/… \(\+.*$/, "")
            .replaceAll("`", "'")
            .replaceAll("|", "\\|"),
        ),
    );
    return missing.map((word) => `${cell.id}: lost “${word}”`);
  });
}

/** Symptom and request to support belong to one finding. */
function mixedFirstScreen({ subject, problems }: Ticket, text: string): string[] {
  const request = /^\*\*Request to support\.\*\* (.*)$/m.exec(text)?.[1] ?? "";
  const ask = subject?.finding?.ask ?? null;
  if (ask !== null && request !== prose(ask)) return [`the request is not that of ${subject?.finding?.code}`];
  const others = problems.filter(({ finding }) => finding.ask !== null && finding.ask !== ask);
  const mixed = subject === null ? [] : others.filter(({ finding }) => request.includes(prose(finding.ask ?? "")));
  const unexplained =
    subject !== null && subject.finding === null && !request.startsWith("Not explained by any finding");
  return [
    ...mixed.map(({ finding }) => `the request is that of ${finding.code}`),
    ...(unexplained ? ["a refusal without a finding is not said to be unexplained"] : []),
  ];
}

/** `works as built` needs a confirmed statement. */
function falseClaims({ subject, whole }: Ticket, text: string): string[] {
  const id = subject?.failing.cell.id ?? "";
  const isEstablished = (whole.claims ?? []).some(({ confirming }) => confirming.includes(id));
  const own = /^\*\*Request to support\.\*\* .*$/m.exec(text)?.[0] ?? "";
  return own.includes("as built") && !isEstablished ? ["“works as built” without a statement"] : [];
}

/** A ticket about chat completions speaks of them. */
function wrongService({ subject }: Ticket, text: string): string[] {
  const service = /^\| Service · topic \| (.*) \|$/m.exec(text)?.[1] ?? "";
  const probe = subject?.failing.cell.probe ?? "";
  const expected = probe.startsWith("chat-completions")
    ? "chat completions API"
    : probe.startsWith("responses")
      ? "responses API"
      : probe.startsWith("audio")
        ? "audio API"
        : "";
  return service.includes(expected) ? [] : [`the service of ${probe} is “${service}”`];
}

function wideTables(text: string): string[] {
  const rows = text.split("\n").filter((line) => line.startsWith("|"));
  return rows
    .filter((row) => row.replace(/\\\|/g, "").split("|").length - 2 > 8)
    .map((row) => `a table of more than eight columns: ${row.slice(0, 80)}`);
}

/** A URL that takes the punctuation after it into its code span cannot be copied. */
function openLinks(text: string): string[] {
  return [...text.replace(/```[\s\S]*?```/g, "").matchAll(/`[[(]?https?:\/\/[^`\s]*[\]).,;:]`/g)].map(
    ([span]) => `a link with punctuation: ${span}`,
  );
}

/** Every reference to a section leads to the section that it means. */
function unresolved(text: string): string[] {
  return partsOf(text).flatMap((part) => {
    const headings = new Map(sectionsOf(part).map(({ number, heading }) => [number, heading]));
    return [...part.matchAll(/(.{0,20})\bsection (\d+)/g)].flatMap(([, before = "", number = ""]) => {
      const expected = REFERENCES.find(([words]) => before.endsWith(words))?.[1];
      const heading = headings.get(Number(number));
      return heading !== undefined && heading === expected ? [] : [`“${before}section ${number}” leads to ${heading}`];
    });
  });
}

/** The parts of the targets, each with its own numbers. */
function partsOf(text: string): string[] {
  return text.split(/^(?=## (?!\d+\. ))/m);
}

interface Heading {
  number: number;
  heading: string;
  text: string;
}

function sectionsOf(text: string): Heading[] {
  return text.split(/^(?=#{2,3} \d+\. )/m).flatMap((part) => {
    const [, number, heading] = /^#{2,3} (\d+)\. (.*)$/m.exec(part) ?? [];
    return number === undefined || heading === undefined ? [] : [{ number: Number(number), heading, text: part }];
  });
}
