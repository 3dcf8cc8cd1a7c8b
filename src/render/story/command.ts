import type { Report, Result } from "../../model/report.ts";
import { plain } from "../inert.ts";

/** The command that asks one cell again, with its controls beside it; the key comes from the environment. */
export function repeatCommand(report: Report, result: Result): string {
  const { cell } = result;
  const target = report.targets.find(({ name }) => name === cell.target);
  const standIn = report.run.standIn ?? [];
  const scenario = standIn.find((name) => name.startsWith(cell.target)) ?? standIn[0];
  const where = scenario === undefined ? ["--endpoint", target?.endpoint ?? ""] : ["--emulate", scenario];
  const names = [cell.control === "missing-deployment" ? null : cell.deployment, cell.companion];
  const deployments = names.flatMap((name) => {
    if (name === null) return [];
    const known = target?.deployments.find((deployment) => deployment.name === name);
    const model = known?.model ?? null;
    const version = known?.version ?? null;
    const told = model === null ? "" : `=${model}${version === null ? "" : `@${version}`}`;
    return ["--deployment", `${name}${told}`];
  });
  const words = [
    "run",
    ...where,
    ...deployments,
    "--probe",
    cell.probe,
    ...(cell.variant.apiVersion === null ? [] : ["--api-version", cell.variant.apiVersion]),
    ...(cell.variant.redirectCredential === "clean" ? [] : ["--redirect-credential", "both"]),
  ];
  return `  aoai-probe ${words.map(quoted).join(" ")}`;
}

function quoted(word: string): string {
  const text = plain(word, 500);
  return /^[\w.:/=@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
