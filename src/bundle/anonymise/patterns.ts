import type { Pseudonyms } from "./pseudonym.ts";

/*
 * Names that are told by their shape, wherever a server or an operator wrote them. Each function replaces one kind.
 */

/** Hosts of Azure AI services: what stands before the suffix is the resource's name. */
const AZURE_HOST =
  /(?<![a-z0-9-])([a-z0-9][a-z0-9-]*)((?:\.privatelink)?\.(?:openai|cognitiveservices|services\.ai|api\.cognitive\.microsoft)(?:\.azure)?\.(?:com|us|cn))(?![a-z0-9-])/gi;
const GUID = /(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/gi;
/** A GUID that its neighbour calls an id of a request: support searches for it. */
const CALLED_REQUEST = /(?:request|correlation|activity|operation|trace)[-_ ]?id["']?\s*[:=]?\s*["'(]?\s*$/i;
export const RESOURCE_GROUP = /(\/resourceGroups\/)([^/\s"'?#&]+)/gi;
const ACCOUNT = /(\/providers\/Microsoft\.CognitiveServices\/accounts\/)([^/\s"'?#&]+)/gi;
export const HOME = /((?:\/home\/|\/Users\/|[A-Za-z]:\\{1,2}Users\\{1,2}))([^/\\\s"'`:<>|]+)/g;
const MAIL = /(?<![\w.+-])[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi;
const IPV4 = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)/g;
/** Also with its colons percent-encoded, as in a query. */
const IPV6 = /(?<![\w:.%])(?:[0-9a-f]{0,4}(?::|%3a)){2,7}(?:[0-9a-f]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?(?![\w:.])/gi;

export function hosts(text: string, names: Pseudonyms, isRegion: (label: string) => boolean): string {
  return text.replace(AZURE_HOST, (whole, label: string, suffix: string) =>
    isRegion(label) || isPseudonym(label) ? whole : names.of("resource", label) + suffix,
  );
}

export function guids(text: string, names: Pseudonyms, stays: (guid: string) => boolean): string {
  return text.replace(GUID, (guid, at: number) => {
    if (stays(guid.toLowerCase()) || CALLED_REQUEST.test(text.slice(Math.max(0, at - 40), at))) return guid;
    return names.of("identifier", guid);
  });
}

export function resourcePaths(text: string, names: Pseudonyms): string {
  return text
    .replace(RESOURCE_GROUP, (whole, head: string, group: string) =>
      isPseudonym(group) ? whole : head + names.of("resource group", group),
    )
    .replace(ACCOUNT, (whole, head: string, account: string) =>
      isPseudonym(account) ? whole : head + names.of("resource", account),
    );
}

export function users(text: string, names: Pseudonyms): string {
  return text
    .replace(HOME, (_, head: string, user: string) => head + (isPseudonym(user) ? user : names.of("user", user)))
    .replace(MAIL, (mail) => names.of("user", mail));
}

/** Addresses of this machine's loopback stay: they name nobody, and a stand-in's report is read by them. */
export function addresses(text: string, names: Pseudonyms): string {
  return text
    .replace(IPV6, (match) => {
      const address = match.replace(/%3a/gi, ":").toLowerCase();
      if (!URL.canParse(`http://[${address}]`) || /^(::1?|::ffff:127\..*)$/.test(address)) return match;
      return names.of("address", new URL(`http://[${address}]`).hostname);
    })
    .replace(IPV4, (address) => {
      const parts = address.split(".").map(Number);
      if (parts.some((part) => part > 255) || parts[0] === 127 || address === "0.0.0.0") return address;
      return names.of("address", address);
    });
}

/** A word that stands for a name already. */
export function isPseudonym(text: string): boolean {
  return /^(res|dep|rg|guid|ip|user|target|id|region)-\d+$/.test(text);
}
