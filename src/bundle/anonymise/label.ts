import { isCommonWord } from "./common-words.ts";
import type { NameKind } from "./pseudonym.ts";
import { type Found, isName, type ShapeContext } from "./shape.ts";

/*
 * Names that are recognised by their label: the values of certain headers and of certain members of a peer's JSON.
 */

/** Members whose value is a name, without case and marks. */
const MEMBERS = new Map<string, NameKind>([
  ...`displayname productname product productdisplayname subscriptionname tenantname tenantdomain organization organisation
  organizationname company companyname customer customername clientname appname applicationname appdisplayname projectname
  apiname openaiorganization openaiproject xproduct xproductname xcompany xcustomer xtenant xtenantname xsubscriptionname ownedby`
    .split(/\s+/)
    .map((name): [string, NameKind] => [name, "name"]),
  ...`user username xuser xusername owner upn userprincipalname preferredusername givenname surname familyname email`
    .split(/\s+/)
    .map((name): [string, NameKind] => [name, "user"]),
  ...`resourcename accountname workspacename gatewayname vaultname storageaccount keyvault`
    .split(/\s+/)
    .map((name): [string, NameKind] => [name, "resource"]),
  ...`deploymentname xmsdeploymentname modelid deploymentid`
    .split(/\s+/)
    .map((name): [string, NameKind] => [name, "deployment"]),
  ...`hostname servername machinename computername nodename podname instancename backendname`
    .split(/\s+/)
    .map((name): [string, NameKind] => [name, "host"]),
]);

/** Headers in which the machines along the route name themselves. */
const MACHINES =
  /^(?:via|server|forwarded|x-served-by|x-powered-by|(?:x-)?(?:[a-z0-9]+-){0,3}(?:backend|upstream|server|host|hostname|node|instance|pod|proxy|gateway|cluster|site|edge|origin|pop|cache)(?:-(?:name|id|server|host|lookup))?)$/i;
const WORD = /[A-Za-z0-9](?:[\w.-]{0,250}\w)?/g;
/** Products, protocols and cache results: they describe a machine and identify nobody. */
const NO_MACHINE = new Set(
  `akamai akamaighost apache apigee apim application awselb azure bigip bluecoat by cache caddy citrix close cloudflare
  cloudfront default dynamic envoy error esf expired express fastly for fortigate from front-door frontdoor gateway ghost
  google gunicorn haproxy hit host http https hypercorn iis istio istio-envoy jetty keep-alive kestrel kong microsoft
  microsoft-azure-application-gateway microsoft-httpapi microsoft-iis miss netscaler nginx no none null openresty pass
  php proto proxy refresh secure server squid stale tcp tls tomcat traefik true false undertow unknown uvicorn varnish
  web werkzeug yes zscaler asp.net python node node.js f5 api management`.split(/\s+/),
);

/** Public logs of certificates list the names of a certificate by its fingerprint. */
const FINGERPRINT = /^[0-9a-f]{64}$/;

/** The names in the value of a label. Empty if the label says nothing about it. */
export function findLabelled(label: string, value: string, context: ShapeContext): Found[] {
  if (label === "fingerprint" && FINGERPRINT.test(value)) {
    return [{ from: 0, to: value.length, kind: "identifier", name: value }];
  }
  if (MACHINES.test(label)) return machinesIn(value, context);
  const kind = kindOf(label);
  const isWhole = kind !== null && isName(value, context) && value.length <= 200;
  return isWhole ? [{ from: 0, to: value.length, kind, name: value }] : [];
}

/** The kind of name that a member of this name has as its value, or null. */
function kindOf(label: string): NameKind | null {
  return MEMBERS.get(label.toLowerCase().replace(/[^a-z0-9]/g, "")) ?? null;
}

/** Finds machine names in `1.1 kr-gw7 (squid)`: every word except numbers and names of products. */
function machinesIn(value: string, context: ShapeContext): Found[] {
  const found: Found[] = [];
  for (const { 0: word, index } of value.matchAll(WORD)) {
    if (!/[a-z]/i.test(word) || NO_MACHINE.has(word.toLowerCase()) || isCommonWord(word)) continue;
    if (isName(word, context)) found.push({ from: index, to: index + word.length, kind: "host", name: word });
  }
  return found;
}

const MEMBER = /"(?<label>[\w .-]{1,40})"\s{0,8}:\s{0,8}"(?<value>(?:[^"\\]|\\.){1,200})"/dg;

/** `user=svc_acme; host: acme-vm7`, `organization: Acme Industries`: one word, or several in capitals. */
const PROSE_PAIR =
  /(?<![\w"'./-])(?<label>[a-z][a-z-]{1,30}[a-z])\s?[=:]\s?(?<value>[A-Z][\w&.-]{1,40}(?:\s[A-Z][\w&.-]{1,40}){1,4}|[\w][\w.\\@-]{1,80}\w)(?![\w/])/dgi;

/** Names after a label within a sentence. */
export function findInProse(text: string, context: ShapeContext): Found[] {
  return [...text.matchAll(PROSE_PAIR)].flatMap((match) => {
    const { label = "", value = "" } = match.groups ?? {};
    const [start] = match.indices?.groups?.value ?? [0, 0];
    return findLabelled(label, value, context).map((one) => ({ ...one, from: one.from + start, to: one.to + start }));
  });
}

/** Names in JSON that is kept as text, by the names of its members. */
export function findInJsonText(text: string, context: ShapeContext): Found[] {
  return [...text.matchAll(MEMBER)].flatMap((match): Found[] => {
    const { label = "", value = "" } = match.groups ?? {};
    const kind = kindOf(label);
    const [from, to] = match.indices?.groups?.value ?? [0, 0];
    const name = kind === null ? "" : unescapeText(value);
    return kind !== null && isName(name, context) ? [{ from, to, kind, name }] : [];
  });
}

function unescapeText(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}
