import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { judge, observe } from "../../src/judge/index.ts";
import type { ErrorText } from "../../src/model/error-text.ts";
import { isJsonObject, type Json, type JsonObject } from "../../src/model/json.ts";
import type { Frame, Hop, Recording } from "../../src/model/recording.ts";
import { VERDICTS } from "../../src/model/verdict.ts";
import { catalog, probeOf } from "../support/recorded.ts";
import { noRouteAt, notFoundAt, refusedAt, wrongKeyAt } from "./answers.ts";
import {
  type Asked,
  asked,
  type Coordinates,
  codesOf,
  type End,
  findingsOf,
  missing,
  missingPath,
  noCredential,
} from "./situation.ts";

/*
 * Public reports that are not among the field reports, as situations: what the service answered is quoted from the
 * thread, what its controls would have met is the most plausible, and what must be concluded is what the thread ended
 * with, as far as such answers can carry it.
 */
export interface Report {
  /** Where it was reported, and when; what the thread does not show of the answer's form is said to be inferred. */
  source: string;
  name: string;
  /** The first is the cell in question. */
  cells: Asked[];
  /** `verdict cause` of the first cell. */
  verdict: string;
  /** Findings that must be made, and findings that would mislead. */
  finds?: string[];
  never?: string[];
  /** True: only a code on record tells that it is no refusal of the model, and in other words nothing could. */
  wordsMatter?: true;
}

/** One answer to every request of a target, whatever it asks for and with what. */
export function everywhere(status: number, body: Json, at: Coordinates = {}): Asked[] {
  return [
    ...shown(status, body, at),
    missingPath(refusedAt("upgrade", status, body), "websocket", at),
    missingPath(refusedAt("result", status, body), "http", at),
    noCredential(refusedAt("upgrade", status, body), at),
  ];
}

/** One answer to every request that shows the credential; a path that cannot exist and no credential get their own. */
export function withCredential(status: number, body: Json, at: Coordinates = {}): Asked[] {
  const paths = [missingPath(noRouteAt("upgrade"), "websocket", at), missingPath(noRouteAt("result"), "http", at)];
  return [...shown(status, body, at), ...paths, noCredential(wrongKeyAt("upgrade"), at)];
}

function shown(status: number, body: Json, at: Coordinates): Asked[] {
  return [
    asked("ga-realtime", "gpt-realtime-1.5", refusedAt("upgrade", status, body), at),
    missing("ga-realtime", refusedAt("upgrade", status, body), at),
    asked("chat-completions-v1", "gpt-4.1", refusedAt("result", status, body), at),
    missing("chat-completions-v1", refusedAt("result", status, body), at),
  ];
}

/** A deployment's answer on a path where another deployment passes and one that cannot exist is told so. */
export function besideOneThatPasses(probe: string, deployment: string, end: End, passing = "gpt-4.1"): Asked[] {
  return [
    asked(probe, deployment, end),
    asked(probe, passing, "passes"),
    missing(probe, notFoundAt("result")),
    missingPath(noRouteAt("result"), "http"),
  ];
}

/** A refusal in the form that OpenAI's own models have: a type, and a parameter or null. */
export function refused(status: number, message: string, code: string | null, param: string | null): End {
  return refusedAt("result", status, { error: { message, type: "invalid_request_error", param, code } });
}

/** Two facts of each report: what is concluded of it, and that its words are no part of a claim. */
export function itConcludes(reports: Report[]): void {
  it.each(reports)("$name ($source)", ({ cells, verdict, finds = [], never = [] }) => {
    const [first] = cells;
    expect(verdictsOf(cells).get(first?.[0].id ?? "")).toBe(verdict);
    const found = codesOf(findingsOf({ name: "", cells, found: [] })).map((code) => code.split(" ")[0]);
    expect(found).toEqual(expect.arrayContaining(finds));
    expect(found.filter((code) => never.includes(code ?? ""))).toEqual([]);
  });

  it.each(reports.filter(({ wordsMatter }) => wordsMatter !== true))(
    "told in other words, makes no other claim: $name",
    ({ cells }) => {
      const told = verdictsOf(cells);
      for (const others of [verdictsOf(cells, []), verdictsOf(reworded(cells))]) {
        for (const [id, conclusion] of others) {
          if (!isClaim(conclusion)) continue;
          expect(verdictKind(told.get(id)), `${id}: ${conclusion}`).toBe(verdictKind(conclusion));
        }
      }
    },
  );
}

function verdictKind(conclusion: string | undefined): string {
  return conclusion?.split(" ")[0] ?? "";
}

/** `verdict cause` of every cell, by id. */
function verdictsOf(cells: Asked[], texts: ErrorText[] = catalog.errorTexts): Map<string, string> {
  const observations = cells.map(([cell, recording]) => observe(cell, probeOf(cell.probe), recording, null));
  const found = judge(observations, catalog.probes, texts);
  return new Map([...found].map(([id, { verdict, cause }]) => [id, `${verdict} ${cause}`]));
}

/** Whether `verdict cause` is a claim about what is supported. */
function isClaim(conclusion: string): boolean {
  return Object.entries(VERDICTS).some(([verdict, kind]) => kind === "claim" && conclusion.startsWith(`${verdict} `));
}

/**
 * The same situation told in words that nobody recorded: every code and message of an error is another one. Equal ones
 * stay equal, names of deployments stay in them, and type, param and carrier stay what they were.
 */
function reworded(cells: Asked[]): Asked[] {
  const names = cells.flatMap(([cell]) => cell.deployment ?? []);
  return cells.map(([cell, recording]) => [cell, recording === null ? null : rewordedRecording(recording, names)]);
}

function rewordedRecording(recording: Recording, names: string[]): Recording {
  const attempts = recording.attempts.map((attempt) => ({
    ...attempt,
    steps: attempt.steps.map((step) => ({
      ...step,
      hops: step.hops.map((hop) => rewordedHop(hop, names)),
      frames: step.frames.map((frame) => rewordedFrame(frame, names)),
    })),
  }));
  return { ...recording, attempts };
}

function rewordedHop(hop: Hop, names: string[]): Hop {
  if (hop.body === null || hop.body.json === null) return hop;
  const json = rewordedJson(hop.body.json, names);
  return { ...hop, body: { ...hop.body, json, text: JSON.stringify(json) } };
}

function rewordedFrame(frame: Frame, names: string[]): Frame {
  return frame.kind === "message" && frame.event !== null
    ? { ...frame, event: rewordedObject(frame.event, names) }
    : frame;
}

function rewordedJson(json: Json, names: string[]): Json {
  if (Array.isArray(json)) return json.map((one) => rewordedJson(one, names));
  return isJsonObject(json) ? rewordedObject(json, names) : json;
}

function rewordedObject(json: JsonObject, names: string[]): JsonObject {
  const entries = Object.entries(json).map(([key, value]): [string, Json] => {
    return [key, key === "error" && isJsonObject(value) ? rewordedError(value, names) : rewordedJson(value, names)];
  });
  return Object.fromEntries(entries);
}

function rewordedError(error: JsonObject, names: string[]): JsonObject {
  const { code, message } = error;
  return {
    ...error,
    ...(typeof code === "string" ? { code: anotherWord(code) } : {}),
    ...(typeof message === "string" ? { message: anotherMessage(message, names) } : {}),
  };
}

function anotherMessage(message: string, names: string[]): string {
  const held = names.filter((name) => message.includes(name));
  const rest = held.reduce((text, name) => text.split(name).join("…"), message);
  return [anotherWord(rest), ...held].join(" ");
}

/** Letters alone, so that no id or number is read into it. */
function anotherWord(text: string): string {
  const digits = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return [...digits].map((digit) => "kjqxzwvyghbfdpnt".charAt(Number.parseInt(digit, 16))).join("");
}
