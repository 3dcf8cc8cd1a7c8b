import { roleOfModel } from "../catalog/index.ts";
import type { Hop } from "../model/recording.ts";
import type { Role } from "../model/role.ts";
import type { ExtraHost, Target } from "../model/target.ts";
import { slug } from "./slug.ts";

/** The endpoint of a WebSocket whose file has no handshake. */
const NO_ENDPOINT = "https://not-recorded.invalid";
const OPENAI_HOST = "api.openai.com";

/** Returns the target of a request. A new origin is a new target. */
export function targetOf(hop: Hop | null, targets: Map<string, Target>): Target {
  const url = new URL((hop?.url ?? NO_ENDPOINT).replace(/^ws/, "http"));
  const known = targets.get(url.origin);
  if (known !== undefined) return known;
  const name =
    hop === null ? "not-recorded" : slug(url.hostname.split(".")[url.hostname === OPENAI_HOST ? 1 : 0] ?? "");
  const taken = [...targets.values()].filter((one) => one.name === name || one.name.startsWith(`${name}-`)).length;
  const target: Target = {
    name: taken === 0 ? name : `${name}-${taken + 1}`,
    ...(url.hostname === OPENAI_HOST ? { provider: "openai" as const } : {}),
    endpoint: url.origin,
    hosts: {},
    region: null,
    resourceId: null,
    subscription: null,
    kind: null,
    auth: ["key"],
    deployments: [],
  };
  targets.set(url.origin, target);
  return target;
}

/** The other host of a preview WebRTC call. Null if a request goes to the endpoint. */
export function extraHostOf(hop: Hop, target: Target): ExtraHost | null {
  const { origin, pathname } = new URL(hop.url.replace(/^ws/, "http"));
  if (origin === target.endpoint || !pathname.endsWith("/realtimertc")) return null;
  target.hosts.webrtc ??= origin;
  return "webrtc";
}

/** Adds deployments that the target does not have yet, and returns the role of the last name. */
export function addDeployments(
  target: Target,
  names: (string | null)[],
  models: Parameters<typeof roleOfModel>[0],
): Role | null {
  let role: Role | null = null;
  for (const name of names) {
    if (name === null) continue;
    role = roleOfModel(models, name);
    if (target.deployments.some((one) => one.name === name)) continue;
    target.deployments.push({ name, model: null, version: null, sku: null, role, source: "guessed" });
  }
  return role;
}
