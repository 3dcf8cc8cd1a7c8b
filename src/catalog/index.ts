import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type Claim, claimSchema } from "../model/claim.ts";
import { type ErrorText, errorTextSchema } from "../model/error-text.ts";
import { type Probe, probeSchema } from "../model/probe.ts";
import { type ModelEntry, modelsSchema } from "./models.ts";
import { secretIn } from "./probe-secrets.ts";
import { pcmOfWav } from "./sample.ts";
import { unsourcedIn } from "./sources.ts";
import { CatalogError, readYaml } from "./yaml-file.ts";

export { type ModelEntry, roleOfModel } from "./models.ts";
export { CatalogError } from "./yaml-file.ts";

/** What we ask, and what is known beforehand: the content of probes/, checked. */
export interface Catalog {
  /** Sorted by surface as documented, then by id. */
  probes: Probe[];
  errorTexts: ErrorText[];
  models: ModelEntry[];
  /** What documentation and vendors say, with source and date. */
  claims: Claim[];
  /** `sha256:…` over every file of the catalogue, for the report. */
  hash: string;
  samples: {
    /** Raw 24 kHz mono PCM16 of the spoken sample. */
    speech: Uint8Array;
    /** A file that a probe's `body` or `multipart` names. Throws CatalogError where there is none. */
    file(name: string): Uint8Array;
  };
}

const BUILT_IN = fileURLToPath(new URL("../../probes", import.meta.url));
const DATA_FILES = new Set(["models.yaml", "error-texts.yaml", "claims.yaml"]);
const SURFACE_ORDER: Record<Probe["surface"], number> = { ga: 0, preview: 1, rest: 2, "voice-live": 3 };

/**
 * Reads the built-in catalogue, and a directory of the user's own probes beside it.
 * @param options.extra directory given with --probes, or null
 * @throws CatalogError naming file, line and key
 */
export async function loadCatalog(options: { extra: string | null }): Promise<Catalog> {
  const roots = [BUILT_IN, ...(options.extra === null ? [] : [options.extra])];
  const files = roots
    .flatMap((root) => yamlFiles(root))
    .filter((file) => !DATA_FILES.has(file.slice(file.lastIndexOf("/") + 1)));
  const probes = files.map((file) => readProbe(file));
  refuseDuplicates(
    probes.map(({ id }) => id),
    files,
  );
  const claims = readYaml(join(BUILT_IN, "claims.yaml"), z.array(claimSchema));
  refuseUnknown(
    claims,
    probes.map(({ id }) => id),
  );
  const hash = createHash("sha256");
  for (const file of roots.flatMap((root) => allFiles(root))) hash.update(readFileSync(file));
  return {
    probes: probes.sort(
      (a, b) => SURFACE_ORDER[a.surface] - SURFACE_ORDER[b.surface] || a.id.localeCompare(b.id, "en"),
    ),
    errorTexts: readYaml(join(BUILT_IN, "error-texts.yaml"), z.array(errorTextSchema)),
    models: readYaml(join(BUILT_IN, "models.yaml"), modelsSchema),
    claims,
    hash: `sha256:${hash.digest("hex")}`,
    samples: {
      speech: pcmOfWav(readFileSync(join(BUILT_IN, "samples", "speech.wav"))),
      file: (name) => sampleFile(roots, name),
    },
  };
}

/** Reads one probe file and checks what the schema cannot say: that every placeholder has a source. */
export function readProbe(file: string): Probe {
  const probe = readYaml(file, probeSchema);
  const secret = secretIn(probe);
  if (secret !== null) throw new CatalogError(`${file}: ${secret}`);
  const unsourced = unsourcedIn(probe);
  if (unsourced !== null) throw new CatalogError(`${file}: '${unsourced.path.join(".")}': ${unsourced.text}.`);
  return probe;
}

function refuseDuplicates(ids: string[], files: string[]): void {
  const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (twice !== -1)
    throw new CatalogError(`${files[twice]}:1: 'id': '${ids[twice]}' is the id of another probe too; give it its own.`);
}

/** A claim that names a probe or claim which is not there would stand untested for ever. */
function refuseUnknown(claims: Claim[], probes: string[]): void {
  const known = new Set([...probes, ...claims.map(({ id }) => id)]);
  for (const claim of claims) {
    const unknown = [...claim.probes, ...claim["conflicts-with"]].find((name) => !known.has(name));
    if (unknown === undefined) continue;
    throw new CatalogError(
      `claims.yaml: '${claim.id}': there is no probe or claim '${unknown}'; name one that is there.`,
    );
  }
}

function sampleFile(roots: string[], name: string): Uint8Array {
  if (/[/\\]|^\.\.?$/.test(name)) throw new CatalogError(`the sample '${name}' must be a plain file name in samples/.`);
  for (const root of [...roots].reverse()) {
    const file = join(root, "samples", name);
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) return readFileSync(file);
  }
  throw new CatalogError(`the sample '${name}' is in no samples/ folder of the catalogue.`);
}

function yamlFiles(root: string): string[] {
  return allFiles(root).filter((file) => /\.ya?ml$/.test(file));
}

function allFiles(root: string): string[] {
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new CatalogError(`${root}: is not a directory; --probes takes a directory of YAML files.`);
  }
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
