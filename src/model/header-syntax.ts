/** A name as RFC 9110 allows it. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** What a value may hold on the wire: visible characters, space and tab, each one byte. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** True for a name that a header may have on the wire. */
export function isHeaderName(name: string): boolean {
  return TOKEN.test(name);
}

/** True for a value that a header may have on the wire. */
export function isHeaderValue(value: string): boolean {
  return VALUE.test(value);
}
