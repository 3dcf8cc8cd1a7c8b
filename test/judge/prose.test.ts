import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { judge, observe } from "../../src/judge/index.ts";
import { VERDICTS } from "../../src/model/verdict.ts";
import { cell, closed, hop, probeOf, received, recording } from "../support/recorded.ts";

/*
 * Verdicts and findings rest on codes, on what was sent and on differences. Patterns over the words of the service are
 * the exception. This test finds and counts them, and shows that none of them leads to a claim.
 */

const SRC = resolve(import.meta.dirname, "../../src");

/** The most patterns over codes, types, messages and close reasons of the service. Lower it when one goes. */
const MOST = 15;

/** Patterns that read no words of the service, by file. */
const STRUCTURAL: Record<string, string> = {
  "judge/attribution.ts": "names of protocol events, a header with a call id, the form of a body",
  "judge/body-fault.ts": "a content type",
  "judge/challenge.ts": "the header WWW-Authenticate, which has a grammar of its own",
  "judge/ids.ts": "the name of a cluster in a header",
  "judge/irregularity.ts": "names of protocol events",
  "diagnose/text.ts": "a slot in a text of this program",
  "diagnose/findings/token-audience-wrong.ts": "the end of the URL of an audience",
  "diagnose/findings/proxy-refused.ts": "a code of this program",
  "diagnose/findings/model-name-unknown.ts": "a model name of the operator",
  "diagnose/findings/request-field-refused.ts": "a field name of this program",
};

/** Literals after an operator or an opening bracket, with their flags. Comments are removed first. */
const LITERAL = /(?<=[(,=:[!&|?{;]\s*|return\s+)\/(?![*/])((?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)/g;

interface Pattern {
  file: string;
  regex: RegExp;
}

function patternsIn(folder: string): Pattern[] {
  const files = readdirSync(join(SRC, folder), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  return files.flatMap((name) => {
    const code = readFileSync(join(SRC, folder, name), "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
    const made = code.includes("new RegExp(") ? [{ file: `${folder}/${name}`, regex: /new RegExp/ }] : [];
    const literals = [...code.matchAll(LITERAL)].map(([, source = "", flags]) => ({
      file: `${folder}/${name}`,
      regex: new RegExp(source, flags),
    }));
    return [...literals, ...made];
  });
}

const all = [...patternsIn("judge"), ...patternsIn("diagnose")];
const overProse = all.filter(({ file }) => STRUCTURAL[file] === undefined);

/** Words of services, at least one for each pattern. */
const WORDS = [
  "InternalServerError",
  "tpm_rate_limit_hit",
  "timed_out",
  "quota exceeded",
  "insufficient credits",
  "Token rate limit exceeded",
  "tokens per minute limit reached",
  "Too many requests",
  "throttled",
  "session expired",
  "closed due to inactivity",
  "content policy violation",
  "Ephemeral key expired",
  "token expired",
  "audience mismatch",
  "invalid subscription key",
  "blocked by firewall rules",
  "The identity lacks a role",
  "Invalid token",
  "Access denied",
  "Forbidden",
];

describe("patterns over the words of the service", () => {
  it(`are at most ${MOST}, all in the file that says what an answer means`, () => {
    expect(overProse.map(({ file }) => file).filter((file) => file !== "judge/meaning.ts")).toEqual([]);
    expect(overProse.length).toBeGreaterThan(0);
    expect(overProse.length).toBeLessThanOrEqual(MOST);
  });

  it("are told from those over names and headers, each of which has a reason", () => {
    const files = new Set(all.map(({ file }) => file));
    expect(Object.keys(STRUCTURAL).filter((file) => !files.has(file))).toEqual([]);
  });

  it.each(overProse.map(({ regex }) => regex))("%s matches a word that is tried below", (regex) => {
    expect(WORDS.filter((word) => regex.test(word))).not.toEqual([]);
  });

  const probe = probeOf("ga-realtime");
  const claimOf = (...steps: Parameters<typeof recording>[1][]): string[] => {
    const one = cell(probe.id, "gpt-realtime-1.5", "conversation");
    const observation = observe(one, probe, recording(probe, ...steps), null);
    const verdict = judge([observation], [probe], []).get(one.id);
    return verdict !== undefined && VERDICTS[verdict.verdict] === "claim" ? [`${verdict.cause}`] : [];
  };
  it.each(WORDS)("alone make no claim, whether they are code, type, message or reason: %s", (word) => {
    const errors = [{ code: word }, { type: word }, { message: word }, { code: word, type: word, message: word }];
    const claims = errors.flatMap((error) => [
      ...[200, 400, 401, 403, 404, 408, 409, 410, 422, 429, 500, 503].flatMap((status) =>
        claimOf(hop({ status, body: { error } })),
      ),
      ...claimOf(hop({ status: 101 }), [received({ type: "error", error })]),
    ]);
    const closes = [1000, 1008, 1011, 1013, 4000].flatMap((code) =>
      claimOf(hop({ status: 101 }), closed(code, { reason: word })),
    );
    expect([...claims, ...closes]).toEqual([]);
  });
});
