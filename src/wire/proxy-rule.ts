import { BlockList, isIP } from "node:net";
import { portOf } from "./origin.ts";

/** One entry of NO_PROXY in normal form: lower case, without leading or trailing dot, and without brackets. */
export type ProxyRule =
  | { kind: "every-host" }
  /** The name and all names below it. A null `port` means any port. */
  | { kind: "host"; host: string; port: number | null }
  | { kind: "subnet"; address: string; prefix: number };

/**
 * Parses NO_PROXY: entries separated by commas or white space. Entries are `*`, names, `.names`, `*.names`, addresses,
 * subnets and `host:port`.
 */
export function readProxyRules(text: string): ProxyRule[] {
  return text
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .map(readRule);
}

/** Whether any rule excludes this URL from the proxy. */
export function isDirect(rules: ProxyRule[], url: URL): boolean {
  const host = normalizeHost(url.hostname);
  return rules.some((rule) => {
    if (rule.kind === "every-host") return true;
    if (rule.kind === "subnet") return contains(rule, host);
    if (rule.port !== null && rule.port !== portOf(url)) return false;
    return host === rule.host || (isIP(host) === 0 && host.endsWith(`.${rule.host}`));
  });
}

function readRule(entry: string): ProxyRule {
  if (entry === "*") return { kind: "every-host" };
  const [address = "", prefix] = entry.split("/");
  if (prefix !== undefined && isIP(address) !== 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= widthOf(address)) {
    return { kind: "subnet", address, prefix: Number(prefix) };
  }
  // A colon in an address without brackets does not separate a port.
  const port = isIP(entry) === 6 ? null : /^(.*):(\d{1,5})$/.exec(entry);
  return { kind: "host", host: normalizeHost(port?.[1] ?? entry), port: port === null ? null : Number(port[2]) };
}

function normalizeHost(text: string): string {
  const bare = text
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/^(\*?\.)+/, "")
    .replace(/\.$/, "");
  // An IPv6 address has several spellings. The URL parser returns the shortest.
  return isIP(bare) === 6 ? new URL(`http://[${bare}]`).hostname.slice(1, -1) : bare;
}

function widthOf(address: string): number {
  return isIP(address) === 4 ? 32 : 128;
}

function contains({ address, prefix }: { address: string; prefix: number }, host: string): boolean {
  const family = isIP(host);
  if (family === 0 || family !== isIP(address)) return false;
  const list = new BlockList();
  const type = family === 4 ? "ipv4" : "ipv6";
  list.addSubnet(address, prefix, type);
  return list.check(host, type);
}
