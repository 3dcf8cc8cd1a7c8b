import { plain } from "../../render/inert.ts";
import { grid } from "../../render/table/grid.ts";
import { isProvisioned, type WritableTarget } from "./configuration-text.ts";

const HEAD = ["target", "deployment", "model", "role", "SKU, lifecycle, retirement"];
/** Columns of the text. With borders they fill 100. */
const WIDTHS = [13, 20, 20, 13, 18];
const LONGEST = 64;

/** A row for each deployment. The name of the target is in its first row. */
export function foundTable(targets: WritableTarget[]): string {
  const rows = targets.flatMap(({ name, account, deployments }) =>
    deployments.map((deployment, index) => {
      const { model, version, role, sku, claim } = deployment;
      const notes = [sku, claim?.lifecycle, claim?.retires, isProvisioned(deployment) ? "probe: false" : null];
      return [
        index === 0 ? [name, account.region ?? ""].filter((text) => text !== "").join("\n") : "",
        deployment.name,
        model === null ? "unknown" : [model, version ?? ""].filter((text) => text !== "").join("\n"),
        role,
        notes.filter((text) => text != null).join("\n"),
      ];
    }),
  );
  const inert = rows.map((row) =>
    row.map((text) =>
      text
        .split("\n")
        .map((line) => plain(line, LONGEST))
        .join("\n"),
    ),
  );
  return grid(HEAD, inert, WIDTHS, true);
}
