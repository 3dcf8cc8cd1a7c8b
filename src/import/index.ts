import { basename } from "node:path";
import type { Target } from "../model/target.ts";
import type { Vault } from "../redaction/secret.ts";
import { registerSecrets } from "./capture.ts";
import { cellOf, type ImportedCell, type Known } from "./cell.ts";
import { removeDuplicates } from "./duplicate.ts";
import { type Exchange, ImportError } from "./exchange.ts";
import { joinSessions, type Leg } from "./journey.ts";
import { readExchanges } from "./recognition.ts";
import { joinRedirects } from "./redirect-chain.ts";
import { slug } from "./slug.ts";

export type { ImportedCell } from "./cell.ts";

export interface Imported {
  cells: ImportedCell[];
  targets: Target[];
  /** The formats of the files, each once. */
  formats: string[];
  /** Number of exchanges that are not requests to the service. */
  foreign: number;
}

/** Paths of the service. A browser records many others. */
const SERVICE_PATH = /\/(openai|voice-live)\/|^\/v1\/(realtime|realtimertc|chat|responses|audio|models)\b/;

/**
 * Reads captured traffic as cells. Redaction comes first, so nothing after it has a secret.
 * @throws ImportError naming file, line and key
 */
export function importFiles(files: { name: string; text: string }[], known: Known, vault: Vault): Imported {
  const read = files.map(({ name, text }) => ({ name, ...readExchanges(text, name) }));
  const all = read.flatMap(({ exchanges }) => exchanges);
  registerSecrets(all, vault);
  const distinct = removeDuplicates(all);
  const journeys = joinSessions(joinRedirects(distinct)).filter(isJourneyOfService);
  const ours = new Set(journeys.flat().flatMap(({ chain }) => chain));
  for (const { name, exchanges } of read) {
    if (exchanges.some((one) => ours.has(one) || isOfService(one))) continue;
    throw new ImportError(
      `${name}:1: no request to Azure OpenAI, Voice Live or OpenAI: record the failing request and export it again.`,
    );
  }
  const fileOf = new Map(read.flatMap(({ name, exchanges }) => exchanges.map((one) => [one, name] as const)));
  const targets = new Map<string, Target>();
  const cells = journeys.map((journey, n) => {
    const id = `import-${slug(basename(fileOf.get(journey[0].chain[0]) ?? "").replace(/\.[a-z]+$/i, ""))}-${n + 1}`;
    return cellOf(journey, id, targets, known, vault);
  });
  const foreign = distinct.filter((one) => !ours.has(one)).length;
  return { cells, targets: [...targets.values()], formats: [...new Set(read.map(({ format }) => format))], foreign };
}

/** A redirect may lead away from the service, so the first request decides. */
function isJourneyOfService(journey: Leg[]): journey is [Leg, ...Leg[]] {
  const first = journey[0]?.chain[0];
  return first !== undefined && isOfService(first);
}

/** A preflight of a browser tests nothing. */
function isOfService({ method, url }: Exchange): boolean {
  return url === null || (method !== "OPTIONS" && SERVICE_PATH.test(new URL(url).pathname));
}
