import { type Document, type ErrorCode, isCollection, isScalar, type LineCounter, visit } from "yaml";

/**
 * The position of a YAML syntax error, with one sentence that explains it and the fix. Lines and columns count from 1.
 */
interface SyntaxFault {
  line: number;
  col: number;
  /**
   * Without a full stop. It quotes nothing from the file, because the line may contain a secret. The parser's own text
   * quotes it.
   */
  text: string;
}

const CLOSER = { "[": "]", "{": "}", '"': '"', "'": "'" } as const;
type Opener = keyof typeof CLOSER;

const TEXTS = {
  ALIAS_PROPS: "an alias (`*name`) has an anchor or a tag: remove them",
  BAD_ALIAS: "an alias (`*name`) is not valid here: write out its value, or quote the text",
  BAD_COLLECTION_TYPE: "a tag (`!name`) does not fit its value: remove it",
  BAD_DIRECTIVE: "a directive (`%`) is not valid: remove the line",
  BAD_DQ_ESCAPE: "an escape (`\\`) is not valid within double quotes: write `\\\\`, or quote with '",
  BAD_INDENT: "the indentation does not match the lines before: align all entries of a list or mapping",
  BAD_PROP_ORDER: "an anchor or a tag is at the wrong place: put it right before its value, or remove it",
  BAD_SCALAR_START: "a value begins with a reserved character: quote the value",
  BLOCK_AS_IMPLICIT_KEY: "a value contains a second `key:`: move it to its own line, or quote the value",
  BLOCK_IN_FLOW: "a block list or mapping is inside [ ] or { }: write it with brackets, or quote the value",
  DUPLICATE_KEY: "a mapping has the same key twice: remove one",
  IMPOSSIBLE: "the line is not valid: rewrite it",
  KEY_OVER_1024_CHARS: "a key is longer than 1,024 characters: quote its text",
  MISSING_CHAR: "a `:` and a value are missing: add them, or indent the line under its key",
  MULTILINE_IMPLICIT_KEY: "a key spans two lines, or lacks its `:`: write `key: value` on one line",
  MULTIPLE_ANCHORS: "a value has two anchors (`&name`): remove one",
  MULTIPLE_DOCS: "a second document begins here (`---`): keep one document per file",
  MULTIPLE_TAGS: "a value has two tags (`!name`): remove one",
  NON_STRING_KEY: "a key is not text: quote it",
  RESOURCE_EXHAUSTION: "the file is nested too deep: use fewer levels",
  TAB_AS_INDENT: "a tab indents this line: use spaces only",
  TAG_RESOLVE_FAILED: "a tag (`!name`) is not known: remove it",
  UNEXPECTED_TOKEN: "unexpected text: remove it, or quote the value that contains it",
} as const satisfies Record<ErrorCode, string>;

/** Returns the first syntax error of a document that was parsed with this line counter. Null if it has none. */
export function findSyntaxFault(document: Document.Parsed, text: string, lines: LineCounter): SyntaxFault | null {
  const [broken] = document.errors;
  if (broken === undefined) return null;
  const open = findUnclosed(document, text, broken.message);
  if (open === null) return { ...lines.linePos(broken.pos[0]), text: TEXTS[broken.code] };
  const closer = CLOSER[open.opener];
  return {
    ...lines.linePos(open.offset),
    text: `the ${open.opener} that opens here is never closed: add ${closer} at its end`,
  };
}

/**
 * Returns the value of a parsed document. Aliases are limited, because a few lines of them can expand to gigabytes.
 * @param refuse makes the error for an alias without an anchor, or one that expands too much
 */
export function valueOfDocument(document: Document, refuse: (text: string) => Error): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw refuse("an alias (`*name`) has no anchor before it, or expands too much: write it out");
  }
}

/**
 * Finds the opening position of an unclosed token. The parser reports only the position at which it noticed, much
 * later.
 */
function findUnclosed(
  document: Document.Parsed,
  text: string,
  message: string,
): { opener: Opener; offset: number } | null {
  if (!/^Missing closing |end with a [\]}]$/.test(message)) return null;
  let last: { opener: Opener; offset: number } | null = null;
  visit(document, (_key, node) => {
    if (!(isCollection(node) || isScalar(node)) || !node.range) return;
    const [offset, end] = node.range;
    const opener = openerAt(text, offset);
    if (opener === null || (end - 1 > offset && text[end - 1] === CLOSER[opener])) return;
    if (last === null || offset > last.offset) last = { opener, offset };
  });
  return last;
}

function openerAt(text: string, offset: number): Opener | null {
  const openers: Opener[] = ["[", "{", '"', "'"];
  return openers.find((opener) => opener === text[offset]) ?? null;
}
