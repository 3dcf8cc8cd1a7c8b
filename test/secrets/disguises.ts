import { deflateSync, gzipSync } from "node:zlib";

const hex = (text: string) => Buffer.from(text).toString("hex");
const base64 = (text: string) => Buffer.from(text).toString("base64");
const each = (text: string, form: (code: number, character: string) => string) =>
  [...text].map((character) => form(character.charCodeAt(0), character)).join("");

/** How a secret of ours is written by field software: each is redacted wherever text can be. */
export const DISGUISES: Record<string, (secret: string) => string> = {
  raw: (s) => s,
  "percent-encoded": encodeURIComponent,
  "percent-encoded in lower case": (s) => encodeURIComponent(s).replace(/%../g, (byte) => byte.toLowerCase()),
  "percent-encoded in every byte": (s) => each(s, (code) => `%${code.toString(16).padStart(2, "0")}`),
  "percent-encoded in some bytes": (s) => each(s, (code, c) => (code % 3 === 0 ? `%${code.toString(16)}` : c)),
  "percent-encoded twice": (s) => encodeURIComponent(encodeURIComponent(s)),
  "as a form": (s) => new URLSearchParams({ v: s }).toString().slice(2),
  "in base64": base64,
  "in base64 after one byte": (s) => base64(`a${s}`),
  "in base64 after two bytes": (s) => base64(`ab${s}`),
  "in base64 without padding": (s) => base64(`abc${s}d`).replace(/=+$/, ""),
  "as Basic authentication": (s) => `Basic ${base64(`user:${s}`)}`,
  "in base64url": (s) => Buffer.from(`x${s}`).toString("base64url"),
  "in base64, in a URL": (s) => encodeURIComponent(base64(`a${s}`)),
  "in hexadecimal": hex,
  "in hexadecimal of capitals": (s) => hex(s).toUpperCase(),
  "in JSON escapes": (s) => each(s, (code) => `\\u${code.toString(16).padStart(4, "0")}`),
  "in JSON escapes of capitals": (s) => each(s, (code) => `\\u${code.toString(16).padStart(4, "0").toUpperCase()}`),
  "in JSON with escaped slashes": (s) => JSON.stringify(s).replaceAll("/", "\\/"),
  "in JSON within JSON": (s) => JSON.stringify(JSON.stringify({ k: s })),
  "in JSON within JSON, slashes escaped": (s) => JSON.stringify(JSON.stringify({ k: s }).replaceAll("/", "\\/")),
  "in character references": (s) => each(s, (code) => `&#${code};`),
  "in hexadecimal references": (s) => each(s, (code, c) => (/\w/.test(c) ? c : `&#x${code.toString(16)};`)),
  "in hexadecimal references of capitals": (s) => each(s, (code) => `&#X${code.toString(16).toUpperCase()};`),
  "with named references between": (s) => s.replace(/.{5}/g, "$&&zwnj;"),
  "in CDATA": (s) => `<![CDATA[${s}]]>`,
  "broken by <wbr>": (s) => s.replace(/.{4}/g, "$&<wbr>"),
  "broken by <br />": (s) => s.replace(/.{7}/g, "$&<br />"),
  "marked letter by letter": (s) => each(s, (_, c) => `<mark>${c}</mark>`),
  "with zero-width spaces": (s) => s.replace(/.{3}/g, "$&\u200b"),
  "with soft hyphens": (s) => s.replace(/.{5}/g, "$&\u00ad"),
  "with zero-width joiners": (s) => s.replace(/.{2}/g, "$&\u200d"),
  "its first half": (s) => s.slice(0, Math.max(16, s.length >> 1)),
  "its last half": (s) => s.slice(-Math.max(16, s.length >> 1)),
  "its middle": (s) => s.slice(5, 21),
  "its first eight": (s) => s.slice(0, 8),
  "its last eight": (s) => s.slice(-8),
  "eight of it": (s) => s.slice(s.length >> 1, (s.length >> 1) + 8),
  "twelve of it in base64": (s) => base64(`?${s.slice(3, 15)}`),
  "eight of it in hexadecimal": (s) => hex(s.slice(9, 17)),
};

/** What is not read, as SECURITY.md says: only a peer that wants to hide a key it already holds writes it so. */
export const NOT_READ: Record<string, (secret: string) => string> = {
  "percent-encoded four times": (s) =>
    [1, 2, 3, 4].reduce(
      (text) => encodeURIComponent(text),
      each(s, (code) => `%${code.toString(16)}`),
    ),
  reversed: (s) => [...s].reverse().join(""),
  "in groups of four": (s) => s.replace(/.{4}/g, "$& "),
  "wrapped in lines of seven": (s) => s.replace(/.{7}/g, "$&\n"),
  "put together from strings": (s) => s.replace(/.{5}/g, '$&" + "'),
  "as a list of bytes": (s) => JSON.stringify([...Buffer.from(s)]),
  "as a buffer is printed": (s) => `<Buffer ${hex(s).replace(/../g, "$& ").trim()}>`,
  "in shell escapes": (s) => each(s, (code) => `\\x${code.toString(16).padStart(2, "0")}`),
  "in quoted-printable": (s) => each(s, (code) => `=${code.toString(16).toUpperCase()}`),
  "in base64 twice": (s) => base64(base64(`yz${s}`)),
  "in base64 of UTF-16": (s) => Buffer.from(s, "utf16le").toString("base64"),
  "gzipped, in base64": (s) => gzipSync(JSON.stringify({ key: s })).toString("base64"),
  "deflated, in base64": (s) => deflateSync(`before ${s} after`).toString("base64"),
  "in UTF-16": (s) => each(s, (_, c) => `${c}\u0000`),
  "in rot13": (s) => s.replace(/[a-z]/gi, (c) => String.fromCharCode(c.charCodeAt(0) + (/[a-m]/i.test(c) ? 13 : -13))),
  "in full-width letters": (s) => s.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)),
  "seven of it": (s) => s.slice(4, 11),
  "in pieces of seven": (s) => (s.match(/.{1,7}/g) ?? []).join(" … "),
};
