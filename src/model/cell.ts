import type { Role } from "./role.ts";
import type { AuthKind } from "./target.ts";

/**
 * The kinds of control. A control sends a request whose refusal is certain, so that other responses can be compared
 * with it.
 */
export const CONTROLS = ["missing-deployment", "missing-path", "missing-version", "no-credential"] as const;
export type ControlKind = (typeof CONTROLS)[number];

/** The name of a nonexistent deployment. It is constant, so that replay, resume and diff find the same cells. */
export const MISSING_DEPLOYMENT = "aoai-probe-no-such-deployment-7f3a";
/** A nonexistent api-version: the service is younger. */
export const MISSING_VERSION = "1999-01-01";
export const MISSING_PATH = "/openai/aoai-probe-no-such-path-7f3a";

/** The ways in which a cell can vary. */
export interface Variant {
  /** Null if the probe names no api-version. */
  apiVersion: string | null;
  auth: AuthKind;
  /** The scope of the Entra token. Absent: none was requested, so it is that of the endpoint's cloud. */
  scope?: string;
  /** `as-given`: follow a same-origin Location that carries a credential exactly as received. */
  redirectCredential: "clean" | "as-given";
}

/** One coordinate of the matrix: target × deployment × probe × variant. */
export interface Cell {
  /**
   * `target/deployment/probe[@variant…][~control]`, stable across runs. The deployment is `-` if the probe names none.
   */
  id: string;
  target: string;
  /** Null for a probe that names no deployment. */
  deployment: string | null;
  role: Role | null;
  /** The value of `{model}`. Absent: the probe does not use it, or the model is unknown and has the deployment's name. */
  model?: string;
  probe: string;
  /** `settle` marks an extra request of the settle pass. It is no coverage. */
  control: ControlKind | "settle" | null;
  variant: Variant;
  /** The second deployment that the probe needs. Null if none. */
  companion: string | null;
  /** The cell that this extra cell settles, and what it changes. Absent: it settles none. */
  settles?: { cell: string; trial: Trial };
}

/** What an extra request changes of the request that it settles. */
export type Trial =
  /** The same request again, later. */
  | { kind: "again" }
  /** The same request again, to count how often it works. It settles nothing. */
  | { kind: "repeat"; number: number }
  /** Without optional fields, named as `body max_tokens`. `minimal`: without all of them. */
  | { kind: "without"; fields: string[]; minimal: boolean }
  /** Without all optional fields, for a deployment that works. */
  | { kind: "peer" }
  | { kind: "credential"; auth: AuthKind | "none" }
  | { kind: "api-version"; version: string };

export function cellId(cell: Omit<Cell, "id">): string {
  const trial = cell.settles?.trial;
  const control = trial?.kind === "repeat" ? `repeat-${trial.number}` : cell.control;
  return (
    [cell.target, cell.deployment ?? "-", cell.probe].join("/") +
    variantName(cell.variant) +
    (control === null ? "" : `~${control}`)
  );
}

/** Returns the part of a cell id after the probe: `@2025-04-01-preview@entra`. Empty for the plain variant. */
export function variantName({ apiVersion, auth, scope, redirectCredential }: Variant): string {
  const parts = [
    apiVersion,
    auth === "key" ? null : auth,
    scope === undefined ? null : scopeName(scope),
    redirectCredential === "clean" ? null : redirectCredential,
  ];
  return parts.map((part) => (part === null ? "" : `@${part}`)).join("");
}

/** Returns the credential of a variant in one word: `key`, `entra`, `entra:ai.azure.com`. */
export function credentialName({ auth, scope }: Variant): string {
  return scope === undefined ? auth : `${auth}:${scopeName(scope)}`;
}

/** `ai.azure.com` for `https://ai.azure.com/.default`. It has no character that separates the parts of a cell id. */
function scopeName(scope: string): string {
  return scope
    .replace(/^[a-z]+:\/\/|\/\.default$/g, "")
    .replace(/[^\w.-]+/g, "-")
    .toLowerCase();
}
