import { variantName } from "../model/cell.ts";
import { aliasOf } from "../model/host-alias.ts";
import type { Report, ReportTarget, Result } from "../model/report.ts";
import { type ComparedRow, comparedRows } from "./compared-row.ts";
import { type Split, splitsOf } from "./comparison.ts";
import { resultsOf } from "./view.ts";

/** One host name of a resource, and its cells. */
interface HostName {
  host: string;
  target: string;
  /** Ordinary cells, in the plan's order. */
  results: Result[];
}

/** One resource that was tested under several host names. */
export interface HostNames {
  hosts: HostName[];
  /** Cells with different results under its names: `gpt-realtime-1.5/ga-realtime`. */
  differing: ComparedRow[];
  /** How the cells divide the host names, unless the results are the same or only fail in different ways. */
  splits: Split[];
}

/** Resources tested under two host names or more. Their deployments are matched by name. */
export function hostNamesOf(report: Report): HostNames[] {
  const resources = new Map<string, Map<string, ReportTarget>>();
  for (const target of report.targets) {
    const host = URL.canParse(target.endpoint) ? new URL(target.endpoint).hostname : "";
    const resource = aliasOf(host)?.resource;
    if (resource === undefined) continue;
    const hosts = resources.get(resource) ?? new Map<string, ReportTarget>();
    if (!hosts.has(host)) hosts.set(host, target);
    resources.set(resource, hosts);
  }
  return [...resources.values()].flatMap((hosts) => (hosts.size < 2 ? [] : [namesOf(report, hosts)]));
}

function namesOf(report: Report, targets: Map<string, ReportTarget>): HostNames {
  const hosts = [...targets].map(([host, { name }]) => ({
    host,
    target: name,
    results: resultsOf(report, name).filter(({ cell }) => cell.control === null),
  }));
  const rows = comparedRows(
    hosts.flatMap(({ results }) => results),
    ({ cell }) => `${cell.deployment === null ? "" : `${cell.deployment}/`}${cell.probe}${variantName(cell.variant)}`,
    hosts.map(({ target }) => target),
  );
  const names = hosts.map(({ host }) => host);
  return { hosts, differing: rows.filter(({ kind }) => kind === "differs"), splits: splitsOf(names, rows) };
}
