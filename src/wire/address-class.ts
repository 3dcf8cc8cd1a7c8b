import { BlockList, isIP } from "node:net";

/** Who can reach an address: everybody, a private network, the link, or this machine only. */
export const ADDRESS_CLASSES = ["public", "private", "link-local", "loopback"] as const;
export type AddressClass = (typeof ADDRESS_CLASSES)[number];

/** Subnets that are not public (RFC 1918, 4193, 6598, 3927 and 4291). */
const SUBNETS: [subnet: string, prefix: number, type: "ipv4" | "ipv6", of: AddressClass][] = [
  ["127.0.0.0", 8, "ipv4", "loopback"],
  ["::1", 128, "ipv6", "loopback"],
  ["169.254.0.0", 16, "ipv4", "link-local"],
  ["fe80::", 10, "ipv6", "link-local"],
  ["10.0.0.0", 8, "ipv4", "private"],
  ["172.16.0.0", 12, "ipv4", "private"],
  ["192.168.0.0", 16, "ipv4", "private"],
  ["100.64.0.0", 10, "ipv4", "private"],
  ["fc00::", 7, "ipv6", "private"],
];

const LISTS = SUBNETS.map(([subnet, prefix, type, of]) => {
  const list = new BlockList();
  list.addSubnet(subnet, prefix, type);
  return { list, of };
});

/** Returns the class of an IP address without brackets. */
export function classOfAddress(address: string): AddressClass {
  const type = isIP(address) === 6 ? "ipv6" : "ipv4";
  return LISTS.find(({ list }) => list.check(address, type))?.of ?? "public";
}
