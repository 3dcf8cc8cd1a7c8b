import { findAddresses } from "./address.ts";
import { hostParts } from "./host.ts";
import type { NameKind } from "./pseudonym.ts";

/*
 * Names that are recognised by their form, in any text of a server or an operator. All repetitions are bounded, because
 * a hostile server may have written the text.
 */

/** A name at a place of a text. */
export interface Found {
  from: number;
  to: number;
  kind: NameKind;
  /** The spelling that identifies its pseudonym. */
  name: string;
}

/** What the report says about whether a word is a name. */
export interface ShapeContext {
  /** Ids of requests, in lower case. They stay. */
  requestIds: ReadonlySet<string>;
  /** GUIDs that are hidden even if a request has the same, in lower case. */
  subscriptions: ReadonlySet<string>;
  /** GUIDs of the report, in lower case and without dashes. */
  guids: ReadonlySet<string>;
  /** IP addresses of the report, as URLs spell them. */
  addresses: ReadonlySet<string>;
  isRegion(label: string): boolean;
  /** Whether a word is public, or the report's own: a model, a control's constant, a path of the API. */
  isPublic(name: string): boolean;
}

const SLASH = String.raw`(?:\\?\/|%2f)`;
/** A segment of a path or a value of a query. */
const PART = String.raw`[^\/\\\s"'?#&%<>{}|,;]{0,127}[^\/\\\s"'?#&%<>{}|,;.:)]`;
const RESOURCE_GROUP = new RegExp(`${SLASH}resourceGroups${SLASH}(?<name>${PART})`, "dgi");
const PROVIDER = new RegExp(
  `${SLASH}providers${SLASH}[\\w.]{1,80}(?<pairs>(?:${SLASH}\\w{1,80}${SLASH}${PART}){1,6})`,
  "dgi",
);
const PAIR = new RegExp(`${SLASH}(?<type>\\w{1,80})${SLASH}(?<name>${PART})`, "dgi");
const DEPLOYMENT_PATH = new RegExp(`${SLASH}openai${SLASH}deployments${SLASH}(?<name>${PART})`, "dgi");
const DEPLOYMENT_QUERY = new RegExp(
  `(?:[?&]|%3f|%26|\\b)(?:deployment(?:[-_]?(?:id|name))?|model)=(?<name>${PART})`,
  "dgi",
);
const HOME = /(?:\/home\/|\/Users\/|[A-Za-z]:\\{1,2}Users\\{1,2})(?<name>[^/\\\s"'`:<>|]{1,64})/dg;
const MAIL = /(?<![\w.+-])[\w.+-]{1,64}(?:@|%40)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/gi;
const GUID = /(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/gi;
const BARE_GUID = /(?<![\w-])[0-9a-f]{32}(?![\w-])/gi;
/** Version and variant of a random GUID. Other 32 digits are as likely an id of a request, or a hash. */
const RANDOM = /^.{12}[1-5].{3}[89ab]/i;
/** A GUID that its neighbour calls an id of a request: support searches for it. */
const CALLED_REQUEST = /(?:request|correlation|activity|operation|trace)[-_ ]?id["'\\]*\s*[:=]?\s*["'(\\]*\s*$/i;
/** Fields of a distinguished name (RFC 4514), as TLS libraries print them. */
const CERTIFICATE_FIELD =
  /(?<![A-Za-z])(?:\\n)?(?:(?:CN|OU|O|L|ST|DC|UID|emailAddress)\s?=|CN:)\s?(?<name>[^,/;+=<>"'\\\n)]{2,64}?)\s*(?=[,/;+<>"'\\\n)]|$)/dg;
const CERTIFICATE_NAME = /\bDNS:(?:\*\.)?(?<name>[a-z0-9][\w-]{1,62})(?![\w.-])/dgi;
/** Public certificate authorities. */
const AUTHORITY = /digicert|microsoft|let's encrypt|globalsign|sectigo|entrust|amazon|google|baltimore|isrg/i;
/** Ids of OpenAI's own platform, and the names in that of a fine-tuned model (`ft:MODEL:ORG:NAME:ID`). */
const PLATFORM_ID = /(?<![\w-])(?:org-[A-Za-z0-9]{8,40}|proj_[A-Za-z0-9]{8,40}|user-[A-Za-z0-9]{16,40})(?![\w-])/g;
const FINE_TUNED = /(?<![\w-])ft:[\w.-]{1,60}:(?<org>[\w.-]{1,60})?:(?<name>[\w.-]{1,60})?(?![\w.-])/dg;

const VENDOR = /^(?:openai(?:-\w+)?|system|azure(?: openai)?|microsoft(?: azure)?)$/i;
/** An entry of a list of models or deployments. */
const LISTED =
  /"id"\s{0,4}:\s{0,4}"(?<name>[^"\\]{1,128})"[^{}]{0,120}?"object"\s{0,4}:\s{0,4}"(?:model|deployment)"/dg;

const OPEN = String.raw`(?:\\?["'\u0060\u2018\u201c])`;
const QUOTED = String.raw`${OPEN}(?<name>(?:[^"'\u0060\\\n\u2019\u201d]|\\{1,4}[\w.]){2,80})\\?["'\u0060\u2019\u201d]`;
/** Nouns of the services' sentences that a name follows. */
const NOUNS: [kind: NameKind, nouns: string][] = [
  ["deployment", "deployment|model"],
  [
    "resource",
    "account|vault|service|resource|workspace|gateway|backend|namespace|registry|cluster|network|vnet|subnet|endpoint|profile|connection|hub|instance|server|host|node|pod|pool|pool member|listener|machine|site",
  ],
  ["subscription", "subscription"],
  ["resource group", "resource group"],
  ["user", "user|principal|owner"],
  [
    "name",
    "product|project|application|app|organi[sz]ation|tenant|directory|team|department|customer|company|client|realm|policy|rule",
  ],
];
const SENTENCES = NOUNS.map(([kind, nouns]): [NameKind, RegExp] => [
  kind,
  new RegExp(`\\b(?:${nouns})(?:\\s(?:name|id))?(?:\\s(?:named|called|of|with name))?\\s?[:=]?\\s?${QUOTED}`, "dgi"),
]);
/** A name without quotes: a word with a digit, dash or underscore, such as `acme-oai-2` or `law_acme`. */
const PLAIN_SENTENCES = NOUNS.map(([kind, nouns]): [NameKind, RegExp] => [
  kind,
  new RegExp(
    `\\b(?:${nouns})\\s(?:named\\s|name\\s)?(?<name>(?=[a-z0-9]{1,40}[-_]|[a-z]{1,40}\\d)[a-z0-9][a-z0-9_-]{1,62}[a-z0-9])(?![\\w=-])`,
    "dgi",
  ),
]);
/** Nouns that only a name follows: then any word before a verb is a name. */
const BEFORE_A_VERB =
  /\b(?:storage account|key ?vault|search service|cognitive services? account|api management (?:service|instance)|front door profile|virtual network)\s(?<name>[a-z0-9]{3,62})(?=\s(?:was|is|does|has|could|cannot)\b)/dgi;
const RATE_SENTENCE = /\brequests? to [\w.-]{1,80} for (?<name>[\w.-]{2,80}) in /dgi;

/** All names of a text that are recognised by their form. Of two that overlap, the form that is listed first counts. */
export function findShapes(text: string, context: ShapeContext): Found[] {
  return [
    ...[...text.matchAll(MAIL)].map(({ 0: name, index }) => makeFound(index, name, "user", name.replace(/%40/, "@"))),
    ...hostParts(text, context.isRegion),
    ...findAddresses(text, context.addresses).map(({ from, to, address }) => ({
      from,
      to,
      kind: "address" as const,
      name: address,
    })),
    ...named(text, HOME, "user"),
    ...resourceIds(text, context),
    ...named(text, DEPLOYMENT_PATH, "deployment").filter(({ name }) => !context.isPublic(name)),
    ...named(text, DEPLOYMENT_QUERY, "deployment").filter(({ name }) => !context.isPublic(name)),
    ...findGuids(text, context),
    ...named(text, CERTIFICATE_FIELD, "name").filter(({ name }) => !AUTHORITY.test(name) && !context.isPublic(name)),
    ...named(text, CERTIFICATE_NAME, "host"),
    ...[...text.matchAll(PLATFORM_ID)].map(({ 0: name, index }) => makeFound(index, name, "identifier", name)),
    ...[...text.matchAll(FINE_TUNED)].flatMap((match) => [
      ...foundGroup(match, "org", "name"),
      ...foundGroup(match, "name", "name"),
    ]),
    ...SENTENCES.flatMap(([kind, sentence]) => named(text, sentence, kind)).filter(({ name }) => isName(name, context)),
    ...PLAIN_SENTENCES.flatMap(([kind, sentence]) => named(text, sentence, kind)).filter(({ name }) =>
      isName(name, context),
    ),
    ...named(text, BEFORE_A_VERB, "resource").filter(({ name }) => isName(name, context)),
    ...named(text, LISTED, "deployment").filter(({ name }) => isName(name, context)),
    ...named(text, RATE_SENTENCE, "deployment").filter(({ name }) => isName(name, context)),
  ];
}

/** GUIDs of a text in lower case, with their dashes. */
export function guidsIn(...texts: (string | null)[]): string[] {
  return texts.flatMap((text) => text?.match(GUID) ?? []).map((guid) => guid.toLowerCase());
}

/** Whether a word at the place of a name is one: not a public name, a vendor, a placeholder or a word of the report. */
export function isName(name: string, { isPublic }: Pick<ShapeContext, "isPublic">): boolean {
  return /[a-z0-9]/i.test(name) && !/[<>{}]|REDACTED/.test(name) && !VENDOR.test(name) && !isPublic(name);
}

function named(text: string, form: RegExp, kind: NameKind): Found[] {
  return [...text.matchAll(form)].flatMap((match) => foundGroup(match, "name", kind));
}

/** The part of a match that is the name. The expression needs the flag `d`. */
function foundGroup(match: RegExpMatchArray, which: string, kind: NameKind): Found[] {
  const [from, to] = match.indices?.groups?.[which] ?? [0, 0];
  const name = match.groups?.[which] ?? "";
  return from === to ? [] : [{ from, to, kind, name }];
}

function makeFound(from: number, written: string, kind: NameKind, name: string): Found {
  return { from, to: from + written.length, kind, name };
}

function resourceIds(text: string, { isPublic }: ShapeContext): Found[] {
  const ids = [...text.matchAll(PROVIDER)].flatMap(({ 0: match, index, groups }) => {
    const pairs = groups?.pairs ?? "";
    const start = index + match.length - pairs.length;
    return [...pairs.matchAll(PAIR)].flatMap((pair): Found[] => {
      const { type = "", name = "" } = pair.groups ?? {};
      if (isPublic(name)) return [];
      const from = start + pair.index + pair[0].length - name.length;
      return [makeFound(from, name, /^deployments$/i.test(type) ? "deployment" : "resource", name)];
    });
  });
  return [...named(text, RESOURCE_GROUP, "resource group"), ...ids];
}

function findGuids(text: string, context: ShapeContext): Found[] {
  const isOfRequest = (guid: string, index: number) =>
    (!context.subscriptions.has(guid) && context.requestIds.has(guid)) ||
    CALLED_REQUEST.test(text.slice(Math.max(0, index - 40), index));
  const dashed = [...text.matchAll(GUID)].map(({ 0: guid, index }) => makeFound(index, guid, "identifier", guid));
  const bare = [...text.matchAll(BARE_GUID)]
    .filter(({ 0: guid }) => RANDOM.test(guid) || context.guids.has(guid.toLowerCase()))
    .filter(({ 0: guid }) => !context.requestIds.has(guid.toLowerCase()))
    .map(({ 0: guid, index }) =>
      makeFound(index, guid, "identifier", guid.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")),
    );
  return [...dashed, ...bare]
    .map((one) => ({ ...one, name: one.name.toLowerCase() }))
    .filter(({ from, name }) => !isOfRequest(name, from));
}
