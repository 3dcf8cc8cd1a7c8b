import { isDeepStrictEqual } from "node:util";
import type { Catalog } from "../catalog/index.ts";
import { listModels } from "../catalog/models.ts";
import type { ApiVersion } from "../model/api-version.ts";
import type { LedgerEntry } from "../model/claim.ts";
import type { ErrorText } from "../model/error-text.ts";
import type { Report } from "../model/report.ts";
import type { Manifest } from "./manifest.ts";

/** The tool that verifies, and its catalogue. */
export interface Verifier {
  tool: Manifest["tool"];
  catalog: Pick<Catalog, "hash" | "probes" | "errorTexts" | "claims" | "models" | "apiVersions">;
}

/**
 * Returns why this version would have made a different bundle: versions and definitions, one line each. The verdicts
 * follow from the definitions in report.json, so a different definition can turn any verdict into another.
 */
export function findIncomparabilities(stated: Report, manifest: Manifest, { tool, catalog }: Verifier): string[] {
  const sameTool = isDeepStrictEqual(manifest.tool, tool);
  const versions = sameTool
    ? []
    : [
        `version: bundled by ${manifest.tool.name} ${manifest.tool.version}, verified by ${tool.name} ${tool.version}, so report.md and run.har were compared by hash only`,
      ];
  if (manifest.catalog === catalog.hash) return versions;
  const entries = definitionDifferences(stated, catalog);
  return [
    ...versions,
    `catalogue: the run used ${shortenHash(manifest.catalog)}, this version has ${shortenHash(catalog.hash)}${entries.length === 0 ? ", but the definitions that the run used are the same" : ""}`,
    ...entries,
  ];
}

/** Definitions of a report that are not those of a catalogue, one line each. */
export function definitionDifferences(stated: Report, catalog: Verifier["catalog"]): string[] {
  return [
    ...findChanged(stated.probes, catalog.probes).map(
      ({ id, isKnown }) => `probe ${id}: ${isKnown ? "defined differently in" : "not in"} this version's catalogue`,
    ),
    ...errorTextDifferences(stated.errorTexts, catalog.errorTexts),
    ...findChanged(stated.claims.filter(({ arm }) => arm === undefined).map(claimOf), catalog.claims).map(
      ({ id, isKnown }) => `claim ${id}: ${isKnown ? "worded differently in" : "not in"} this version's catalogue`,
    ),
    ...findChanged(versionsOf(stated.apiVersions ?? []), versionsOf(catalog.apiVersions)).map(
      ({ id, isKnown }) =>
        `api-version ${id}: ${isKnown ? "stated differently in" : "not in"} this version's catalogue`,
    ),
    ...(stated.knownModels === undefined || isDeepStrictEqual(stated.knownModels, listModels(catalog.models))
      ? []
      : ["model names: they differ from this version's catalogue"]),
  ];
}

function versionsOf(versions: ApiVersion[]): (ApiVersion & { id: string })[] {
  return versions.map((one) => ({ ...one, id: one.version }));
}

function findChanged<T extends { id: string }>(stated: T[], known: T[]): { id: string; isKnown: boolean }[] {
  const byId = new Map(known.map((one) => [one.id, one]));
  return stated
    .filter((one) => !isDeepStrictEqual(withoutUndefined(one), withoutUndefined(byId.get(one.id) ?? null)))
    .map(({ id }) => ({ id, isKnown: byId.has(id) }));
}

/** The first text that matches decides, so their order counts too. */
function errorTextDifferences(stated: ErrorText[], known: ErrorText[]): string[] {
  const added = stated.filter(
    (text) => !known.some((other) => isDeepStrictEqual(withoutUndefined(other), withoutUndefined(text))),
  );
  const missing = known.filter(
    (text) => !stated.some((other) => isDeepStrictEqual(withoutUndefined(other), withoutUndefined(text))),
  );
  const differences = [
    ...added.map((text) => `error text ${describeErrorText(text)}: not in this version's catalogue`),
    ...missing.map((text) => `error text ${describeErrorText(text)}: not in report.json`),
  ];
  return differences.length > 0 || isDeepStrictEqual(withoutUndefined(stated), withoutUndefined(known))
    ? differences
    : ["error texts: the order differs from this version's catalogue"];
}

function describeErrorText({ code, type, text, means }: ErrorText): string {
  return `'${[code ?? []].flat()[0] ?? text ?? type ?? ""}' (means ${means})`;
}

/** A claim without what the run found about it. */
function claimOf({ standing: _, confirming: __, contradicting: ___, untested: ____, ...claim }: LedgerEntry) {
  return claim;
}

function shortenHash(hash: string): string {
  return `${hash.slice(0, 19)}…`;
}

/** Returns a definition as JSON represents it: without undefined keys. */
function withoutUndefined(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
