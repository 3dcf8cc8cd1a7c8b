/*
 * IP addresses in the spellings that servers and people use. One spelling, the one in URLs, identifies each address.
 */

interface AddressFound {
  from: number;
  to: number;
  /** As in a URL, for example `203.0.113.77`, `[2001:db8::1]`. */
  address: string;
}

const IPV4 = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)/g;
const IPV6_DIGITS = String.raw`(?:[0-9a-f]{0,4}(?::|%3a)){2,7}(?:[0-9a-f]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?`;
/** In brackets, as in a URL, or bare. Also with its colons percent-encoded, as in a query, and with a zone. */
const IPV6 = new RegExp(
  `\\[(?<inBrackets>${IPV6_DIGITS})(?:%25?\\w{1,16})?\\]|(?<![\\w:.%])(?<bare>${IPV6_DIGITS})(?![\\w:]|\\.\\w)`,
  "gi",
);
/** `ip-203-0-113-77`, `203_0_113_77`: as a cloud names machines. */
const DASHED = /(?<![0-9]|[0-9][-_])(?<a>\d{1,3})([-_])(?<b>\d{1,3})\2(?<c>\d{1,3})\2(?<d>\d{1,3})(?![0-9]|[-_]\d)/g;
const REVERSED = /(?<![\w.])(?<d>\d{1,3})\.(?<c>\d{1,3})\.(?<b>\d{1,3})\.(?<a>\d{1,3})(?=\.in-addr\.arpa)/gi;
/** A whole number after a word that announces an address. Any other number could be a time or a size. */
const NUMERIC =
  /(?:\/\/|\b(?:ip|ipv4|addr|address|client|client[-_]?ip|peer|remote|source|src)["'\\]*\s*[:=]\s*["'\\]*)(?<number>\d{8,10}|0x[0-9a-f]{8})(?![\w.])/gi;
const ANY_NUMBER = /(?<![\w.])(?<number>\d{8,10}|0x[0-9a-f]{8})(?![\w.])/gi;

/**
 * Addresses in a text. Loopback addresses are left out: they identify nobody, and a report on the emulator needs them.
 * @param known addresses of the report, by which a bare number is recognised
 */
export function findAddresses(text: string, known: ReadonlySet<string>): AddressFound[] {
  const found: AddressFound[] = [];
  const add = (from: number, length: number, spelt: string | null) => {
    const address = spelt === null ? null : normalizeAddress(spelt);
    if (address !== null && !isLoopback(address)) found.push({ from, to: from + length, address });
  };
  for (const { 0: match, index, groups = {} } of text.matchAll(REVERSED)) add(index, match.length, joinQuad(groups));
  for (const { 0: match, index, groups } of text.matchAll(IPV6)) {
    const digits = groups?.inBrackets ?? groups?.bare ?? "";
    add(index, match.length, `[${digits.replace(/%3a/gi, ":")}]`);
  }
  for (const { 0: match, index } of text.matchAll(IPV4)) add(index, match.length, match);
  for (const { 0: match, index, groups = {} } of text.matchAll(DASHED)) add(index, match.length, joinQuad(groups));
  for (const { 0: match, index, groups } of text.matchAll(NUMERIC)) {
    const number = groups?.number ?? "";
    add(index + match.length - number.length, number.length, number);
  }
  for (const { index, groups } of text.matchAll(ANY_NUMBER)) {
    const number = groups?.number ?? "";
    if (known.has(normalizeAddress(number) ?? "")) add(index, number.length, number);
  }
  return found;
}

/** The spelling of an address in URLs, or null. An IPv4 address mapped into IPv6 counts as the IPv4 address. */
function normalizeAddress(spelt: string): string | null {
  if (!URL.canParse(`http://${spelt}`)) return null;
  const { hostname } = new URL(`http://${spelt}`);
  const mapped = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(hostname);
  if (mapped === null) return hostname;
  const [high, low] = [mapped[1], mapped[2]].map((half) => Number.parseInt(half ?? "", 16));
  return new URL(`http://${((high ?? 0) * 0x10000 + (low ?? 0)).toString()}`).hostname;
}

function isLoopback(address: string): boolean {
  return /^(?:127\.|0\.0\.0\.0$|\[::1?\]$)/.test(address);
}

function joinQuad({ a, b, c, d }: Record<string, string | undefined>): string {
  return `${a}.${b}.${c}.${d}`;
}
