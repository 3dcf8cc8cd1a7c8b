import type { Report, Result } from "../../model/report.ts";
import { plain } from "../inert.ts";

/**
 * The command that repeats one cell with its controls. It takes key and endpoint from the reader's environment: the
 * endpoint of a foreign report would get the reader's key.
 */
export function repeatLines(report: Report, result: Result): string[] {
  if (report.run.imported !== undefined) return ["  Imported: run the built-in probe that its title names."];
  const { cell } = result;
  const target = report.targets.find(({ name }) => name === cell.target);
  const emulated = report.run.emulated ?? [];
  const scenario = emulated.find((name) => name.startsWith(cell.target)) ?? emulated[0];
  // The headers of a gateway can only come from a configuration.
  const isConfigured = scenario === undefined && target?.headers !== undefined;
  const own = isConfigured
    ? `-c aoai-probe.yaml --target ${quoted(target.name)}`
    : '--endpoint "$AZURE_OPENAI_ENDPOINT"';
  const where = scenario === undefined ? own : `--emulate ${quoted(scenario)}`;
  const names = [cell.control === "missing-deployment" ? null : cell.deployment, cell.companion];
  const deployments = names.flatMap((name) => {
    if (name === null) return [];
    const known = target?.deployments.find((deployment) => deployment.name === name);
    const model = known?.model ?? null;
    const version = known?.version ?? null;
    const suffix = model === null || isConfigured ? "" : `=${model}${version === null ? "" : `@${version}`}`;
    return ["--deployment", `${name}${suffix}`];
  });
  const words = [
    ...deployments,
    "--probe",
    cell.probe,
    ...(cell.variant.apiVersion === null ? [] : ["--api-version", cell.variant.apiVersion]),
    ...(cell.variant.auth === "key" ? [] : ["--auth", cell.variant.auth]),
    ...(cell.variant.scope === undefined ? [] : ["--entra-scope", cell.variant.scope]),
    ...(cell.variant.redirectCredential === "clean" ? [] : ["--redirect-credential", "both"]),
  ];
  const command = `  aoai-probe run ${[where, ...words.map(quoted)].join(" ")}`;
  if (scenario !== undefined) return [command];
  const endpoint = target?.endpoint ?? "";
  const host = plain(URL.canParse(endpoint) ? new URL(endpoint).host : "", 200) || "an unknown host";

  return [
    command,
    `  Recorded on ${host}. Set ${isConfigured ? "the endpoint in aoai-probe.yaml" : "AZURE_OPENAI_ENDPOINT"} to the endpoint of your own resource.`,
  ];
}

function quoted(word: string): string {
  const text = plain(word, 500);
  return /^[\w.:/=@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
