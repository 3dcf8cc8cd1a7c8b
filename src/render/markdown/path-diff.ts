import { oncePer } from "../../model/once.ts";
import type { Hop } from "../../model/recording.ts";
import type { Result } from "../../model/report.ts";
import { digestOf } from "../digest.ts";
import { plain } from "../inert.ts";
import { isKeyOnly, relationInWords } from "../redirect-words.ts";
import { pathAndQuery } from "./ticket.ts";

/*
 * A redirect with its paths aligned at the end, so that a lost or an added segment is visible:
 *
 *   requested  /openai/realtime     ?api-version&intent
 *   Location       /v1/realtime     ?api-version&intent&api-key
 *   served  /openai/v1/realtime     returned 101 in this run
 */

/** Lines of the drawing for each redirect; empty if there is none. */
export function pathDiff(hops: Hop[], results: Result[]): string[] {
  return hops.flatMap((hop) => {
    const { redirect } = hop;
    if (redirect === null) return [];
    const to = redirect.location === null ? null : absolute(redirect.location, hop.url);
    const served = to === null || isKeyOnly(redirect) ? null : nearestServed(to.pathname, results);
    const rows: [string, string, string][] = [
      ["requested", pathOf(hop.url), names(hop.url)],
      ["Location", to?.pathname ?? redirect.location ?? "(no Location)", to === null ? "" : names(to.href)],
      ...(served === null
        ? []
        : [["served", served.path, `returned ${served.status} in this run`] satisfies [string, string, string]]),
    ];
    const width = Math.max(...rows.map(([, path]) => plain(path, 200).length));
    return [
      ...rows.map(([name, path, rest]) =>
        `  ${name.padEnd(9)}  ${plain(path, 200).padStart(width)}  ${plain(rest, 300)}`.trimEnd(),
      ),
      `  ${remarks(hop).join(". ")}.`,
    ];
  });
}

function remarks(hop: Hop): string[] {
  const { redirect } = hop;
  if (redirect === null) return [];
  const list = (items: string[]) => items.map((item) => `"${plain(item, 80)}"`).join(", ");
  const { segmentsDropped, segmentsAdded, queryAdded, queryDropped, credential } = redirect;
  return [
    relationInWords(hop),
    ...(segmentsDropped.length === 0 ? [] : [`Path segments missing in Location: ${list(segmentsDropped)}`]),
    ...(segmentsAdded.length === 0 ? [] : [`Path segments added: ${list(segmentsAdded)}`]),
    ...(queryAdded.length === 0 ? [] : [`Query names added: ${list(queryAdded)}`]),
    ...(queryDropped.length === 0 ? [] : [`Query names missing: ${list(queryDropped)}`]),
    ...(credential === null
      ? []
      : [
          `Location has ${plain(credential.label, 60)} as ${plain(credential.name, 60)}=, ${credential.sameAsSent ? "the same credential that was sent" : "not the credential that was sent"}`,
        ]),
  ];
}

/** A path that succeeded in this run and ends like the given one, else one with the same last segment. */
function nearestServed(path: string, results: Result[]): { path: string; status: number } | null {
  const served = servedPaths(results);
  const last = path.split("/").at(-1);
  return (
    served.find((s) => s.path !== path && s.path.endsWith(path)) ??
    served.find((s) => s.path !== path && s.path.split("/").at(-1) === last) ??
    null
  );
}

/** Each path that succeeded, once: a report has a redirect per target, and each looks at the paths of all targets. */
const servedPaths = oncePer((results: Result[]) => {
  const served = results.flatMap((result) =>
    digestOf(result).served.map(({ url, status }) => ({ path: pathOf(url), status })),
  );
  return [...new Map(served.reverse().map((one) => [one.path, one])).values()].reverse();
});

function absolute(location: string, base: string): URL | null {
  return URL.canParse(location, base) ? new URL(location, base) : null;
}

function pathOf(url: string): string {
  return pathAndQuery(url).split("?")[0] ?? "";
}

function names(url: string): string {
  if (!URL.canParse(url)) return "";
  const keys = [...new URL(url).searchParams.keys()];
  return keys.length === 0 ? "" : `?${keys.join("&")}`;
}
