import { concludeReport } from "../../src/conclusion/index.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { Json } from "../../src/model/json.ts";
import type { Body, Frame, Hop, Redirect } from "../../src/model/recording.ts";
import type { Report, Result } from "../../src/model/report.ts";

/** How a hostile text stands in a place: in its stead, or behind what was there. */
export type Placing = (original: string, key?: string) => string;

export const PLACINGS = {
  alone: (text: string): Placing => {
    return () => text;
  },
  behind: (text: string): Placing => {
    return (original) => original + text;
  },
} as const;

/**
 * A report in which a peer or an operator said something hostile in every place that is theirs: status and error texts,
 * codes, headers, bodies, events, close reasons, Location, ids, regions, names of deployments and of the target.
 */
export function poisoned(report: Report, place: Placing): Report {
  const results = report.results.map((result) => poisonedResult(result, place));
  return {
    ...report,
    run: { ...report.run, id: place(report.run.id), timezone: { ...report.run.timezone, name: place("UTC") } },
    targets: report.targets.map((target) => ({
      ...target,
      name: place(target.name),
      label: place("label"),
      region: place(target.region ?? ""),
      resourceId: place("resource"),
      subscription: place("subscription"),
      kind: place("kind"),
      answeredRegions: target.answeredRegions.map((region) => place(region)),
      deployments: target.deployments.map((d) => ({
        ...d,
        name: place(d.name),
        model: place(d.model ?? ""),
        version: place(d.version ?? ""),
        sku: place(d.sku ?? ""),
      })),
    })),
    results,
    findings: report.findings.map((finding) => poisonedFinding(finding, place)),
  };
}

/** The same, judged again: what verdicts and findings make of hostile answers. */
export function judgedAgain(report: Report, place: Placing): Report {
  return concludeReport({
    ...report,
    results: report.results.map((r) => ({ ...r, recording: poisonedRecording(r.recording, place) })),
  });
}

function poisonedResult(result: Result, place: Placing): Result {
  const { cell, error, close } = result;
  return {
    ...result,
    cell: {
      ...cell,
      id: placedId(cell.id, place),
      target: place(cell.target),
      deployment: cell.deployment === null ? null : place(cell.deployment),
    },
    error:
      error === null
        ? null
        : {
            code: place(error.code ?? ""),
            message: place(error.message ?? ""),
            type: place(error.type ?? ""),
            param: place(error.param ?? ""),
          },
    close: close === null ? null : { ...close, reason: place(close.reason) },
    ids: Object.fromEntries(
      Object.entries(result.ids).map(([k, v]) => [k, Array.isArray(v) ? v.map((id) => place(id)) : place(v)]),
    ),
    sources: result.sources.map((source) => place(source)),
    restsOn: result.restsOn.map((id) => placedId(id, place)),
    recording: poisonedRecording(result.recording, place),
  };
}

/** Ids stay distinct, whatever stands in them. */
function placedId(id: string, place: Placing): string {
  return `${place("")}${id}${place("")}`;
}

function poisonedFinding(finding: Finding, place: Placing): Finding {
  const { pair } = finding;
  return {
    ...finding,
    target: finding.target === null ? null : place(finding.target),
    deployment: finding.deployment === null ? null : place(finding.deployment),
    title: place(finding.title),
    cells: finding.cells.map((id) => placedId(id, place)),
    pair:
      pair === null
        ? null
        : {
            failing: placedId(pair.failing, place),
            passing: placedId(pair.passing, place),
            difference: place(pair.difference),
          },
    explanation: place(finding.explanation),
    remedy: place(finding.remedy),
    ask: finding.ask === null ? null : place(finding.ask),
  };
}

function poisonedRecording(recording: Result["recording"], place: Placing): Result["recording"] {
  if (recording === null) return null;
  return {
    ...recording,
    attempts: recording.attempts.map((attempt) => ({
      ...attempt,
      steps: attempt.steps.map((step) => ({
        ...step,
        hops: step.hops.map((hop) => poisonedHop(hop, place)),
        frames: step.frames.map((frame) => poisonedFrame(frame, place)),
      })),
    })),
  };
}

function poisonedHop(hop: Hop, place: Placing): Hop {
  return {
    ...hop,
    responseHeaders: [
      ...hop.responseHeaders.map(([name, value]): [string, string] => [name, place(value)]),
      [place("x-"), place("value")],
    ],
    body: hop.body === null ? null : poisonedBody(hop.body, place),
    remote: place(hop.remote ?? ""),
    failure: {
      cause: "http.bad-status",
      code: place("HPE_INVALID_STATUS"),
      phase: "headers",
      text: place("the status line says "),
    },
    redirect: hop.redirect === null ? null : poisonedRedirect(hop.redirect, hop.url, place),
  };
}

function poisonedRedirect(redirect: Redirect, url: string, place: Placing): Redirect {
  const { credential } = redirect;
  const location = place(redirect.location ?? "");
  return {
    ...redirect,
    ...(URL.canParse(location, url) ? {} : { relation: "malformed", followed: false, notFollowed: "malformed" }),
    location,
    segmentsDropped: redirect.segmentsDropped.map((segment) => place(segment)),
    segmentsAdded: redirect.segmentsAdded.map((segment) => place(segment)),
    queryAdded: redirect.queryAdded.map((name) => place(name)),
    queryDropped: [place("")],
    credential: credential === null ? null : { ...credential, name: place(credential.name) },
  };
}

function poisonedBody(body: Body, place: Placing): Body {
  return { ...body, text: place(body.text ?? ""), json: poisonedJson(body.json, place) };
}

function poisonedFrame(frame: Frame, place: Placing): Frame {
  if (frame.kind === "close") return { ...frame, reason: place(frame.reason) };
  if (frame.direction === "sent") return frame;
  const event = frame.event === null ? null : poisonedJson(frame.event, place);
  const isObject = typeof event === "object" && event !== null && !Array.isArray(event);
  return { ...frame, event: isObject ? event : null, text: place(frame.text ?? "") };
}

function poisonedJson(json: Json, place: Placing): Json {
  if (typeof json === "string") return place(json);
  if (Array.isArray(json)) return json.map((element) => poisonedJson(element, place));
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries([
    ...Object.entries(json).map(([key, value]) => [key, poisonedJson(value, place)]),
    ["x", place("value")],
  ]);
}
