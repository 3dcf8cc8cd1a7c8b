import type { ApiVersion } from "../model/api-version.ts";
import type { Claim } from "../model/claim.ts";
import type { ErrorText } from "../model/error-text.ts";
import type { ModelEntry } from "../model/model-entry.ts";
import type { Probe } from "../model/probe.ts";
import { BUILT_IN, type BuiltIn, readBuiltIn } from "./built-in.ts";
import { withPack } from "./overrides.ts";
import { type Sample, Samples, samplesIn } from "./samples.ts";
import { pcmOfWav } from "./speech.ts";

export { roleOfModel } from "./models.ts";
export { samplesIn } from "./samples.ts";

/** The checked content of probes/: probes, claims, known models and known error texts. */
export interface Catalog {
  /** Sorted by API in the documented order, then by id. */
  probes: Probe[];
  errorTexts: ErrorText[];
  models: ModelEntry[];
  /** Statements of documentation and vendors, with source and date. */
  claims: Claim[];
  /** Api-versions of the dated REST paths, with their status and its source. */
  apiVersions: ApiVersion[];
  /** Built-in entries that a directory of the user replaces, such as `probe ga-realtime`. */
  replaced: string[];
  /** `sha256:…` over every file of the catalogue, for the report. */
  hash: string;
  samples: {
    /** Raw 24 kHz mono PCM16 of the spoken sample. */
    speech: Uint8Array;
    /** Every file that a probe's `body` or `multipart` names, with its content at load time. Sorted by name. */
    files: Sample[];
  };
}

const SURFACE_ORDER: Record<Probe["surface"], number> = { ga: 0, preview: 1, rest: 2, "voice-live": 3 };

/** The order of the probes in a catalogue. */
export function compareProbes(a: Probe, b: Probe): number {
  return SURFACE_ORDER[a.surface] - SURFACE_ORDER[b.surface] || a.id.localeCompare(b.id, "en");
}

let known: BuiltIn | null = null;

/** The built-in catalogue without its samples. It does not change while the process runs, so it is read once. */
async function builtInCatalogue(): Promise<BuiltIn> {
  known ??= readBuiltIn() ?? (await import("./parse.ts")).parseBuiltIn();
  return known;
}

/**
 * Reads the built-in catalogue, and optionally a directory of the user. What the directory has replaces built-in entries
 * of the same id.
 * @param options.extra directory given with --probes, or null
 * @throws CatalogError naming file, line and key
 */
export async function loadCatalog(options: { extra: string | null }): Promise<Catalog> {
  const builtIn = await builtInCatalogue();
  const samples = new Samples(BUILT_IN, options.extra);
  for (const name of builtIn.probes.flatMap(({ steps }) => steps.flatMap(samplesIn))) samples.get(name, false);
  const pack =
    options.extra === null
      ? { probes: [], models: [], claims: [], apiVersions: [], hash: builtIn.hash }
      : (await import("./parse.ts")).parsePack(options.extra, builtIn, samples);
  const { probes, ...rest } = withPack(builtIn, pack);
  return {
    ...builtIn,
    ...rest,
    probes: probes.sort(compareProbes),
    hash: pack.hash,
    samples: { speech: pcmOfWav(samples.get("speech.wav", false).bytes), files: samples.all },
  };
}
