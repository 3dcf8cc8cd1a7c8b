/** The platform of a target. The probes are written with Azure's paths. */
export const PROVIDERS = ["azure", "openai"] as const;
export type Provider = (typeof PROVIDERS)[number];

const AZURE_V1 = "/openai/v1/";

/**
 * Returns the path at which a provider serves what Azure serves at `path`. Null if it has no such API. OpenAI's own
 * platform has only the v1 API, without `/openai`.
 */
export function pathAt(provider: Provider, path: string): string | null {
  if (provider === "azure") return path;
  if (path.startsWith(AZURE_V1)) return `/v1/${path.slice(AZURE_V1.length)}`;
  return path.includes("no-such-path") ? path : null;
}
