import { type Catalog, loadCatalog } from "../../catalog/index.ts";
import { patternOf } from "../../catalog/models.ts";
import { plain } from "../../render/inert.ts";
import { writeOut } from "../output/standard-output.ts";
import { TOOL_NAME, toolVersion } from "../version.ts";

/** `catalog`: what the tool knows before a run. Sends nothing. */
export async function printCatalog(probes: string | undefined, isJson: boolean): Promise<number> {
  const catalog = await loadCatalog({ extra: probes ?? null });
  writeOut(isJson ? `${JSON.stringify(toData(catalog), null, 2)}\n` : `${toLines(catalog).join("\n")}\n`);
  return 0;
}

/** The latest date of a source. The catalogue knows nothing newer. Null if no source has a date. */
function dateOf({ claims }: Catalog): string | null {
  return (
    claims
      .flatMap(({ date }) => date ?? [])
      .sort()
      .at(-1) ?? null
  );
}

function toData(catalog: Catalog): object {
  const { probes, models, claims, apiVersions, errorTexts, replaced, hash } = catalog;
  return {
    tool: TOOL_NAME,
    version: toolVersion(),
    catalog: hash,
    date: dateOf(catalog),
    replaced,
    probes: probes.map(({ id, title, surface, role, group, reference }) => ({
      id,
      title,
      surface,
      role,
      group: group ?? null,
      reference,
    })),
    models,
    claims,
    apiVersions,
    errorTexts,
  };
}

function toLines(catalog: Catalog): string[] {
  const { probes, models, claims, apiVersions, errorTexts, replaced, hash } = catalog;
  const retirements = claims.filter(({ expects }) => expects.kind === "retires");
  const statements = claims.filter(({ expects }) => expects.kind !== "retires");
  return [
    `${TOOL_NAME} ${toolVersion()} · catalogue ${hash} · latest source ${dateOf(catalog) ?? "unknown"}`,
    ...replaced.map((one) => `Replaced: ${plain(one, 100)}`),
    "",
    `Probes (${probes.length})`,
    ...toColumns(
      probes.map(({ id, surface, role, group, title }) => [id, surface, [role].flat().join(" "), group ?? "", title]),
    ),
    "",
    `Models (${models.length}). # is a number, * is any text, and every name may have a suffix after a hyphen.`,
    ...toColumns(
      models.map((entry) => [
        patternOf(entry),
        entry.role,
        "means" in entry && entry.means !== undefined ? `no model, people mean ${entry.means}` : "",
      ]),
    ),
    "",
    `Claims (${statements.length})`,
    ...toColumns(statements.map(({ id, date, who, says }) => [id, date ?? "undated", who, says])),
    "",
    `Retirements (${retirements.length})`,
    ...toColumns(retirements.map(({ id, date, who, says }) => [id, date ?? "undated", who, says])),
    "",
    `Api-versions (${apiVersions.length})`,
    ...toColumns(apiVersions.map(({ version, date, status, says }) => [version, date, status, says])),
    "",
    `Error texts (${errorTexts.length}), with \`--json\` in full.`,
  ];
}

/** Columns of equal width. The last one is as long as its text. */
function toColumns(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    `  ${row.map((text, column) => plain(text, 300).padEnd(column < row.length - 1 ? (widths[column] ?? 0) : 0)).join("  ")}`.trimEnd(),
  );
}
