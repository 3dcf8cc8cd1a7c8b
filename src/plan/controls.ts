import { type Cell, cellId, MISSING_DEPLOYMENT, MISSING_VERSION, type Variant } from "../model/cell.ts";
import type { Probe } from "../model/probe.ts";
import type { Deployment, Target } from "../model/target.ts";
import { findCompanion } from "./axes.ts";

/** Ids of the probes that run as controls, once per target. */
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

/** Returns the controls of a target: nonexistent paths per host and transport, and one request without a credential. */
export function targetControlCells(target: Target, probes: Probe[]): Cell[] {
  // The documentation names the key in a URL for handshakes only.
  const auth = target.auth.find((kind) => kind !== "key-query") ?? target.auth[0] ?? "key";
  const variant: Variant = { apiVersion: null, auth, redirectCredential: "clean" };
  return probes.flatMap((probe) => {
    const control = controlOf(probe.id);
    if (control === null || isOnUnnamedHost(probe, target)) return [];
    const deployment = control === "no-credential" ? findUsualDeployment(target.deployments) : null;
    if (control === "no-credential" && deployment === null) return [];
    return [
      cellOf({
        target: target.name,
        deployment: deployment?.name ?? null,
        role: deployment?.role ?? null,
        probe: probe.id,
        control,
        variant,
        companion: null,
      }),
    ];
  });
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
