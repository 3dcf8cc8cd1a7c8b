const HTTP_OF: Record<string, string> = { "ws:": "http:", "wss:": "https:", "http:": "http:", "https:": "https:" };

/**
 * Returns the tuple origin of a URL, with ws read as http: `https://r.openai.azure.com:443`. Null for any other scheme.
 */
export function originOf(url: URL): string | null {
  const scheme = HTTP_OF[url.protocol];
  if (scheme === undefined) return null;
  return `${scheme}//${url.hostname}:${portOf(url)}`;
}

/** Whether an origin from `originOf` is one of those that an operator listed. */
export function isOneOf(origin: string | null, written: readonly string[]): boolean {
  return origin !== null && written.some((text) => originOf(new URL(text)) === origin);
}

/** Returns the effective port. */
export function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return isSecure(url) ? 443 : 80;
}

/** Whether the scheme uses TLS. */
export function isSecure(url: URL): boolean {
  return url.protocol === "https:" || url.protocol === "wss:";
}
