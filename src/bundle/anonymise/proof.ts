import { REDACTION_RULES } from "../../redaction/rules.ts";
import { Vault } from "../../redaction/secret.ts";
import { expressionOf } from "./common-words.ts";
import type { KnownName } from "./known-names.ts";
import type { NameKind, Pseudonyms } from "./pseudonym.ts";

/** A report that cannot be made anonymous safely. The message has the kind of a name, never the name. */
export class AnonymityError extends Error {
  override name = "AnonymityError";

  constructor(problem: string) {
    super(`${problem}: bundle without --anonymise, or change the name. Nothing was written.`);
  }
}

/** Kinds of names that are recognised by their form alone. Once replaced they may occur nowhere. */
const BY_FORM = ["identifier", "address"] as const satisfies NameKind[];

/**
 * Checks a finished file for all replaced names, in every form in which secrets are searched for (percent, base64, hex,
 * escapes). Made once for all files.
 * @throws AnonymityError, with the file and the kind of name
 */
export function proofOf(names: Pseudonyms, known: KnownName[]): (file: string, text: string) => void {
  const hidden = [
    ...BY_FORM.flatMap((kind) =>
      names.names(kind).map((name): KnownName => ({ kind, name: name.replace(/^\[|\]$/g, ""), found: "word" })),
    ),
    ...known.filter(({ found }) => found !== "model"),
  ];
  const expressions = hidden.map(({ kind, name, found }) => ({ kind, expression: expressionOf(name, found) }));
  // Without pieces: a part of a name (`gpt-realtime` of `gpt-realtime-acme`) is not the name.
  const net = new Vault(REDACTION_RULES.filter((rule) => rule !== "form: piece"));
  const kinds = new Map<string, NameKind>();
  for (const { kind, name } of hidden) {
    // Only visible ASCII can be registered. Any other name is searched for as it is.
    if (/^[\x20-\x7e]+$/.test(name)) kinds.set(net.register(name, "unknown").label, kind);
  }
  return (file, text) => {
    const kind =
      expressions.find(({ expression }) => expression.test(text))?.kind ?? kinds.get(net.scan(text)[0]?.label ?? "");
    if (kind !== undefined)
      throw new AnonymityError(`the name of a ${kind} would still be in ${file}, in a form that is not replaced`);
  };
}
