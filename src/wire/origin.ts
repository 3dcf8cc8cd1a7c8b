const HTTP_OF: Record<string, string> = { "ws:": "http:", "wss:": "https:", "http:": "http:", "https:": "https:" };

/** The tuple origin of a URL, ws mapped to http: `https://r.openai.azure.com:443`. null for any other scheme. */
export function originOf(url: URL): string | null {
  const scheme = HTTP_OF[url.protocol];
  if (scheme === undefined) return null;
  return `${scheme}//${url.hostname}:${portOf(url)}`;
}

/** Whether an origin, as `originOf` gives it, is one of those that an operator wrote down. */
export function isOneOf(origin: string | null, written: readonly string[]): boolean {
  return origin !== null && written.some((text) => originOf(new URL(text)) === origin);
}

/** The effective port. */
export function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return isSecure(url) ? 443 : 80;
}

/** Whether the scheme is of TLS. */
export function isSecure(url: URL): boolean {
  return url.protocol === "https:" || url.protocol === "wss:";
}
