import { isPlainName } from "../../model/name-form.ts";
import { ROLES, type Role } from "../../model/role.ts";
import type { Deployment } from "../../model/target.ts";
import { nearestName } from "../text/nearest-name.ts";

/** Names that Azure gives deployments; also what a cell's id can hold without ambiguity. */
export const DEPLOYMENT_NAME = /^(?!\.+$)[A-Za-z0-9._-]{1,64}$/;
export const DEPLOYMENT_FORM = "NAME, NAME=ROLE or NAME=MODEL[@VERSION]";

const MODEL_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const ROLE_NAMES: readonly string[] = ROLES;

export type DeploymentReading = { kind: "deployment"; deployment: Deployment } | { kind: "refused"; why: string };

/** Reads `NAME[=ROLE or MODEL[@VERSION]]`. `roleOf` is the models catalogue: a role not given comes from there. */
export function readDeployment(text: string, roleOf: (name: string) => Role): DeploymentReading {
  const [name = "", what, ...more] = text.trim().split("=");
  if (!DEPLOYMENT_NAME.test(name)) {
    return { kind: "refused", why: "a deployment's name has letters, digits, `.`, `_` and `-`, at most 64" };
  }
  if (more.length > 0 || what === "") return { kind: "refused", why: `it must be ${DEPLOYMENT_FORM}` };
  if (what === undefined) return found({ name, model: null, version: null, role: null }, roleOf);
  const role = ROLES.find((known) => known === what);
  if (role !== undefined) return found({ name, model: null, version: null, role }, roleOf);
  const [model = "", version, ...rest] = what.split("@");
  if (!MODEL_NAME.test(model) || rest.length > 0 || (version !== undefined && !MODEL_NAME.test(version))) {
    return { kind: "refused", why: `it must be ${DEPLOYMENT_FORM}` };
  }
  const meant = version === undefined && roleOf(model) === "unknown" ? nearestName(model, ROLE_NAMES) : null;
  if (meant !== null) return { kind: "refused", why: `the role is not known; did you mean \`${meant}\`?` };
  // It would stand in every report. A model that nobody knows, with an id for its name, can be stated in a configuration.
  if ((roleOf(model) === "unknown" && !isPlainName(model)) || !isPlainName(version ?? "")) {
    return {
      kind: "refused",
      why: "what stands behind `=` is no known model's name and does not read as one; a model of such a name can be stated in a configuration, as `model:`",
    };
  }
  return found({ name, model, version: version ?? null, role: null }, roleOf);
}

/** What an operator stated of a deployment; null where not stated. */
export interface StatedDeployment {
  name: string;
  model: string | null;
  version: string | null;
  role: Role | null;
  sku?: string | null;
}

/** A deployment, its role read off the model's or else the deployment's name where it was not stated. */
export function deploymentOf(stated: StatedDeployment, roleOf: (name: string) => Role): Deployment {
  const { name, model, version, role } = stated;
  return {
    name,
    model,
    version,
    sku: stated.sku ?? null,
    role: role ?? roleOf(model ?? name),
    source: model === null && role === null ? "guessed" : "config",
  };
}

function found(stated: StatedDeployment, roleOf: (name: string) => Role): DeploymentReading {
  return { kind: "deployment", deployment: deploymentOf(stated, roleOf) };
}
