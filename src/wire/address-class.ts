import { BlockList, isIP } from "node:net";
import type { AddressClass } from "../model/connection.ts";

/** Networks that are not public, by the registries of IANA (RFC 6890). */
const NETWORKS: Record<Exclude<AddressClass, "public">, string[]> = {
  loopback: ["127.0.0.0/8", "0.0.0.0/8", "::1/128", "::/128"],
  private: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15", "fc00::/7"],
  shared: ["100.64.0.0/10"],
  "link-local": ["169.254.0.0/16", "fe80::/10"],
};

const LISTS = Object.entries(NETWORKS).map(([name, networks]) => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", prefix] = network.split("/");
    list.addSubnet(address, Number(prefix), typeOf(address));
  }
  return { name: name as AddressClass, list };
});

/** Returns the class of a literal address. An IPv4 address mapped into IPv6 counts as the IPv4 address. */
export function classOfAddress(address: string): AddressClass {
  const literal = address.replace(/%.*$/, "");
  return LISTS.find(({ list }) => list.check(literal, typeOf(literal)))?.name ?? "public";
}

function typeOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 4 ? "ipv4" : "ipv6";
}
