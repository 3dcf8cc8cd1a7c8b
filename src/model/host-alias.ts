/** One of the host names that a resource answers to. */
interface HostAlias {
  /** Resource label and cloud: `contoso.azure.com`. It is the same for all aliases of one resource. */
  resource: string;
  /** `openai`, `cognitiveservices` or `services.ai`. */
  alias: string;
}

const ALIASED_HOST = /^([a-z0-9-]+)\.(openai|cognitiveservices|services\.ai)\.(azure\.(?:com|us|cn))$/;

/** Returns the resource and alias of a host name. Null if the host name has no known form. */
export function aliasOf(hostname: string): HostAlias | null {
  const match = ALIASED_HOST.exec(hostname.toLowerCase().replace(/\.$/, ""));
  const [, label, alias, cloud] = match ?? [];
  if (label === undefined || alias === undefined || cloud === undefined) return null;
  return { resource: `${label}.${cloud}`, alias };
}
