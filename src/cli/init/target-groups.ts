import type { Role } from "../../model/role.ts";
import { freeTargetName, nameOfOrigin } from "../configuration/target-name.ts";
import type { ForeignCredential, ForeignDeployment, Note, Translation } from "./translation.ts";

/** A deployment with all that the entries of its target state. */
interface GroupedDeployment {
  name: string;
  model: string | null;
  version: string | null;
  /** Stated, because the catalogue would choose another one. */
  role: Role | null;
}

/** A target as it is written. */
export interface TargetGroup {
  name: string;
  /** The first entry, which has the endpoint and the credentials. */
  first: ForeignDeployment;
  apiVersions: string[];
  deployments: GroupedDeployment[];
}

/** Puts the entries of one endpoint and credential together. Adds a note for each statement that another one contradicts. */
export function groupTargets(
  { deployments, notes }: Pick<Translation, "deployments" | "notes">,
  roleOf: (name: string) => Role,
): TargetGroup[] {
  const groups = new Map<string, ForeignDeployment[]>();
  for (const entry of deployments) {
    const id = JSON.stringify([identityOf(entry.endpoint), credentialId(entry.key), credentialId(entry.token)]);
    groups.set(id, [...(groups.get(id) ?? []), entry]);
  }
  const taken = new Set<string>();
  return [...groups.values()].flatMap((entries) => {
    const [first] = entries;
    if (first === undefined) return [];
    return [
      {
        name: freeTargetName(nameOf(first), taken),
        first,
        apiVersions: [...new Set(entries.flatMap(({ apiVersion }) => apiVersion ?? []))].sort(),
        deployments: merge(entries, notes, roleOf),
      },
    ];
  });
}

function identityOf(endpoint: ForeignDeployment["endpoint"]): (string | null)[] {
  return endpoint.kind === "read" ? [endpoint.origin, endpoint.basePath] : [endpoint.variable];
}

/** Several literal keys of one endpoint are keys of one resource, and each of them works. */
function credentialId(credential: ForeignCredential | null): string | null {
  return credential?.kind === "variable" ? credential.name : (credential?.kind ?? null);
}

function nameOf({ endpoint }: ForeignDeployment): string {
  if (endpoint.kind === "read") return nameOfOrigin(endpoint.origin, endpoint.loopback);
  return endpoint.variable === null ? "target" : endpoint.variable.toLowerCase().replaceAll("_", "-");
}

function merge(entries: ForeignDeployment[], notes: Note[], roleOf: (name: string) => Role): GroupedDeployment[] {
  const merged = new Map<string, ForeignDeployment & { name: string }>();
  for (const entry of entries) {
    const { name, place } = entry;
    if (name === null) continue;
    const id = name.toLowerCase();
    const known = merged.get(id) ?? { ...entry, name };
    const roles = known.roles.filter((role) => entry.roles.length === 0 || entry.roles.includes(role));
    const isContradicted =
      (known.model !== null && entry.model !== null && known.model !== entry.model) ||
      (known.roles.length > 0 && roles.length === 0);
    if (isContradicted) notes.push({ ...place, why: "states another model or kind than an earlier entry" });
    merged.set(id, {
      ...known,
      model: known.model ?? entry.model,
      roles: roles.length > 0 ? roles : known.roles.length > 0 ? known.roles : entry.roles,
    });
  }
  return [...merged.values()].map(({ name, model, version, roles }) => ({
    name,
    model,
    version,
    role: roles.length === 0 || roles.includes(roleOf(model ?? name)) ? null : (roles[0] ?? null),
  }));
}
