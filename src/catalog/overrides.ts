import type { ApiVersion } from "../model/api-version.ts";
import type { Claim } from "../model/claim.ts";
import type { ModelEntry } from "../model/model-entry.ts";
import type { Probe } from "../model/probe.ts";
import type { BuiltIn } from "./built-in.ts";
import { patternOf } from "./models.ts";

/** What a folder of the operator adds to the built-in catalogue, or replaces in it. */
export interface Pack {
  probes: Probe[];
  models: ModelEntry[];
  claims: Claim[];
  apiVersions: ApiVersion[];
  hash: string;
}

type Content = Pick<BuiltIn, "probes" | "models" | "claims" | "apiVersions">;

/** The built-in entries with those of a pack. An entry of the pack replaces the built-in one of the same id. */
export function withPack(builtIn: Content, pack: Content): Content & { replaced: string[] } {
  const probes = merge(builtIn.probes, pack.probes, ({ id }) => id);
  const models = merge(builtIn.models, pack.models, patternOf);
  const claims = merge(builtIn.claims, pack.claims, ({ id }) => id);
  const versions = merge(builtIn.apiVersions, pack.apiVersions, ({ version }) => version);
  return {
    probes: probes.all.map((probe) => varyVersions(probe, versions.all)),
    models: models.all,
    claims: claims.all,
    apiVersions: versions.all,
    replaced: [
      ...probes.replaced.map((id) => `probe ${id}`),
      ...models.replaced.map((id) => `model ${id}`),
      ...claims.replaced.map((id) => `claim ${id}`),
      ...versions.replaced.map((id) => `api-version ${id}`),
    ],
  };
}

function merge<T>(known: T[], own: T[], idOf: (one: T) => string): { all: T[]; replaced: string[] } {
  const byId = new Map(known.map((one) => [idOf(one), one]));
  const replaced = own.map(idOf).filter((id) => byId.has(id));
  for (const one of own) byId.set(idOf(one), one);
  return { all: [...byId.values()], replaced };
}

/** A probe of the group `versions` tries every api-version on record. A report then states which it tried. */
function varyVersions(probe: Probe, onRecord: ApiVersion[]): Probe {
  if (probe.group !== "versions") return probe;
  return { ...probe, vary: { "api-version": onRecord.map(({ version }) => version).sort() } };
}
