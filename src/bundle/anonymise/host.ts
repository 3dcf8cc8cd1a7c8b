/*
 * Host names, and the parts of them that identify a customer. In a cloud's own domains some labels belong to the service
 * (`openai`, `blob`, `privatelink`) and all others to the customer. Any other host identifies its owner as a whole.
 */

/** Domains of Microsoft's clouds. Labels to their left belong to a service or to a customer. */
const CLOUD =
  /\.(azure\.(?:com|net|us|cn)|windows\.net|windowsazure\.com|(?:china|usgov)cloudapi\.(?:cn|net)|microsoft\.com|microsoftonline\.(?:com|us)|azure-api\.(?:net|us)|azurefd\.net|azureedge\.net|azurewebsites\.net|azurestaticapps\.net|azurecontainerapps\.io|azurecontainer\.io|azurecr\.io|azmk8s\.io|azconfig\.io|azureml\.ms|azuredatabricks\.net|azuresynapse\.net|azure-devices\.net|signalr\.net|trafficmanager\.net|cloudapp\.net|onmicrosoft\.com|sharepoint\.com|b2clogin\.com|ciamlogin\.com|dynamics\.com)$/;

const SERVICE_LABELS = new Set(
  `ai api applicationinsights batch blob cache cassandra cdn cloudapp cognitive cognitiveservices communication core
  database developer dfs docs documents eventgrid eventhub file gateway graph gremlin in inference kusto learn
  loganalytics login managedhsm management mariadb ml models mongo monitor mysql ods oms openai opinsights portal
  postgres privatelink queue realtimeapi-preview redis regional scm search service servicebus services sip status support
  table vault vaultcore web webpubsub webrtc www`.split(/\s+/),
);
/** Shards of Front Door and storage (`z01`, `z6`), and names of regions (`eastus2`, `francecentral`). */
const SHARD = /^z\d{1,2}$/;
const REGION =
  /^(?:(?:north|south|east|west|central|southeast|northeast|southcentral|northcentral|westcentral)(?:us|asia|europe|india)\d?|(?:us|usgov|usdod|uk|uae|china|japan|korea|france|germany|norway|sweden|switzerland|australia|brazil|canada|india|italy|israel|poland|qatar|spain|mexico|jio|southafrica|newzealand|malaysia|indonesia|austria|chile)(?:north|south|east|west|central|southeast|westcentral|northcentral|virginia|arizona|texas)?\d?)$/;

/** Hosts that identify nobody: references, standards, vendors, and the names that RFC 2606 and 6761 reserve. */
const PUBLIC =
  /(?:^|\.)(?:openai\.com|chatgpt\.com|aka\.ms|github\.com|githubusercontent\.com|npmjs\.com|nodejs\.org|w3\.org|ietf\.org|rfc-editor\.org|iana\.org|json-schema\.org|schema\.org|xmlsoap\.org|digicert\.com|letsencrypt\.org|lencr\.org|globalsign\.com|sectigo\.com|entrust\.net|nginx\.org|nginx\.com|apache\.org|squid-cache\.org|haproxy\.org|envoyproxy\.io|cloudflare\.com|cloudfront\.net|akamai\.com|mozilla\.org|example|example\.(?:com|net|org)|test|invalid|localhost)$/;

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
/** A dotted name. All repetitions are bounded, so that the time for a hostile text grows with its length only. */
const DOTTED = new RegExp(
  `(?<![\\w-]|[\\w-]\\.)(?:${LABEL}\\.){1,12}(?:[a-z]{2,24}|xn--[a-z0-9-]{2,40})(?![\\w-]|\\.[a-z0-9])`,
  "gi",
);
/** Text before a dotted name that makes it a host with any last label: in a URL, a certificate, a request header. */
const SAID_TO_BE_HOST = /(?:\/\/|\\\/\\\/|%2f%2f|[\w.%+-]@|\bDNS:(?:\*\.)?|\bhost(?:name)?["']?\s*[:=]\s*["']?)$/i;
const PRIVATE_DOMAIN = /\.(?:internal|intern|local|localdomain|corp|lan|home|intranet|private|ad|domain)$/;
/** Top-level domains. Those that are also words or file extensions (`.id`, `.md`) are left out. */
const TOP_LEVEL =
  /\.(?:com|net|org|gov|edu|mil|int|eu|cloud|io|dev|tech|de|fr|uk|ch|at|nl|be|it|es|pt|pl|se|dk|fi|cz|sk|hu|ro|gr|ie|lu|jp|cn|kr|tw|sg|au|nz|ca|mx|br|ar|za|il|tr|ua|ru|ae|sa|in)$/;

type HostPart = { from: number; to: number; name: string; kind: "resource" | "host" };

/**
 * The parts of host names in a text that identify somebody.
 * @param isRegion whether a label is a region that may stay
 */
export function hostParts(text: string, isRegion: (label: string) => boolean): HostPart[] {
  return [...text.matchAll(DOTTED)].flatMap(({ 0: host, index }): HostPart[] => {
    const name = host.toLowerCase();
    if (!isHost(name, text.slice(Math.max(0, index - 16), index)) || PUBLIC.test(name)) return [];
    const cloud = CLOUD.exec(name);
    if (cloud === null) return [{ from: index, to: index + host.length, name, kind: "host" }];
    let at = index;
    return name
      .slice(0, cloud.index)
      .split(".")
      .flatMap((label): HostPart[] => {
        const from = at;
        at += label.length + 1;
        if (SERVICE_LABELS.has(label) || SHARD.test(label) || isRegion(label)) return [];
        return [{ from, to: from + label.length, name: label, kind: "resource" }];
      });
  });
}

/** The registered label of a host (`kranich` in `gw.kranich.de`). null for public hosts and hosts of a cloud. */
export function ownerOf(host: string): string | null {
  const labels = host.toLowerCase().split(".");
  return labels.length < 2 || CLOUD.test(host) || PUBLIC.test(host) ? null : (labels.at(-2) ?? null);
}

/** Whether a word is the name of an Azure region. */
export function isRegionName(label: string): boolean {
  return REGION.test(label);
}

function isHost(name: string, before: string): boolean {
  return SAID_TO_BE_HOST.test(before) || PRIVATE_DOMAIN.test(name) || TOP_LEVEL.test(name) || CLOUD.test(name);
}
