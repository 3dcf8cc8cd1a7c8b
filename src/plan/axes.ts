import type { Cause } from "../model/cause.ts";
import type { Cell, Variant } from "../model/cell.ts";
import { type Family, isFamily, type Probe, type Step } from "../model/probe.ts";
import { hasRole, type Role } from "../model/role.ts";
import type { AuthKind, Deployment, Target } from "../model/target.ts";
import { isRequest, pathOf } from "../steps/request.ts";

/** What a run covers: every probe, those of the role of each deployment, or one family of probes. */
export type Scope = "all" | "documented" | Family;

/** Settings that replace or extend what the probes vary. */
export interface VariantSettings {
  /** --api-version: replaces the probe's own. Null if not set. */
  apiVersion: string | null;
  /** OPENAI_API_VERSION: adds one more. Null if not set. */
  addApiVersion: string | null;
  /** --redirect-credential: `both` also follows a Location that carries a credential exactly as received. */
  redirectCredential: "clean" | "both";
}

/** Returns the variants of a probe on a target: api-version × credential kind × scope × redirect credential. */
export function variantsOf(probe: Probe, target: Target, settings: VariantSettings): Variant[] {
  // Redirects with a credential were observed on handshakes only, and a second speech-to-text request would wait a
  // minute.
  const both = settings.redirectCredential === "both" && probe.steps.some((step) => step.websocket !== undefined);
  const redirects: Variant["redirectCredential"][] = both ? ["clean", "as-given"] : ["clean"];
  // Whether a version exists depends on no credential.
  const all = credentialsOf(target).filter(({ auth }) => isSentTo(auth, probe, target));
  const credentials = probe.group === "versions" ? all.slice(0, 1) : all;
  return apiVersionsOf(probe, settings).flatMap((apiVersion) =>
    credentials.flatMap((credential) =>
      redirects.map((redirectCredential) => ({ apiVersion, ...credential, redirectCredential })),
    ),
  );
}

/** The part of a variant that is the credential. */
export type OwnCredential = Pick<Variant, "auth" | "scope">;

/** Returns the kinds of credential of a target, each scope apart. */
export function credentialsOf({ auth, entra }: Target): OwnCredential[] {
  return auth.flatMap((kind): OwnCredential[] => {
    const scopes = kind === "entra" ? entra?.scopes : undefined;
    return scopes === undefined ? [{ auth: kind }] : scopes.map((scope) => ({ auth: kind, scope }));
  });
}

/** OpenAI's clients send the key as a bearer on v1 paths, and the key in the URL is documented for handshakes. */
const PLACES: Partial<Record<AuthKind, (step: Step, target: Target) => boolean>> = {
  "key-bearer": (step, target) => /^(\/openai)?\/v1\//.test(pathOf(step, target) ?? ""),
  "key-query": (step) => step.websocket !== undefined,
};

/** Whether every request of a probe that uses the target's own credential can use this kind. */
function isSentTo(auth: AuthKind, probe: Probe, target: Target): boolean {
  const isPlace = PLACES[auth];
  const own = probe.steps.filter((step) => isRequest(step) && step.credential === undefined);
  return isPlace === undefined || own.every((step) => isPlace(step, target));
}

/** Whether the variant exists only because OPENAI_API_VERSION added it. */
export function isAdded(probe: Probe, variant: Variant, settings: VariantSettings): boolean {
  return (
    settings.apiVersion === null &&
    variant.apiVersion !== null &&
    variant.apiVersion === settings.addApiVersion &&
    probe.vary?.own !== true &&
    !(probe.vary?.["api-version"] ?? []).includes(variant.apiVersion)
  );
}

function apiVersionsOf(probe: Probe, settings: VariantSettings): (string | null)[] {
  const own = probe.vary?.["api-version"];
  if (own === undefined) return [null];
  if (probe.vary?.own === true) return own;
  if (settings.apiVersion !== null) return [settings.apiVersion];
  return [...new Set([...own, ...(settings.addApiVersion === null ? [] : [settings.addApiVersion])])];
}

/**
 * Returns the first deployment of the second role that a probe needs, other than its own. Null if none. One with
 * `probe: false` is never used.
 */
export function findCompanion(probe: Probe, target: Target): string | null {
  if (probe.companion === undefined) return null;
  return target.deployments.find((d) => d.role === probe.companion && d.probe !== false)?.name ?? null;
}

/** Returns why a probe cannot run on a target. Null if it can. */
export function reasonToSkip(probe: Probe, target: Target, leftOut: string[]): Cause | null {
  if (leftOut.includes(target.name)) return "skipped.credential-unset";
  if (probe.steps.some((step) => isRequest(step) && pathOf(step, target) === null)) return "skipped.other-provider";
  if (probe.companion !== undefined && findCompanion(probe, target) === null) return "skipped.no-companion";
  const unnamed = probe.steps.some((step) => step.host !== undefined && target.hosts[step.host] === undefined);
  return unnamed ? "skipped.host-not-named" : null;
}

/**
 * For a deployment whose role is none of the realtime or chat ones, one built-in probe of each other API is enough.
 * All of them refuse it in the same words.
 */
const PROBES_OF_OTHER_APIS = new Set(["ga-realtime", "preview-realtime", "chat-completions-deployment"]);

/** Roles of APIs that refuse all realtime and chat deployments alike. */
const OTHER_ROLES: readonly (Role | Probe["role"])[] = ["live", "speech", "embedding"];
const ROLES_OF_OTHER_APIS: readonly (Role | Probe["role"])[] = [...OTHER_ROLES, "other"];

/** Roles for which one probe of each other API is enough. The probes of the role `other` are for some of them only. */
const ROLES_OF_ONE_API: readonly Role[] = ["live", "speech", "embedding", "responses", "other"];

/** Whether no realtime or chat deployment can profit from a probe. */
function isOfOtherApiOnly({ role }: Probe): boolean {
  return [role].flat().every((own) => OTHER_ROLES.includes(own));
}

/**
 * Whether the plan includes a deployment for a probe.
 * @param isNamed whether the operator names the probe by its whole id, and therefore wants it for every deployment
 */
export function isInScope(probe: Probe, deployment: Pick<Deployment, "role">, scope: Scope, isNamed = false): boolean {
  if (probe.group === "control") return false;
  const isOfOtherApi = ROLES_OF_OTHER_APIS.includes(deployment.role);
  const isForIt = hasRole(probe, "any") || hasRole(probe, deployment.role) || (isOfOtherApi && hasRole(probe, "other"));
  if (scope !== "all" || isFamily(probe.group)) return isForIt || deployment.role === "unknown";
  if (isNamed) return true;
  if (probe.scope === "role") return isForIt;
  if (isOfOtherApiOnly(probe)) return isForIt || deployment.role === "unknown";
  return isForIt || !ROLES_OF_ONE_API.includes(deployment.role) || PROBES_OF_OTHER_APIS.has(probe.id);
}

/** Whether the cell tests what the deployment is for. The run then fails if the cell has no evidence. */
export function isRequired(cell: Cell, probe: Probe, skip: Cause | null): boolean {
  if (cell.control !== null || cell.role === null || !hasRole(probe, cell.role)) return false;
  return skip === null || skip === "skipped.credential-unset";
}
