import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseReport, ReportError, savedReport } from "../../src/conclusion/index.ts";
import { isJsonObject, type Json } from "../../src/model/json.ts";
import type { Report } from "../../src/model/report.ts";
import { READERS } from "./readers.ts";
import { mutated, pathsOf, smallReports } from "./small-reports.ts";

/** `AOAI_PROBE_EVERY_MUTATION=1` has every verb read every report that can be read: some minutes. */
const EVERY = process.env.AOAI_PROBE_EVERY_MUTATION === "1";
/** What stands in a key's place; undefined: it is gone. */
const INSTEAD: (Json | undefined)[] = [undefined, null, "x", 7, [], {}];

/** Every key of a saved report, once: the report that has it, and its path there. */
function everyKey(): { report: Json; kind: string; path: string[] }[] {
  const seen = new Set<string>();
  return smallReports().flatMap((small) => {
    const report: Json = JSON.parse(JSON.stringify(small));
    const fresh = [...pathsOf(report)].filter(([kind]) => !seen.has(kind));
    for (const [kind] of fresh) seen.add(kind);
    return fresh.map(([kind, path]) => ({ report, kind, path }));
  });
}

/** The key gone, and one of the others in turn. */
function twoOf(turn: number): (Json | undefined)[] {
  const [gone, ...others] = INSTEAD;
  return [gone, others[turn % others.length]];
}

/** The report, or null where it is refused in words that name the file's fault; anything else is thrown on. */
function readOrRefused(text: string, path: string[]): Report | null {
  try {
    return parseReport(text);
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    expect(error.message).toMatch(/^the file is .*: use a report\.json that `aoai-probe run` wrote\.$/);
    expect(namesPlace(error.message, path), `${path.join(".")}: ${error.message}`).toBe(true);
    return null;
  }
}

/** The key itself, what holds it or what it lacks; where a name or a source is gone, the place that needs it. */
function namesPlace(message: string, path: string[]): boolean {
  const [, named = ""] = /'([^']+)'/.exec(message) ?? [];
  if (/^results\.\d+\.cell\.(probe|target)$/.test(named) && /probes|targets/.test(path[0] ?? "")) return true;
  if (/has no source|was not kept/.test(message)) return named.startsWith(`${path.slice(0, 2).join(".")}.steps`);
  const [a, b] = [`${named}.`, `${path.join(".")}.`];
  return named !== "" && (a.startsWith(b) || b.startsWith(a));
}

/** Every key that the schema names, in the form in which a report's keys are counted. */
function keysOf(schema: Json, kind = ""): string[] {
  if (!isJsonObject(schema)) return [];
  const { properties, items, prefixItems, anyOf, oneOf } = schema;
  const own = isJsonObject(properties) ? Object.entries(properties) : [];
  return [
    ...own.flatMap(([key, below]) => [`${kind}.${key}`, ...keysOf(below, `${kind}.${key}`)]),
    ...[items ?? [], prefixItems ?? []].flat().flatMap((below) => keysOf(below, `${kind}.*`)),
    ...[anyOf ?? [], oneOf ?? []].flat().flatMap((below) => keysOf(below, kind)),
  ];
}

describe("a saved report with one key gone or of another kind", () => {
  it("is tried for every key that the schema names", () => {
    const tried = new Set(everyKey().map(({ kind }) => kind));
    const published: Json = JSON.parse(JSON.stringify(z.toJSONSchema(savedReport, { io: "input" })));
    const named = new Set(keysOf(published));
    expect(named.size).toBeGreaterThan(150);
    expect([...named].filter((kind) => !tried.has(kind))).toEqual([]);
  });

  it(
    "is read by every verb, or refused with the key's path",
    async () => {
      const started = performance.now();
      const keys = everyKey();
      const readers = Object.entries(READERS);
      const count = { mutations: 0, refused: 0, read: 0 };
      const thrown: string[] = [];
      for (const [turn, { report, kind, path }] of keys.entries()) {
        const readable: [string, Report][] = [];
        for (const instead of EVERY ? INSTEAD : twoOf(turn)) {
          count.mutations += 1;
          const read = readOrRefused(mutated(report, path, instead), path);
          if (read === null) count.refused += 1;
          else readable.push([`${kind} = ${JSON.stringify(instead)}`, read]);
        }
        const chosen = EVERY ? readable : readable.slice(turn % Math.max(1, readable.length)).slice(0, 1);
        const asked = EVERY ? readers : readers.slice(turn % readers.length).slice(0, 1);
        for (const [what, read] of chosen) {
          count.read += 1;
          for (const [name, reader] of asked) {
            await reader(read).catch((error: unknown) => {
              if (!(error instanceof ReportError)) thrown.push(`${name}: ${what}: ${String(error)}`);
            });
          }
        }
      }
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      process.stdout.write(
        `saved report: ${keys.length} keys, ${count.mutations} mutations, ${count.refused} refused, ${count.read} of the others read by a verb, ${seconds} s\n`,
      );
      expect(thrown).toEqual([]);
      expect(keys.length).toBeGreaterThan(500);
      expect(count.refused).toBeGreaterThan(400);
    },
    EVERY ? 1_200_000 : 180_000,
  );
});
