import { regionOf } from "../model/answered-region.ts";
import { SCOPE_FORM, scopeOf } from "../model/entra-scope.ts";
import type { Report, ReportTarget, Result } from "../model/report.ts";
import { hasRole } from "../model/role.ts";
import { stageIndex } from "../model/stage.ts";
import { VERDICTS } from "../model/verdict.ts";
import { plain } from "../render/inert.ts";
import { bestWitnessed, placeOf, requestId, seenAt, statuses } from "../render/reading.ts";
import { outcome } from "../render/words.ts";
import { replaceLoneSurrogates } from "../steps/url-text.ts";
import { csharp } from "./csharp.ts";
import { curl } from "./curl.ts";
import { ENDPOINT_VARIABLE } from "./environment.ts";
import { go } from "./go.ts";
import { java } from "./java.ts";
import { json } from "./json.ts";
import type { Language, LanguageName, Proof, Purpose } from "./language.ts";
import { openai } from "./openai.ts";
import { python } from "./python.ts";
import { type Script, scriptOf } from "./script.ts";
import { commentLine } from "./source-text.ts";
import { typescript } from "./typescript.ts";
import { wscat } from "./wscat.ts";

export { LANGUAGE_NAMES, type LanguageName, type Purpose } from "./language.ts";

/** The languages, in alphabetical order. */
export const LANGUAGES: Record<LanguageName, Language> = {
  csharp,
  curl,
  go,
  java,
  json,
  openai,
  python,
  typescript,
  wscat,
};

/** No recipe is possible. The message names the nearest cell and its failure. */
export class NoRecipeError extends Error {
  override name = "NoRecipeError";
  /** Whether the report has no working cell, or a working cell cannot be written as requested. */
  readonly kind: "nothing-works" | "not-possible";

  constructor(kind: NoRecipeError["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}

interface Wanted {
  deployment: string;
  /** Null: the only target that has the deployment. */
  target: string | null;
  /** Null: any probe of the purpose. */
  probe?: string | null;
  /** Null: the role of the deployment. */
  purpose: Purpose | null;
  language: LanguageName;
}

/** A program, and the host that proved it. */
interface Recipe {
  program: string;
  provenOn: string;
}

/** Writes a minimal program from the requests of one cell that returned a result. Throws NoRecipeError. */
export function recipeOf(report: Report, wanted: Wanted): Recipe {
  const own = report.results.filter(
    ({ cell }) =>
      cell.control === null &&
      replaceLoneSurrogates(cell.deployment ?? "") === replaceLoneSurrogates(wanted.deployment) &&
      (wanted.target === null || cell.target === wanted.target) &&
      (wanted.probe == null || cell.probe === wanted.probe),
  );
  if (own.length === 0) throw new NoRecipeError("not-possible", noDeployment(report, wanted));
  const purpose = wanted.purpose ?? own[0]?.cell.role ?? "unknown";
  const probes = new Map(report.probes.map((probe) => [probe.id, probe]));
  const asked = own.filter(({ cell }) => {
    const probe = probes.get(cell.probe);
    return probe !== undefined && hasRole(probe, purpose);
  });
  const proven = simplestFirst(asked.filter(({ verdict }) => verdict === "supported"));
  if (proven.length === 0) throw new NoRecipeError("nothing-works", nothingWorks(asked, wanted.deployment, purpose));
  for (const result of proven) {
    const probe = probes.get(result.cell.probe);
    const target = report.targets.find(({ name }) => name === result.cell.target);
    const script = probe === undefined || target === undefined ? null : scriptOf(probe, result.cell, target);
    if (script === null || target === undefined) continue;
    const proof = proofOf(report, result, purpose, hostOf(script, target));
    const program = LANGUAGES[wanted.language](script, proof);
    if (program !== null) return { program, provenOn: proof.provenOn };
  }
  throw new NoRecipeError(
    "not-possible",
    `${wanted.deployment}: no cell that works for ${purpose} can be written in ${wanted.language}: choose another --lang. json, csharp, go, java, python and typescript support sessions and requests.`,
  );
}

/** Sorts GA before preview, without companion first, recorded before assumed, then by number of requests. */
function simplestFirst(proven: Result[]): Result[] {
  const weight = ({ cell }: Result) => (cell.variant.apiVersion === null ? 0 : 2) + (cell.companion === null ? 0 : 1);
  return bestWitnessed(proven).sort((a, b) => weight(a) - weight(b));
}

/** Returns the origin that the requests of a script went to. */
function hostOf({ host }: Script, target: ReportTarget): ReportTarget {
  return { ...target, endpoint: (host === null ? null : target.hosts[host]) ?? target.endpoint };
}

function proofOf(report: Report, result: Result, purpose: string, target: ReportTarget): Proof {
  const { cell } = result;
  const emulated = report.run.emulated ?? [];
  const when = seenAt(result)?.toISOString() ?? result.recording?.startedAt ?? "an unknown date";
  const { endpoint } = target;
  const provenOn = plain(URL.canParse(endpoint) ? new URL(endpoint).host : "", 200) || "an unknown host";
  return {
    // Each line begins with a fixed word, because the first word of a comment is a directive in some languages.
    lines: [
      `Proof: ${plain(cell.deployment ?? "-", 100)} completed ${purpose} with ${plain(cell.probe, 100)} on ${when}.`,
      `Proven on ${provenOn}. Set ${ENDPOINT_VARIABLE} to the endpoint of your own resource.`,
      `Region: ${plain(regionOf(target) ?? "unknown", 60)}. Request id: ${plain(requestId(result) ?? "none", 100)}. Cell: ${plain(cell.id, 200)}.`,
      ...(cell.variant.auth === "entra" ? [tokenLine(cell, target)] : []),
      ...(report.run.imported === undefined ? [] : ["Proven by an imported capture, without controls."]),
      ...(emulated.length === 0
        ? []
        : [`Proven with the emulator ${plain(emulated.join(", "), 200)}, not with Azure.`]),
    ].map(commentLine),
    result,
    provenOn,
    refusedNames: refusedNames(report, result),
    credentials: [
      ...new Set(
        report.results
          .filter(
            ({ verdict, cell: c }) => verdict === "supported" && c.probe === cell.probe && c.target === cell.target,
          )
          .map(({ cell: c }) => c.variant.auth),
      ),
    ],
  };
}

/** How a reader gets a token. The scope of a stranger's report counts only if it has the form of one. */
function tokenLine({ variant: { scope = "" } }: Result["cell"], { endpoint }: ReportTarget): string {
  const wanted = SCOPE_FORM.test(scope) ? scope : scopeOf(endpoint);
  return `Token: az account get-access-token --scope ${wanted} --query accessToken -o tsv`;
}

/** Returns the query names that refused cells of this deployment added to the same path. */
function refusedNames(report: Report, proven: Result): string[] {
  const own = openingOf(proven);
  if (own === null) return [];
  const refused = report.results.filter(
    ({ cell, verdict }) =>
      cell.target === proven.cell.target &&
      cell.deployment === proven.cell.deployment &&
      verdict !== "supported" &&
      VERDICTS[verdict] !== "no-evidence",
  );
  const added = refused.flatMap((result) => {
    const other = openingOf(result);
    if (other === null || other.pathname !== own.pathname) return [];
    const keeps = [...own.searchParams].every(([name, value]) => other.searchParams.get(name) === value);
    const more = [...other.searchParams.keys()].filter((name) => !own.searchParams.has(name));
    return keeps && more.length === 1 ? more : [];
  });
  return [...new Set(added)];
}

/** Returns the URL of the last request that the client itself chose, without redirects. */
function openingOf(result: Result): URL | null {
  const hops = placeOf(result)?.attempt.steps.flatMap((step) => step.hops[0] ?? []) ?? [];
  const url = hops.at(-1)?.url;
  return url === undefined || !URL.canParse(url) ? null : new URL(url);
}

function noDeployment(report: Report, { deployment, target, probe }: Wanted): string {
  const known = [
    ...new Set(report.results.flatMap(({ cell }) => (cell.control === null ? (cell.deployment ?? []) : []))),
  ];
  if (probe != null && known.includes(deployment)) {
    return `${deployment}: the report has no cells of the probe ${probe} for this deployment: name another --probe.`;
  }
  const where = target === null ? "the report" : `the target ${target}`;
  return `${deployment}: ${where} has no cells of this deployment: choose one of ${known.join(", ") || "none"}.`;
}

function nothingWorks(asked: Result[], deployment: string, purpose: string): string {
  const nearest = [...asked].sort((a, b) => stageIndex(b.stage.reached) - stageIndex(a.stage.reached))[0];
  if (nearest === undefined) {
    return `${deployment}: this report has no cells for ${purpose}: name another --for, or run the probes of this role.`;
  }
  const said = [statuses(nearest), nearest.error?.code, nearest.error?.message].filter((p) => p != null && p !== "");
  return `${deployment}: nothing worked for ${purpose} in this report. The nearest is ${nearest.cell.id}, which reached ${nearest.stage.reached ?? "no stage"} and failed at ${nearest.stage.failedAt ?? "its start"} with ${(said.join(" ") || outcome(nearest)).replace(/\.$/, "")}.`;
}
