import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from "yaml";
import { findSyntaxFault, valueOfDocument } from "../../catalog/yaml-syntax.ts";
import { isPlainName } from "../../model/name-form.ts";
import { UsageError } from "../usage-error.ts";
import type { Place } from "./translation.ts";

export type Path = (string | number)[];

/** A YAML or JSON file that was read. */
export interface ForeignYaml {
  value: unknown;
  placeOf(path: Path): Place;
}

/**
 * Parses YAML or JSON. Merge keys (`<<: *name`) count, because files of LiteLLM use them.
 * @throws UsageError naming the place of a syntax error
 */
export function parseForeignYaml(text: string, name: string): ForeignYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const fault = findSyntaxFault(document, text, lines);
  if (fault !== null) throw new UsageError(`${name}:${fault.line}:${fault.col}: not valid YAML: ${fault.text}.`);
  const value = valueOfDocument(document, (why) => new UsageError(`${name}: ${why}.`));
  return { value, placeOf: (path) => ({ line: lineOf(document, lines, path), key: keyOf(path) }) };
}

/** The line of the key, or else of the nearest thing around it that has a place. A merged value has none of its own. */
function lineOf(document: Document, lines: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last))
      : undefined;
    const node = isPair(pair) ? pair.key : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** `model_list[0].litellm_params.api_key`. A key that may be a secret is masked. */
function keyOf(path: Path): string {
  const parts = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${safeKey(part)}`));
  return parts.join("").replace(/^\./, "");
}

/** A key of a foreign file as a message may repeat it. */
export function safeKey(key: string): string {
  return /^[\w@:/.*-]{1,80}$/.test(key) && isPlainName(key.replace(/[@:/*]/g, "-")) ? key : "(a key that is not shown)";
}
