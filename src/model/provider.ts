/** Whose platform a target is. The probes are written with Azure's paths. */
export const PROVIDERS = ["azure", "openai"] as const;
export type Provider = (typeof PROVIDERS)[number];

const AZURE_V1 = "/openai/v1/";

/**
 * The path under which a provider serves what Azure serves at `path`; null where it has no such surface. OpenAI's own
 * platform has the v1 surface alone, without `/openai`.
 */
export function pathAt(provider: Provider, path: string): string | null {
  if (provider === "azure") return path;
  if (path.startsWith(AZURE_V1)) return `/v1/${path.slice(AZURE_V1.length)}`;
  return path.includes("no-such-path") ? path : null;
}
