import { deflateSync } from "node:zlib";

const hex = (text: string) => Buffer.from(text).toString("hex");
const base64 = (text: string) => Buffer.from(text).toString("base64");
const each = (text: string, form: (code: number, character: string) => string) =>
  [...text].map((character) => form(character.charCodeAt(0), character)).join("");

/** What a peer may make of a secret before it says it. Each is redacted wherever text can stand. */
export const DISGUISES: Record<string, (secret: string) => string> = {
  raw: (s) => s,
  "percent-encoded": encodeURIComponent,
  "percent-encoded in lower case": (s) => encodeURIComponent(s).replace(/%../g, (byte) => byte.toLowerCase()),
  "percent-encoded in every byte": (s) => each(s, (code) => `%${code.toString(16).padStart(2, "0")}`),
  "percent-encoded in some bytes": (s) => each(s, (code, c) => (code % 3 === 0 ? `%${code.toString(16)}` : c)),
  "percent-encoded twice": (s) => encodeURIComponent(encodeURIComponent(s)),
  "percent-encoded thrice": (s) => encodeURIComponent(encodeURIComponent(encodeURIComponent(s))),
  "a form": (s) => new URLSearchParams({ v: s }).toString().slice(2),
  "a form read": (s) => s.replaceAll("+", " "),
  "in base64": base64,
  "in base64 behind one byte": (s) => base64(`a${s}`),
  "in base64 behind two bytes": (s) => base64(`ab${s}`),
  "as Basic authentication": (s) => `Basic ${base64(`user:${s}`)}`,
  "in base64url": (s) => Buffer.from(`x${s}`).toString("base64url"),
  "in base64 twice": (s) => base64(base64(`yz${s}`)),
  "in hex": hex,
  "in upper hex": (s) => hex(s).toUpperCase(),
  "as a buffer is printed": (s) => `<Buffer ${hex(s).replace(/../g, "$& ").trim()}>`,
  "as a list of bytes": (s) => JSON.stringify([...Buffer.from(s)]),
  "in JSON escapes": (s) => each(s, (code) => `\\u${code.toString(16).padStart(4, "0")}`),
  "in JSON within JSON": (s) => JSON.stringify(JSON.stringify({ k: s })),
  "in shell escapes": (s) => each(s, (code) => `\\x${code.toString(16).padStart(2, "0")}`),
  "in character references": (s) => each(s, (code) => `&#${code};`),
  "in hexadecimal references": (s) => each(s, (code, c) => (/\w/.test(c) ? c : `&#x${code.toString(16)};`)),
  "in CDATA": (s) => `<![CDATA[${s}]]>`,
  "in quoted-printable": (s) => s.replaceAll("=", "=3D").replace(/.{20}/g, "$&=\r\n"),
  "in lower case": (s) => s.toLowerCase(),
  "in upper case": (s) => s.toUpperCase(),
  "wrapped in lines": (s) => s.replace(/.{10}/g, "$&\n"),
  "continued in a shell": (s) => s.replace(/.{10}/g, "$&\\\n"),
  "with invisible characters": (s) => s.replace(/.{3}/g, "$&\u200b"),
  "with soft hyphens": (s) => s.replace(/.{5}/g, "$&\u00ad"),
  "in UTF-16": (s) => each(s, (_, c) => `${c}\u0000`),
  reversed: (s) => [...s].reverse().join(""),
  "its first half": (s) => s.slice(0, Math.max(16, s.length >> 1)),
  "its last half": (s) => s.slice(-Math.max(16, s.length >> 1)),
  // Of sixteen characters on, a fragment counts whatever its letters; shorter ones, where they are no word or number.
  "its middle": (s) => s.slice(5, 21),
};

/** Disguises of the control alone: an answer in these forms is not text that redaction reads. */
export const SEALED: Record<string, (secret: string) => string> = {
  "deflated, in base64": (s) => deflateSync(`before ${s} after`).toString("base64"),
};
