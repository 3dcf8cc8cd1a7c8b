import { createHash } from "node:crypto";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type Claim, claimSchema } from "../model/claim.ts";
import { type ErrorText, errorTextSchema } from "../model/error-text.ts";
import { type Probe, probeSchema } from "../model/probe.ts";
import { type ModelEntry, modelsSchema } from "./models.ts";
import { PackFileError } from "./pack-file.ts";
import { secretIn } from "./probe-secrets.ts";
import { type Sample, Samples, samplesIn } from "./samples.ts";
import { type ProbeFault, unsourcedIn } from "./sources.ts";
import { pcmOfWav } from "./speech.ts";
import { CatalogError, parseYaml, readYamlFile, readYamlFiles, type YamlFile } from "./yaml-file.ts";

export { type ModelEntry, roleOfModel } from "./models.ts";
export { type Sample, samplesIn } from "./samples.ts";
export { CatalogError } from "./yaml-file.ts";

/** The checked content of probes/: probes, claims, known models and known error texts. */
export interface Catalog {
  /** Sorted by API in the documented order, then by id. */
  probes: Probe[];
  errorTexts: ErrorText[];
  models: ModelEntry[];
  /** Statements of documentation and vendors, with source and date. */
  claims: Claim[];
  /** `sha256:…` over every file of the catalogue, for the report. */
  hash: string;
  samples: {
    /** Raw 24 kHz mono PCM16 of the spoken sample. */
    speech: Uint8Array;
    /** Every file that a probe's `body` or `multipart` names, with its content at load time. Sorted by name. */
    files: Sample[];
  };
}

const BUILT_IN = fileURLToPath(new URL("../../probes", import.meta.url));
const DATA_FILES = new Set(["models.yaml", "error-texts.yaml", "claims.yaml"]);
const SURFACE_ORDER: Record<Probe["surface"], number> = { ga: 0, preview: 1, rest: 2, "voice-live": 3 };

/**
 * Reads the built-in catalogue, and optionally a directory of the user's own probes.
 * @param options.extra directory given with --probes, or null
 * @throws CatalogError naming file, line and key
 */
export async function loadCatalog(options: { extra: string | null }): Promise<Catalog> {
  const samples = new Samples(BUILT_IN, options.extra);
  const builtIn = readYamlFiles(BUILT_IN);
  const files = [...builtIn, ...(options.extra === null ? [] : readYamlFiles(options.extra))];
  const probeFiles = files.filter(({ file }) => !DATA_FILES.has(basename(file)));
  const probes = probeFiles.map((file) => parseProbe(file, samples));
  refuseDuplicates(
    probes.map(({ id }) => id),
    probeFiles.map(({ file }) => file),
  );
  const claims = parseYaml(dataFile(builtIn, "claims.yaml"), z.array(claimSchema));
  refuseUnknown(
    claims,
    probes.map(({ id }) => id),
  );
  return {
    probes: probes.sort(
      (a, b) => SURFACE_ORDER[a.surface] - SURFACE_ORDER[b.surface] || a.id.localeCompare(b.id, "en"),
    ),
    errorTexts: parseYaml(dataFile(builtIn, "error-texts.yaml"), z.array(errorTextSchema)),
    models: parseYaml(dataFile(builtIn, "models.yaml"), modelsSchema),
    claims,
    hash: hashOf(files, samples.all),
    samples: { speech: pcmOfWav(samples.get("speech.wav", false).bytes), files: samples.all },
  };
}

function dataFile(files: YamlFile[], name: string): YamlFile {
  const found = files.find(({ file }) => basename(file) === name);
  if (found === undefined) throw new CatalogError(`${name}: is missing: install aoai-probe again.`);
  return found;
}

/** Reads one probe file of the user, and the samples/ of its folder. Throws CatalogError naming file and line. */
export function readProbe(file: string): Probe {
  const folder = dirname(file);
  return parseProbe(readYamlFile(folder, basename(file)), new Samples(BUILT_IN, folder));
}

/**
 * Checks what the schema cannot express: each placeholder has a source, no value is a secret, and each sample may be
 * sent.
 */
function parseProbe(file: YamlFile, samples: Samples): Probe {
  return parseYaml(file, probeSchema, (probe) => {
    const first = secretIn(probe) ?? unsourcedIn(probe);
    return first === null ? sampleFaultsIn(probe, file, samples) : [first];
  });
}

/** Returns the samples that cannot be sent. */
function sampleFaultsIn({ steps }: Probe, yaml: YamlFile, samples: Samples): ProbeFault[] {
  const ofPack = yaml.folder !== BUILT_IN;
  return steps.flatMap((step, index) =>
    samplesIn(step).flatMap((name): ProbeFault[] => {
      try {
        samples.get(name, ofPack);
        return [];
      } catch (error) {
        if (!(error instanceof PackFileError)) throw error;
        const key = step.body === undefined ? "multipart" : "body";
        return [{ path: ["steps", index, key], text: `the sample '${name}' ${error.message}` }];
      }
    }),
  );
}

function refuseDuplicates(ids: string[], files: string[]): void {
  const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (twice !== -1)
    throw new CatalogError(
      `${files[twice]}:1: 'id': another probe already has the id '${ids[twice]}': choose another id.`,
    );
}

/** A claim that names an unknown probe or claim would remain untested for ever, so it is an error. */
function refuseUnknown(claims: Claim[], probes: string[]): void {
  const known = new Set([...probes, ...claims.map(({ id }) => id)]);
  for (const claim of claims) {
    const unknown = [...claim.probes, ...claim["conflicts-with"]].find((name) => !known.has(name));
    if (unknown === undefined) continue;
    throw new CatalogError(`claims.yaml: '${claim.id}': no probe or claim has the id '${unknown}': correct the id.`);
  }
}

/** Hashes the built-in files, then those of the pack, each in the order of their paths. */
function hashOf(yaml: YamlFile[], samples: Sample[]): string {
  const files = [
    ...yaml.map(({ folder, file, bytes }) => ({ rank: folder === BUILT_IN ? 0 : 1, file, bytes })),
    ...samples.map(({ builtIn, file, bytes }) => ({ rank: builtIn ? 0 : 1, file, bytes })),
  ].sort((a, b) => a.rank - b.rank || (a.file < b.file ? -1 : 1));
  const hash = createHash("sha256");
  for (const { bytes } of files) hash.update(bytes);
  return `sha256:${hash.digest("hex")}`;
}
