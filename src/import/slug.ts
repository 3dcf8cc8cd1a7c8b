/** Returns a text as words in lower case, joined by hyphens. */
export function slug(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.join("-").slice(0, 80).replace(/-+$/, "") || "capture";
}
