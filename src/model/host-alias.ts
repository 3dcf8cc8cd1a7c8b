/** One of the host names that a resource answers to. */
interface HostAlias {
  /** Resource label and cloud: `contoso.azure.com`. It is the same for all aliases of one resource. */
  resource: string;
  /** `openai`, `cognitiveservices` or `services.ai`. */
  alias: string;
}

const ALIASES = ["openai", "cognitiveservices", "services.ai"] as const;
const ALIASED_HOST = /^([a-z0-9-]+)\.(openai|cognitiveservices|services\.ai)\.(azure\.(?:com|us|cn))$/;

/** Returns the resource and alias of a host name. Null if the host name has no known form. */
export function aliasOf(hostname: string): HostAlias | null {
  const match = ALIASED_HOST.exec(hostname.toLowerCase().replace(/\.$/, ""));
  const [, label, alias, cloud] = match ?? [];
  if (label === undefined || alias === undefined || cloud === undefined) return null;
  return { resource: `${label}.${cloud}`, alias };
}

/**
 * Returns the other host names of the same resource, in the same cloud. A resource of this name in another cloud can have
 * another owner. Empty if the host name has no known form.
 */
export function otherAliasesOf(hostname: string): { alias: string; hostname: string }[] {
  const own = aliasOf(hostname);
  if (own === null) return [];
  const [label = "", ...cloud] = own.resource.split(".");
  return ALIASES.filter((alias) => alias !== own.alias).map((alias) => ({
    alias,
    hostname: [label, alias, ...cloud].join("."),
  }));
}

/** The host of Voice Live, which is an alias of the resource. Null if the host name has no known form. */
export function voiceLiveHostOf(hostname: string): string | null {
  const [label, ...cloud] = aliasOf(hostname)?.resource.split(".") ?? [];
  return label === undefined ? null : [label, "services.ai", ...cloud].join(".");
}

/** The host of WebRTC for the preview API. It is one for all resources of a region. Null if the region has none. */
export function webRtcHostOf(region: string): string | null {
  const name = region.toLowerCase().replace(/[^a-z0-9]/g, "");
  return ["eastus2", "swedencentral"].includes(name) ? `${name}.realtimeapi-preview.ai.azure.com` : null;
}

/** Domains of the clouds. The certificates of their hosts are of public CAs. */
const CLOUD = /(^|\.)(azure\.(com|us|cn)|openai\.com)$/;

/** Whether a host is one of a cloud, and not of the operator. */
export function isCloudHost(hostname: string): boolean {
  return CLOUD.test(hostname);
}

/** Whether a host of a URL is a name that DNS resolves: no literal address, and not `localhost`. */
export function isHostName(hostname: string): boolean {
  return /[a-z]$/i.test(hostname) && !/(^|\.)localhost$/.test(hostname);
}
