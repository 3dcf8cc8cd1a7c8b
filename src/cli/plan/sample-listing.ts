import { type Catalog, samplesIn } from "../../catalog/index.ts";
import type { Plan } from "../../plan/index.ts";

/** Characters of a SHA-256 that are shown: enough to compare by eye with what `sha256sum` prints. */
const SHORT = 16;

/**
 * The files that the requests of a plan send, one line each, because a custom probe may send one that nobody expects.
 * They were read with the catalogue, so a run sends these bytes.
 * @param of `packs`: only what does not come with aoai-probe
 */
export function sampleLines({ cells }: Plan, catalog: Catalog, of: "all" | "packs"): string[] {
  const asked = new Set(cells.filter(({ skip }) => skip === null).map(({ cell }) => cell.probe));
  const sent = new Set(
    catalog.probes.filter(({ id }) => asked.has(id)).flatMap(({ steps }) => steps.flatMap((step) => samplesIn(step))),
  );
  const lines = catalog.samples.files
    .filter(({ name, builtIn }) => sent.has(name) && !(builtIn && of === "packs"))
    .map(({ file, bytes, sha256, builtIn, name }) => {
      // `toLocaleString` would load the data of all locales, at a tenth of the start of this program.
      const size = `${String(bytes.byteLength).replace(/\B(?=(\d{3})+$)/g, ",")} bytes`;
      return `  ${builtIn ? `${name} (built in)` : file}: ${size}, SHA-256 ${sha256.slice(0, SHORT)}`;
    });
  return lines.length === 0 ? [] : ["Files that probes send:", ...lines];
}
