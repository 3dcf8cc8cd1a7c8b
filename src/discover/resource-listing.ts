import { z } from "zod";
import type { Role } from "../model/role.ts";
import type { WireContext } from "../wire/context.ts";
import type { BoundCredential } from "../wire/credential.ts";
import { getJson } from "../wire/json.ts";
import type { FoundDeployment, Problem } from "./inventory.ts";

/** A resource under its endpoint, with the operator's credential. */
export interface Resource {
  name: string;
  /** Origin only. */
  origin: string;
  /** The path before every path, or "". */
  basePath: string;
  credential: BoundCredential;
  userAgent: string;
  wire: Omit<WireContext, "cellDeadline">;
}

/** What a resource lists of itself. */
interface ResourceListing {
  /** Names of the models of its region, which are no deployments. Null if it lists none. */
  models: string[] | null;
  /** Null if it does not list its deployments, as most resources do not. */
  deployments: FoundDeployment[] | null;
  problems: Problem[];
  /** Whether an emulator answered. */
  isEmulated: boolean;
}

const TIMEOUT_MS = 30_000;
/**
 * The list of deployments is documented for 2022-12-01 (Azure/azure-rest-api-specs, authoring). Clients still read it with
 * 2023-03-15-preview in August 2026. Later versions do not have it.
 */
const DEPLOYMENT_VERSIONS = ["2022-12-01", "2023-03-15-preview"];
const NOT_SERVED = [400, 404, 405, 410];

const text = z.string().min(1).max(200);
const modelList = z.object({ data: z.array(z.object({ id: text })) });
const deploymentList = z.object({
  data: z.array(z.object({ id: text, model: text.nullish(), status: z.string().nullish() })),
});

/** Asks a resource for its models and its deployments. The requests are free. */
export async function readResource(resource: Resource, roleOf: (name: string) => Role): Promise<ResourceListing> {
  const listing: ResourceListing = { models: null, deployments: null, problems: [], isEmulated: false };
  const models = await read(resource, "/openai/v1/models", modelList, listing);
  if (models !== null) listing.models = [...new Set(models.data.map(({ id }) => id))];
  for (const version of DEPLOYMENT_VERSIONS) {
    // A refused credential would be refused again.
    if (listing.problems.length > 0 || listing.deployments !== null) break;
    const listed = await read(resource, `/openai/deployments?api-version=${version}`, deploymentList, listing);
    listing.deployments = listed?.data.map((entry) => deploymentOf(entry, roleOf)) ?? null;
  }
  return listing;
}

function deploymentOf(
  { id, model, status }: z.output<typeof deploymentList>["data"][number],
  roleOf: (name: string) => Role,
): FoundDeployment {
  return {
    name: id,
    model: model ?? null,
    version: null,
    sku: null,
    role: roleOf(model ?? id),
    state: status == null ? null : status.replace(/^succeeded$/i, "Succeeded"),
    claim: null,
  };
}

/** A list, or null if the resource does not serve it. Any other refusal is a problem. */
async function read<T>(
  resource: Resource,
  path: string,
  shape: z.ZodType<T>,
  listing: ResourceListing,
): Promise<T | null> {
  const { origin, basePath, credential, userAgent, wire } = resource;
  const page = await getJson(
    {
      url: new URL(`${basePath}${path}`, origin),
      headers: [
        ["Accept", "application/json"],
        ["User-Agent", userAgent],
      ],
      credential,
    },
    { ...wire, cellDeadline: wire.clock.now() + TIMEOUT_MS },
    (json) => shape.safeParse(json),
  );
  const { status, value, failure } = page;
  listing.isEmulated ||= page.isEmulated;
  if (status === 200 && value?.success === true) return value.data;
  if (status !== null && NOT_SERVED.includes(status)) return null;
  const why =
    status === null || (value === null && failure !== null)
      ? (failure?.text ?? "it did not respond")
      : status === 200
        ? "the response is no list of the service"
        : `it was refused with status ${status}`;
  listing.problems.push({
    scope: `${resource.name}: GET ${path.split("?")[0]}`,
    text: why,
    status,
    isLimit: status === 429,
  });
  return null;
}
