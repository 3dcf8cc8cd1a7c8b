import { plain } from "../inert.ts";

/** What the production `Char` of XML 1.0 excludes. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const MARKS: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/** One line of text for an attribute or an element: only characters of XML 1.0, and no markup. */
export function xmlText(text: string, cap = 1000): string {
  return plain(text, cap)
    .replace(FORBIDDEN, "")
    .replace(/[&<>"']/g, (mark) => MARKS[mark] ?? "");
}

/** ` name="value"` for each attribute whose value is not null. */
export function xmlAttributes(values: Record<string, string | number | null>): string {
  return Object.entries(values)
    .map(([name, value]) => (value === null ? "" : ` ${name}="${xmlText(String(value))}"`))
    .join("");
}
