import { BlockList, isIP } from "node:net";
import { portOf } from "./origin.ts";

/** One entry of NO_PROXY, in one form whatever its spelling: lower case, no trailing or leading dot, no brackets. */
export type ProxyRule =
  | { kind: "every-host" }
  /** The name and all names below it. `port` null: any. */
  | { kind: "host"; host: string; port: number | null }
  | { kind: "subnet"; address: string; prefix: number };

/** Reads NO_PROXY: entries between commas or white space; `*`, names, `.names`, `*.names`, addresses, subnets, `host:port`. */
export function readProxyRules(text: string): ProxyRule[] {
  return text
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .map(readRule);
}

/** Whether any rule says that this URL is asked directly. */
export function refuses(rules: ProxyRule[], url: URL): boolean {
  const host = normalHost(url.hostname);
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
  // A colon within an address without brackets is no port's.
  const port = isIP(entry) === 6 ? null : /^(.*):(\d{1,5})$/.exec(entry);
  return { kind: "host", host: normalHost(port?.[1] ?? entry), port: port === null ? null : Number(port[2]) };
}

function normalHost(text: string): string {
  const bare = text
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/^(\*?\.)+/, "")
    .replace(/\.$/, "");
  // One address has several spellings in version 6; the URL parser knows the shortest.
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
