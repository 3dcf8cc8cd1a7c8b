import { isIP } from "node:net";

/** An address for a host and port, as curl's `--resolve` takes it. */
export interface ResolveRule {
  /** A name in lower case. */
  host: string;
  port: number;
  /** Without brackets. */
  address: string;
}

/** Parses `host:port:address`, with an IPv6 address in brackets or without. Null if it has another form. */
export function readResolveRule(text: string): ResolveRule | null {
  const [, host = "", port = "", written = ""] = /^([a-z0-9._-]+):(\d{1,5}):(\S+)$/i.exec(text) ?? [];
  const address = written.replace(/^\[(.*)\]$/, "$1");
  if (isIP(address) === 0 || Number(port) < 1 || Number(port) > 65_535) return null;
  return { host: host.toLowerCase().replace(/\.$/, ""), port: Number(port), address };
}
