/*
 * The forms of DER (X.690) that a certificate needs. Each function returns one whole value: tag, length, content.
 */

const CONTEXT_CONSTRUCTED = 0xa0;
const CONTEXT_PRIMITIVE = 0x80;

/** A value of any tag. A length below 128 has one byte, others have the long form. */
function tagged(tag: number, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body.length)]), body]);
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}

export const sequence = (...members: Uint8Array[]) => tagged(0x30, ...members);
export const set = (...members: Uint8Array[]) => tagged(0x31, ...members);
export const octets = (content: Uint8Array) => tagged(0x04, content);
export const utf8 = (text: string) => tagged(0x0c, Buffer.from(text, "utf8"));
export const yes = () => tagged(0x01, Buffer.from([0xff]));

/** `[n]` around whole values. */
export const explicit = (n: number, ...content: Uint8Array[]) => tagged(CONTEXT_CONSTRUCTED | n, ...content);

/** `[n]` instead of the tag of a primitive value. */
export const implicit = (n: number, content: Uint8Array) => tagged(CONTEXT_PRIMITIVE | n, content);

/** An unsigned integer, big-endian. If the first bit is set, a zero byte keeps the sign. */
export function integer(bytes: Uint8Array): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const digits = start < 0 ? Buffer.from([0]) : Buffer.from(bytes.subarray(start));
  const sign = (digits[0] ?? 0) >= 0x80 ? [0] : [];
  return tagged(0x02, Buffer.from(sign), digits);
}

/** All bits of whole bytes, or all but the last `unused` ones. */
export function bits(content: Uint8Array, unused = 0): Buffer {
  return tagged(0x03, Buffer.from([unused]), content);
}

/** An object identifier, dotted: `2.5.29.17`. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(0x80 | (rest % 128));
  return bytes;
}

/** A time in whole seconds of UTC. RFC 5280 requires UTCTime until 2049 and GeneralizedTime after that. */
export function time(date: Date): Buffer {
  const digits = `${date.toISOString().slice(0, 19).replace(/[-:T]/g, "")}Z`;
  return date.getUTCFullYear() < 2050 ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits));
}

/** The PEM form of a DER value. */
export function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
