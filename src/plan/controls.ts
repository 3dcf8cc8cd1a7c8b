import { type Cell, cellId, MISSING_DEPLOYMENT, MISSING_VERSION, type Variant } from "../model/cell.ts";
import type { Probe, Step } from "../model/probe.ts";
import { mayHaveRole, roleTested } from "../model/role.ts";
import type { Deployment, Target } from "../model/target.ts";
import { isRequest, originOf } from "../steps/request.ts";
import { findCompanion } from "./axes.ts";

/** Ids of the probes that run only as controls, once per target. */
const PER_TARGET = {
  "missing-path-http": "missing-path",
  "missing-path-websocket": "missing-path",
  "missing-path-webrtc": "missing-path",
  "missing-path-voice-live": "missing-path",
  "no-credential": "no-credential",
} as const;

/** Makes a cell with its id from its coordinates. */
export function cellOf(coordinates: Omit<Cell, "id">): Cell {
  return { id: cellId(coordinates), ...coordinates };
}

/** Returns the cell that runs the same steps as the probe with a nonexistent deployment. */
export function missingDeploymentCell(target: Target, probe: Probe, variant: Variant): Cell {
  return cellOf({
    target: target.name,
    deployment: MISSING_DEPLOYMENT,
    role: null,
    probe: probe.id,
    control: "missing-deployment",
    variant,
    companion: findCompanion(probe, target),
  });
}

/** Returns the cell that runs the same steps as the probe with a nonexistent api-version. */
export function missingVersionCell(target: Target, probe: Probe, variant: Variant): Cell {
  return cellOf({
    target: target.name,
    deployment: null,
    role: null,
    probe: probe.id,
    control: "missing-version",
    variant: { ...variant, apiVersion: MISSING_VERSION },
    companion: null,
  });
}

/** A cell of the plan and its probe. */
interface Used {
  cell: Cell;
  probe: Probe;
}

/**
 * Returns the controls of a target for the transports and hosts that its cells use. There is a nonexistent path for each,
 * and a request without a credential for each transport. HTTP is always tried, because it shows that a host is reachable.
 */
export function targetControlCells(target: Target, probes: Probe[], used: Used[]): Cell[] {
  const paths = probes.flatMap((probe) => {
    const control = controlOf(probe.id);
    if (control === null || isOnUnnamedHost(probe, target) || !isSpoken(probe, used, target)) return [];
    if (control === "missing-path") return [perTarget(target, probe, control, null)];
    const deployment = findUsualDeployment(target.deployments);
    return deployment === null || !isOnUsedPath(probe, used) ? [] : [perTarget(target, probe, control, deployment)];
  });
  const open = (["websocket", "http"] as const).flatMap((transport) => {
    const isKnown = transport === "websocket" && paths.some(({ control }) => control === "no-credential");
    const one = isKnown ? undefined : findSimplest(used.filter(({ probe }) => transportOf(probe) === transport));
    if (one === undefined) return [];
    const { id: _, ...coordinates } = one.cell;
    return [cellOf({ ...coordinates, control: "no-credential" })];
  });
  const order = new Map(probes.map(({ id }, index) => [id, index]));
  return [...paths, ...open].sort((a, b) => (order.get(a.probe) ?? 0) - (order.get(b.probe) ?? 0));
}

function perTarget(
  target: Target,
  { id }: Probe,
  control: "missing-path" | "no-credential",
  deployment: Deployment | null,
): Cell {
  // The documentation names the key in a URL for handshakes only.
  const auth = target.auth.find((kind) => kind !== "key-query") ?? target.auth[0] ?? "key";
  return cellOf({
    target: target.name,
    deployment: deployment?.name ?? null,
    role: deployment?.role ?? null,
    probe: id,
    control,
    variant: { apiVersion: null, auth, redirectCredential: "clean" },
    companion: null,
  });
}

/** Whether the cells use the transport and the host of a control. */
function isSpoken({ steps: [own] }: Probe, used: Used[], target: Target): boolean {
  if (own === undefined || (own.websocket === undefined && own.host === undefined)) return true;
  const isSame = (step: Step) =>
    isRequest(step) &&
    originOf(step, target) === originOf(own, target) &&
    (step.websocket === undefined) === (own.websocket === undefined);
  return used.some(({ probe }) => probe.steps.some(isSame));
}

/** Whether the cells make the handshake of a control with the credential of the target, with whichever query. */
function isOnUsedPath({ steps: [own] }: Probe, used: Used[]): boolean {
  const isSame = ({ websocket, host, credential }: Step) =>
    websocket === own?.websocket && host === own?.host && credential === undefined;
  return used.some(({ probe }) => probe.steps.some(isSame));
}

/**
 * The transport of the first request, if it has the credential of the target and can succeed. Null if not: without a
 * credential, such a probe shows nothing.
 */
function transportOf({ steps, role, group }: Probe): "http" | "websocket" | null {
  const first = steps.find(isRequest);
  const isOwn = first?.credential === undefined || first.credential === "x-api-key";
  if (first === undefined || !isOwn || role === "none" || group === "versions") return null;
  return first.websocket === undefined ? "http" : "websocket";
}

/** The cell with the fewest steps among those that can work. One that may not be billed comes before others. */
function findSimplest(cells: Used[]): Used | undefined {
  const canWork = cells.filter(
    ({ cell, probe }) => cell.deployment === null || mayHaveRole(cell.role, roleTested(probe, cell.role)),
  );
  const weightOf = ({ probe }: Used) => probe.steps.length + (probe.steps.some(({ paid }) => paid) ? 0.5 : 0);
  return (canWork.length > 0 ? canWork : [...cells]).sort((a, b) => weightOf(a) - weightOf(b))[0];
}

function controlOf(id: string): "missing-path" | "no-credential" | null {
  return Object.entries(PER_TARGET).find(([probe]) => probe === id)?.[1] ?? null;
}

/** If every host is the endpoint itself, a second control would send the same request again. */
function isOnUnnamedHost(probe: Probe, target: Target): boolean {
  const host = probe.steps[0]?.host;
  return host !== undefined && (target.hosts[host] === undefined || target.hosts[host] === target.endpoint);
}

function findUsualDeployment(deployments: Deployment[]): Deployment | null {
  return deployments.find((d) => d.role === "conversation") ?? deployments[0] ?? null;
}
