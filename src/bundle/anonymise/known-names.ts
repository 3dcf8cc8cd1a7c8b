import { listHops } from "../../judge/ids.ts";
import { normalizeRegion } from "../../model/answered-region.ts";
import { CAUSES } from "../../model/cause.ts";
import { MISSING_DEPLOYMENT, MISSING_PATH } from "../../model/cell.ts";
import type { Report, ReportTarget } from "../../model/report.ts";
import { ROLES } from "../../model/role.ts";
import { VERDICT_KINDS } from "../../model/verdict.ts";
import { hostParts, isRegionName, ownerOf } from "./host.ts";
import type { NameKind } from "./pseudonym.ts";

/** A name that is looked for in every text. */
export interface KnownName {
  kind: NameKind;
  name: string;
  /**
   * `anywhere`: within other words too, with any punctuation or none instead of its own (`contoso_voice`). `word`: as a
   * whole word. `model`: the public name of a model, as a whole word. It remains in fields that state the model.
   */
  found: "anywhere" | "word" | "model";
}

/** Custom headers. Their names can contain the name of whoever invented them. */
const OWN_HEADER = /^x-(?!ms-|request-|ratelimit-|aoai-probe-|content-|forwarded-|powered-)/i;
const REQUEST_ID = /(request|correlation|trace|activity|operation)-?id$|^traceparent$/i;

/** Returns the names that a report states: of resources, deployments, proxies. Each once. */
export function statedNames(report: Report, isModel: (name: string) => boolean): KnownName[] {
  const names = report.targets.flatMap((target): KnownName[] => [
    ...resourceNames(target).map((name): KnownName => ({ kind: "resource", name, found: "anywhere" })),
    ...originsOf(target).flatMap(ownersOf),
    ...target.deployments.map(({ name }): KnownName => {
      return { kind: "deployment", name, found: isModel(name) ? "model" : "anywhere" };
    }),
  ]);
  const proxies = hopsOfAll(report).flatMap(({ proxy = "" }) => ownersOf(hostOf(proxy)));
  return dedupeNames([...names, ...proxies]);
}

/** Returns the name of a resource, from its hosts and its resource id. Loopback and literal addresses are not names. */
function resourceNames(target: ReportTarget): string[] {
  const regions = new Set([target.region, ...target.answeredRegions].map((r) => normalizeRegion(r ?? "")));
  const named = originsOf(target).flatMap((host) =>
    hostParts(`//${host}`, (label) => regions.has(label) || isRegionName(label)),
  );
  const account = /\/accounts\/([^/]+)/i.exec(target.resourceId ?? "")?.[1];
  return [...named.map(({ name }) => name), ...(account === undefined ? [] : [account]), ...ownSegments(target)];
}

/** Segments of the base path that are not those of every Foundry project. A project or an API has a name of its owner. */
function ownSegments({ basePath = "" }: ReportTarget): string[] {
  return basePath.split("/").filter((segment) => !["", "api", "projects"].includes(segment));
}

function originsOf({ endpoint, hosts, trusted }: ReportTarget): string[] {
  return [endpoint, ...Object.values(hosts), ...(trusted ?? [])].map(hostOf);
}

/** The owner in `voice.kranichwerke.de`, because other texts can name the owner without the host. */
export function ownersOf(host: string): KnownName[] {
  if (host === "localhost" || /^[\d.]*$|^\[/.test(host)) return [];
  const owner = ownerOf(host);
  // A shorter label can be part of a public suffix (`co.uk`). The host itself is replaced anyway.
  return owner === null || owner.length < 5 ? [] : [{ kind: "name", name: owner, found: "word" }];
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname : "";
}

function dedupeNames(names: KnownName[]): KnownName[] {
  const seen = new Set<string>();
  return names.filter(({ name }) => !seen.has(name.toLowerCase()) && seen.add(name.toLowerCase()));
}

/** Whether a name is that of a model: a known one, one in a claim, or one that consists of words of such names. */
export function modelNames(report: Report, models: string[]): (name: string) => boolean {
  // Models that documentation mentions are public too, including those that do not exist.
  const known = new Set(
    [...models, ...report.claims.flatMap((claim) => claim.models)].map((name) => name.toLowerCase()),
  );
  const words = new Set([...known].flatMap((name) => name.split("-")));
  return (name) => {
    const lower = name.toLowerCase();
    const parts = lower.split("-");
    const isMade = parts.length > 1 && parts.every((word) => words.has(word) || /^\d{2,4}$/.test(word));
    return known.has(lower) || isMade;
  };
}

/** Returns the ids that support can search for. They stay unless `strict` is set. */
export function requestIds(report: Report): Set<string> {
  const ids = new Set<string>();
  const add = (value: unknown) => {
    if (typeof value === "string" && value !== "") ids.add(value.toLowerCase());
  };
  // The User-Agent of every request contains this id, so the service's logs have it.
  add(report.run.id);
  add(report.baseline?.run.id);
  for (const result of report.results) {
    for (const [name, value] of Object.entries(result.ids)) if (name !== "x-ms-region") [value].flat().forEach(add);
    for (const attempt of result.recording?.attempts ?? []) {
      for (const hop of listHops(attempt)) {
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

/** Words that the report itself uses. A name that is one of them cannot be recognised as a name. */
export function vocabularyOf(report: Report): string {
  const words = new Set<string>([
    ...VERDICT_KINDS,
    ...ROLES,
    ...Object.keys(CAUSES),
    MISSING_DEPLOYMENT,
    MISSING_PATH,
    ...regionsOf(report),
    ...regionsOf(report).map(normalizeRegion),
    ...(report.run.emulated ?? []),
    JSON.stringify(report.probes),
    JSON.stringify(report.errorTexts),
  ]);
  const keys = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      // A key of a peer's JSON can be somebody's name. Plain words are more likely part of the protocol.
      if (!Array.isArray(value) && /^[a-z]+$/.test(key)) words.add(key);
      keys(child);
    }
  };
  keys(report.results);
  for (const hop of hopsOfAll(report)) {
    for (const [name] of [...hop.requestHeaders, ...hop.responseHeaders]) if (!OWN_HEADER.test(name)) words.add(name);
  }
  return [...words].join("\n").toLowerCase();
}

function hopsOfAll(report: Report) {
  return report.results.flatMap(({ recording }) => (recording?.attempts ?? []).flatMap(listHops));
}
