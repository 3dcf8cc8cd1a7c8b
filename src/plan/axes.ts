import type { Cause } from "../model/cause.ts";
import type { Cell, Variant } from "../model/cell.ts";
import type { Probe } from "../model/probe.ts";
import type { AuthKind, Deployment, Target } from "../model/target.ts";
import { isRequest, pathOf } from "../steps/request.ts";

/** Settings that add to or replace what the probes vary over. */
export interface VariantSettings {
  /** --api-version: replaces the probe's own; null: none. */
  apiVersion: string | null;
  /** OPENAI_API_VERSION: adds one; null: none. */
  addApiVersion: string | null;
  /** --redirect-credential: `both` asks a Location that carries a credential again exactly as given. */
  redirectCredential: "clean" | "both";
}

/** The variants of a probe on a target: api-version × credential kind × redirect credential. */
export function variantsOf(probe: Probe, auth: AuthKind[], settings: VariantSettings): Variant[] {
  // Redirects that carry a credential were seen on handshakes only; a second speech-to-text request would wait a minute.
  const both = settings.redirectCredential === "both" && probe.steps.some((step) => step.websocket !== undefined);
  const redirects: Variant["redirectCredential"][] = both ? ["clean", "as-given"] : ["clean"];
  return apiVersionsOf(probe, settings).flatMap((apiVersion) =>
    auth.flatMap((kind) => redirects.map((redirectCredential) => ({ apiVersion, auth: kind, redirectCredential }))),
  );
}

/** True where the variant is there only because OPENAI_API_VERSION added it. */
export function isAdded(probe: Probe, variant: Variant, settings: VariantSettings): boolean {
  return (
    settings.apiVersion === null &&
    variant.apiVersion !== null &&
    variant.apiVersion === settings.addApiVersion &&
    !(probe.vary?.["api-version"] ?? []).includes(variant.apiVersion)
  );
}

function apiVersionsOf(probe: Probe, settings: VariantSettings): (string | null)[] {
  const own = probe.vary?.["api-version"];
  if (own === undefined) return [null];
  if (settings.apiVersion !== null) return [settings.apiVersion];
  return [...new Set([...own, ...(settings.addApiVersion === null ? [] : [settings.addApiVersion])])];
}

/** The first deployment of the role that a probe needs beside its own, or null. */
export function companionOf(probe: Probe, target: Target): string | null {
  if (probe.companion === undefined) return null;
  return target.deployments.find((d) => d.role === probe.companion)?.name ?? null;
}

/** Why a probe cannot be asked on a target, or null where it can. */
export function reasonToSkip(probe: Probe, target: Target, leftOut: string[]): Cause | null {
  if (leftOut.includes(target.name)) return "skipped.credential-unset";
  if (probe.steps.some((step) => isRequest(step) && pathOf(step, target) === null)) return "skipped.other-provider";
  if (probe.companion !== undefined && companionOf(probe, target) === null) return "skipped.no-companion";
  const unnamed = probe.steps.some((step) => step.host !== undefined && target.hosts[step.host] === undefined);
  return unnamed ? "skipped.host-not-named" : null;
}

/** For a deployment of role other, one probe a surface is enough. */
const PROBES_OF_ROLE_OTHER = new Set([
  "ga-realtime",
  "preview-realtime",
  "chat-completions-deployment",
  "voice-live-realtime",
]);

/** Whether a deployment is tried on a probe at all. */
export function isAsked(probe: Probe, deployment: Pick<Deployment, "role">, scope: "all" | "documented"): boolean {
  if (probe.group === "control") return false;
  if (scope === "documented")
    return probe.role === "any" || probe.role === deployment.role || deployment.role === "unknown";
  return deployment.role !== "other" || PROBES_OF_ROLE_OTHER.has(probe.id);
}

/** Whether a cell's outcome is what the deployment is there for: then no evidence is a failure of the run. */
export function isRequired(cell: Cell, probe: Probe, skip: Cause | null): boolean {
  if (cell.control !== null || cell.role === null || cell.role !== probe.role) return false;
  return skip === null || skip === "skipped.credential-unset";
}
