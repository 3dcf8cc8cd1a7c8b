import type { Format } from "./view.ts";

export { piecesIn, type View } from "./view.ts";

/** Every format, alphabetical. Adding one is a file of its own and one line in each list. */
export const FORMATS = ["json", "markdown", "table"] as const;
export type FormatName = (typeof FORMATS)[number];

/** Loaded when asked for: the packages that one format needs cost the others nothing. */
const LOADERS = {
  json: async () => (await import("./json.ts")).format,
  markdown: async () => (await import("./markdown.ts")).format,
  table: async () => (await import("./table.ts")).format,
} as const satisfies Record<FormatName, () => Promise<Format>>;

/** Loads one format. What it returns is a pure function of the report and the view. */
export function loadFormat(name: FormatName): Promise<Format> {
  return LOADERS[name]();
}
