/** One resource under one of the host names it answers to. */
export interface HostAlias {
  /** Resource label and cloud: `contoso.azure.com`; the same for all aliases of one resource. */
  resource: string;
  /** `openai`, `cognitiveservices` or `services.ai`. */
  alias: string;
}

const ALIASED_HOST = /^([a-z0-9-]+)\.(openai|cognitiveservices|services\.ai)\.(azure\.(?:com|us|cn))$/;

/** The resource and the alias that a host name says, or null where it is none of the known ones. */
export function aliasOf(hostname: string): HostAlias | null {
  const match = ALIASED_HOST.exec(hostname.toLowerCase().replace(/\.$/, ""));
  const [, label, alias, cloud] = match ?? [];
  if (label === undefined || alias === undefined || cloud === undefined) return null;
  return { resource: `${label}.${cloud}`, alias };
}
