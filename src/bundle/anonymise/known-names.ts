import { hopsOf } from "../../judge/ids.ts";
import { CAUSES } from "../../model/cause.ts";
import { MISSING_DEPLOYMENT, MISSING_PATH } from "../../model/cell.ts";
import type { Report, ReportTarget } from "../../model/report.ts";
import { VERDICT_KINDS } from "../../model/verdict.ts";
import { HOME, RESOURCE_GROUP } from "./patterns.ts";

/** A name that the configuration or a path told: looked for in every text. */
export interface KnownName {
  kind: "resource" | "deployment" | "resource group" | "user";
  name: string;
  /** The public name of a model: found as a whole word only, and no secret where it says which model it is. */
  isModel: boolean;
}

const REQUEST_ID = /(request|correlation|trace|activity|operation)-?id$|^traceparent$/i;

/** Names of resources and deployments, each once. */
export function knownNames(report: Report, models: string[]): KnownName[] {
  // Models that pages speak of are public too, those among them that do not exist.
  const spokenOf = report.claims.flatMap(({ models: named }) => named);
  const isModel = (name: string) =>
    [...models, ...spokenOf].some((model) => model.toLowerCase() === name.toLowerCase());
  const found = report.targets.flatMap((target): KnownName[] => [
    ...resourceNames(target).map((name): KnownName => ({ kind: "resource", name, isModel: false })),
    ...target.deployments.map(({ name, model }): KnownName => {
      return {
        kind: "deployment",
        name,
        isModel: isModel(name) || (model !== null && isModel(model) && name === model),
      };
    }),
  ]);
  return [...new Map(found.map((known) => [known.name.toLowerCase(), known])).values()];
}

/** The name of a resource, as its hosts and its resource id have it. Loopback and literal addresses are no names. */
function resourceNames({ endpoint, hosts, trusted, resourceId, region, answeredRegions }: ReportTarget): string[] {
  const regions = new Set([region, ...answeredRegions].map((r) => normalRegion(r ?? "")));
  const labels = [endpoint, ...Object.values(hosts), ...(trusted ?? [])].flatMap((origin) => {
    const host = URL.canParse(origin) ? new URL(origin).hostname : "";
    if (host === "" || host === "localhost" || /^[\d.]+$|^\[/.test(host)) return [];
    const [label = "", ...rest] = host.split(".");
    // Elsewhere than at Azure any part of a host may name its owner.
    const isAzure = /(^|\.)(azure|microsoft|windows|azure-api|azurefd|azurewebsites)\.(com|us|cn|net)$/.test(
      rest.join("."),
    );
    if (isAzure) return regions.has(normalRegion(label)) ? [] : [label];
    return rest.length > 1 ? [host, rest.join(".")] : [host];
  });
  const account = /\/accounts\/([^/]+)/i.exec(resourceId ?? "")?.[1];
  return [...labels, ...(account === undefined ? [] : [account])];
}

/** Users and resource groups that paths name. Their paths are replaced anyway; these words are looked for elsewhere too. */
export function namesInPaths(report: Report): KnownName[] {
  const text = JSON.stringify(report);
  const users = [...text.matchAll(HOME)].map((match) => match[2] ?? "");
  const groups = [...text.matchAll(RESOURCE_GROUP)].map((match) => match[2] ?? "");
  return [
    ...[...new Set(users)].map((name): KnownName => ({ kind: "user", name, isModel: false })),
    ...[...new Set(groups)].map((name): KnownName => ({ kind: "resource group", name, isModel: false })),
  ];
}

/** Ids that support searches for: they stay, and with `strict` they go. */
export function requestIds(report: Report): Set<string> {
  const ids = new Set<string>();
  const add = (value: unknown) => {
    if (typeof value === "string" && value !== "") ids.add(value.toLowerCase());
  };
  // Ours, and in the User-Agent of every request: the service's logs hold it.
  add(report.run.id);
  add(report.baseline?.run.id);
  for (const result of report.results) {
    for (const [name, value] of Object.entries(result.ids)) if (name !== "x-ms-region") [value].flat().forEach(add);
    for (const attempt of result.recording?.attempts ?? []) {
      for (const hop of hopsOf(attempt)) {
        for (const [name, value] of [...hop.requestHeaders, ...hop.responseHeaders]) {
          if (REQUEST_ID.test(name)) add(value);
        }
      }
      for (const step of attempt.steps)
        for (const frame of step.frames) if (frame.kind === "message") eventIds(frame.event, add);
    }
  }
  return ids;
}

/** Ids of events, items, responses and calls: `event_id`, `id`, `item_id`, … */
function eventIds(value: unknown, add: (value: unknown) => void): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (/^id$|_id$|^request_?id$/i.test(key)) add(child);
    else eventIds(child, add);
  }
}

/** Regions as answers and the operator spell them. */
export function regionsOf(report: Report): string[] {
  return [
    ...new Set(report.targets.flatMap(({ region, answeredRegions }) => [region ?? "", ...answeredRegions])),
  ].filter((region) => region !== "");
}

/** `France Central` and `francecentral` are one region. */
export function normalRegion(region: string): string {
  return region.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Words that the report uses for its own sake: a name among them cannot be told from them. */
export function vocabularyOf(report: Report): string {
  const words = new Set<string>([
    ...VERDICT_KINDS,
    ...Object.keys(CAUSES),
    MISSING_DEPLOYMENT,
    MISSING_PATH,
    ...regionsOf(report),
    ...regionsOf(report).map(normalRegion),
    ...(report.run.standIn ?? []),
    JSON.stringify(report.probes),
    JSON.stringify(report.errorTexts),
  ]);
  const keys = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      if (!Array.isArray(value)) words.add(key);
      keys(child);
    }
  };
  keys(report.results);
  for (const { recording } of report.results) {
    for (const hop of (recording?.attempts ?? []).flatMap(hopsOf)) {
      for (const [name] of [...hop.requestHeaders, ...hop.responseHeaders]) words.add(name);
    }
  }
  return [...words].join("\n");
}
