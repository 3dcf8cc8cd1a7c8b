import type { Format } from "./view.ts";

export { piecesIn, type View } from "./view.ts";

/** Every format, in alphabetical order. Each is loaded on demand, so that it does not cost the packages of the others. */
const LOADERS = {
  csv: async () => (await import("./machine/csv.ts")).format,
  "github-annotations": async () => (await import("./machine/github-annotations.ts")).format,
  "github-summary": async () => (await import("./machine/github-summary.ts")).format,
  json: async () => (await import("./json.ts")).format,
  junit: async () => (await import("./machine/junit.ts")).format,
  markdown: async () => (await import("./markdown.ts")).format,
  ndjson: async () => (await import("./machine/ndjson.ts")).format,
  prometheus: async () => (await import("./machine/prometheus.ts")).format,
  table: async () => (await import("./table.ts")).format,
} as const satisfies Record<string, () => Promise<Format>>;

export type FormatName = keyof typeof LOADERS;
export const FORMATS = Object.keys(LOADERS).filter((name): name is FormatName => name in LOADERS);

/** Loads one format. What it returns is a pure function of the report and the view. */
export function loadFormat(name: FormatName): Promise<Format> {
  return LOADERS[name]();
}
