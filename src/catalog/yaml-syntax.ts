import { type Document, type ErrorCode, isCollection, isScalar, type LineCounter, visit } from "yaml";

/** Where YAML does not parse, and in one sentence why and what to do. Lines and columns count from 1. */
export interface SyntaxFault {
  line: number;
  col: number;
  /** Without a full stop. Quotes nothing of the file: the line may hold a secret, and the parser's own text quotes it. */
  text: string;
}

const CLOSER = { "[": "]", "{": "}", '"': '"', "'": "'" } as const;
type Opener = keyof typeof CLOSER;

const TEXTS = {
  ALIAS_PROPS: "an alias (`*name`) bears an anchor or a tag; remove them",
  BAD_ALIAS: "an alias (`*name`) is not valid here; write out what it stands for, or quote the text",
  BAD_COLLECTION_TYPE: "a tag (`!name`) does not fit what follows it; remove it",
  BAD_DIRECTIVE: "a directive (`%`) is not valid; remove the line",
  BAD_DQ_ESCAPE: "an escape (`\\`) is not valid within double quotes; write `\\\\`, or quote with '",
  BAD_INDENT: "the indentation does not fit the lines before; begin the entries of one list or mapping in one column",
  BAD_PROP_ORDER: "an anchor or a tag stands at the wrong place; put it right before its value, or remove it",
  BAD_SCALAR_START: "a value begins with a character that YAML keeps for itself; quote the value",
  BLOCK_AS_IMPLICIT_KEY:
    "a second `key:` stands in the value of a first; begin its own line where the first begins, or quote the value",
  BLOCK_IN_FLOW: "a list or mapping by lines stands within [ ] or { }; write it with brackets, or quote the value",
  DUPLICATE_KEY: "a key stands twice in one mapping; remove one",
  IMPOSSIBLE: "the file cannot be read here; write the line anew",
  KEY_OVER_1024_CHARS: "a key is longer than 1,024 characters; quote the text that it is part of",
  MISSING_CHAR: "a `:` and a value are missing; add them, or indent the line under its key",
  MULTILINE_IMPLICIT_KEY: "a key goes over two lines, or lacks its `:`; write `key: value` on one line",
  MULTIPLE_ANCHORS: "a value has two anchors (`&name`); remove one",
  MULTIPLE_DOCS: "a second document begins here (`---`); keep one document in a file",
  MULTIPLE_TAGS: "a value has two tags (`!name`); remove one",
  NON_STRING_KEY: "a key is no text; quote it",
  RESOURCE_EXHAUSTION: "the file is nested too deep; write it with fewer levels",
  TAB_AS_INDENT: "a tab indents this line; use spaces only",
  TAG_RESOLVE_FAILED: "a tag (`!name`) is not known; remove it",
  UNEXPECTED_TOKEN: "something stands here that does not belong; remove it, or quote the value it is part of",
} as const satisfies Record<ErrorCode, string>;

/** The first fault of a document that was parsed with this line counter; null where it parsed. */
export function syntaxFault(document: Document.Parsed, text: string, lines: LineCounter): SyntaxFault | null {
  const [broken] = document.errors;
  if (broken === undefined) return null;
  const open = unclosed(document, text, broken.message);
  if (open === null) return { ...lines.linePos(broken.pos[0]), text: TEXTS[broken.code] };
  const closer = CLOSER[open.opener];
  return {
    ...lines.linePos(open.offset),
    text: `the ${open.opener} that opens here is never closed; add ${closer} where it ends`,
  };
}

/**
 * What a document that parsed holds. Aliases are limited: a few lines of them can stand for gigabytes.
 * @param refuse makes the error for an alias that leads nowhere or stands for too much
 */
export function valueOfDocument(document: Document, refuse: (text: string) => Error): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw refuse("an alias (`*name`) has no anchor before it, or stands for too much; write it out");
  }
}

/** The parser finds out far behind that something was not closed: what helps is where it was opened. */
function unclosed(document: Document.Parsed, text: string, message: string): { opener: Opener; offset: number } | null {
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
