import type { ArmClaim } from "../../model/arm-claim.ts";
import { isPlainName } from "../../model/name-form.ts";
import { ROLES, type Role } from "../../model/role.ts";
import type { Deployment } from "../../model/target.ts";
import { nearestName } from "../text/nearest-name.ts";

/** The deployment names that Azure allows. Each of them fits into a cell id without ambiguity. */
export const DEPLOYMENT_NAME = /^(?!\.+$)[A-Za-z0-9._-]{1,64}$/;
const DEPLOYMENT_FORM = "NAME, NAME=ROLE or NAME=MODEL[@VERSION]";

const MODEL_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const ROLE_NAMES: readonly string[] = ROLES;

export type DeploymentReading = { kind: "deployment"; deployment: Deployment } | { kind: "refused"; why: string };

/** Reads `NAME[=ROLE or MODEL[@VERSION]]`. A role that is not given comes from `roleOf`, the models catalogue. */
export function readDeployment(text: string, roleOf: (name: string) => Role): DeploymentReading {
  const [name = "", what, ...more] = text.trim().split("=");
  if (!DEPLOYMENT_NAME.test(name)) {
    return {
      kind: "refused",
      why: "a deployment name has at most 64 letters, digits, `.`, `_` and `-`: correct the name",
    };
  }
  if (more.length > 0 || what === "") return { kind: "refused", why: `write it as ${DEPLOYMENT_FORM}` };
  if (what === undefined) return found({ name, model: null, version: null, role: null }, roleOf);
  const role = ROLES.find((known) => known === what);
  if (role !== undefined) return found({ name, model: null, version: null, role }, roleOf);
  const [model = "", version, ...rest] = what.split("@");
  if (!MODEL_NAME.test(model) || rest.length > 0 || (version !== undefined && !MODEL_NAME.test(version))) {
    return { kind: "refused", why: `write it as ${DEPLOYMENT_FORM}` };
  }
  const meant = version === undefined && roleOf(model) === "unknown" ? nearestName(model, ROLE_NAMES) : null;
  if (meant !== null) return { kind: "refused", why: `unknown role: did you mean \`${meant}\`?` };
  // Every report repeats it, so it must not be a secret. The configuration file accepts any model name.
  if ((roleOf(model) === "unknown" && !isPlainName(model)) || !isPlainName(version ?? "")) {
    return {
      kind: "refused",
      why: "the part after `=` does not look like a model name: check it, or set `model:` in the configuration file",
    };
  }
  return found({ name, model, version: version ?? null, role: null }, roleOf);
}

/** What an operator stated about a deployment; null if not stated. */
interface StatedDeployment {
  name: string;
  model: string | null;
  version: string | null;
  role: Role | null;
  sku?: string | null;
  /** Absent or true: runs include it. */
  probe?: boolean | undefined;
  arm?: ArmClaim | undefined;
}

/** A deployment. A role that is not stated follows from the name of the model, or else of the deployment. */
export function deploymentOf(stated: StatedDeployment, roleOf: (name: string) => Role): Deployment {
  const { name, model, version, role } = stated;
  return {
    name,
    model,
    version,
    sku: stated.sku ?? null,
    role: role ?? roleOf(model ?? name),
    source: stated.arm !== undefined ? "arm" : model === null && role === null ? "guessed" : "config",
    ...(stated.probe === false ? { probe: false } : {}),
    ...(stated.arm === undefined ? {} : { arm: stated.arm }),
  };
}

function found(stated: StatedDeployment, roleOf: (name: string) => Role): DeploymentReading {
  return { kind: "deployment", deployment: deploymentOf(stated, roleOf) };
}
