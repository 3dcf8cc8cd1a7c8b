import { createHash } from "node:crypto";
import { basename, dirname } from "node:path";
import { z } from "zod";
import { apiVersionSchema } from "../model/api-version.ts";
import { type Claim, claimSchema } from "../model/claim.ts";
import { errorTextSchema } from "../model/error-text.ts";
import { modelSchema } from "../model/model-entry.ts";
import { type Probe, probeSchema } from "../model/probe.ts";
import { BUILT_IN, type BuiltIn } from "./built-in.ts";
import { CatalogError } from "./error.ts";
import type { Pack } from "./overrides.ts";
import { PackFileError } from "./pack-file.ts";
import { findSecret } from "./probe-secrets.ts";
import { type Sample, Samples, samplesIn } from "./samples.ts";
import { findUnsourced, type ProbeFault } from "./sources.ts";
import { parseYaml, readYamlFile, readYamlFiles, type YamlFile } from "./yaml-file.ts";

/*
 * Parses and checks the catalogue as YAML. A run needs this only for the operator's own probes, because the build has
 * parsed the built-in ones.
 */

const DATA_FILES = new Set(["models.yaml", "error-texts.yaml", "claims.yaml", "retirements.yaml", "api-versions.yaml"]);

/** Parses the built-in catalogue. Throws CatalogError naming file, line and key. */
export function parseBuiltIn(): BuiltIn {
  const samples = new Samples(BUILT_IN, null);
  const files = readYamlFiles(BUILT_IN);
  const probes = parseProbes(files, samples);
  const claims = ["claims.yaml", "retirements.yaml"].flatMap((name) =>
    parseYaml(dataFile(files, name), z.array(claimSchema)),
  );
  refuseUnknown(
    claims,
    probes.map(({ id }) => id),
  );
  return {
    probes,
    errorTexts: parseYaml(dataFile(files, "error-texts.yaml"), z.array(errorTextSchema)),
    models: parseYaml(dataFile(files, "models.yaml"), z.array(modelSchema)),
    claims,
    apiVersions: parseYaml(dataFile(files, "api-versions.yaml"), z.array(apiVersionSchema)),
    hash: hashOf(files, samples.all),
  };
}

/**
 * Parses a directory of the operator's own probes, and its models.yaml, claims.yaml, retirements.yaml and
 * api-versions.yaml if it has them.
 * @param builtIn the catalogue whose probes and claims its claims may name
 * @param samples reads the samples that the probes name
 * @throws CatalogError naming file, line and key, also if the directory has an id twice
 */
export function parsePack(folder: string, builtIn: BuiltIn, samples: Samples): Pack {
  const files = readYamlFiles(folder);
  const probes = parseProbes(files, samples);
  const own = (name: string) => files.filter(({ file }) => basename(file) === name);
  const claims = ["claims.yaml", "retirements.yaml"].flatMap((name) =>
    own(name).flatMap((file) => parseYaml(file, z.array(claimSchema))),
  );
  refuseUnknown(
    claims,
    [...builtIn.probes, ...probes, ...builtIn.claims].map(({ id }) => id),
  );
  return {
    probes,
    claims,
    models: own("models.yaml").flatMap((file) => parseYaml(file, z.array(modelSchema))),
    apiVersions: own("api-versions.yaml").flatMap((file) => parseYaml(file, z.array(apiVersionSchema))),
    hash: hashOf([...readYamlFiles(BUILT_IN), ...files], samples.all),
  };
}

function parseProbes(files: YamlFile[], samples: Samples): Probe[] {
  const probeFiles = files.filter(({ file }) => !DATA_FILES.has(basename(file)));
  const probes = probeFiles.map((file) => parseProbe(file, samples));
  const ids = probes.map(({ id }) => id);
  const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (twice === -1) return probes;
  const file = probeFiles[twice]?.file;
  throw new CatalogError(`${file}:1: 'id': another probe already has the id '${ids[twice]}': choose another id.`);
}

function dataFile(files: YamlFile[], name: string): YamlFile {
  const found = files.find(({ file }) => basename(file) === name);
  if (found === undefined) throw new CatalogError(`${name}: is missing: install aoai-probe again.`);
  return found;
}

/** Reads one probe file of the operator, and the samples/ of its folder. Throws CatalogError naming file and line. */
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
    const first = findSecret(probe) ?? findUnsourced(probe);
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
        const key = step.body !== undefined ? "body" : step.json !== undefined ? "json" : "multipart";
        return [{ path: ["steps", index, key], text: `the sample '${name}' ${error.message}` }];
      }
    }),
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
