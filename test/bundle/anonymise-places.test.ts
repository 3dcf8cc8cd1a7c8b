import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anonymise, bundleFiles, packBundle, verifyBundle } from "../../src/bundle/index.ts";
import { concludeReport } from "../../src/conclusion/index.ts";
import type { Hop } from "../../src/model/recording.ts";
import type { Report } from "../../src/model/report.ts";
import { catalog } from "../support/recorded.ts";
import { concluded, TOOL, VERIFIER } from "./bundled.ts";

/*
 * Every kind of place at which a report names somebody: each with names of its own, all in one report. What identifies
 * must be in no file of the bundle, and what support needs must still be there.
 */

interface Place {
  /** Where it is, and of what kind. */
  what: string;
  put: (report: Report, hop: Hop) => void;
  /** What may be in no file. */
  hides: string[];
  /** What the evidence reads instead. */
  reads: RegExp;
}

/** In a header whose name says nothing about its value. */
const said = (what: string, text: string, hides: string[], reads: RegExp): Place => ({
  what,
  put: (_, hop) => hop.responseHeaders.push(["x-detail", text]),
  hides,
  reads,
});

const header = (name: string, value: string, hides: string[], reads: RegExp): Place => ({
  what: `header ${name}: ${value}`,
  put: (_, hop) => hop.responseHeaders.push([name, value]),
  hides,
  reads,
});

/** In a body of JSON, as value and as text alike. */
const member = (name: string, value: string, hides: string[], reads: RegExp): Place => ({
  what: `member ${name} of a JSON body`,
  put: (_, hop) => {
    const json = { ...(JSON.parse(hop.body?.text ?? "{}") as Record<string, string>), [name]: value };
    const text = JSON.stringify(json);
    hop.body = { text, json, bytes: text.length, cut: false };
  },
  hides,
  reads,
});

const PLACES: Place[] = [
  {
    what: "the endpoint's host",
    put: () => undefined,
    hides: ["kranich-voice"],
    reads: /wss:\/\/res-1\.openai\.azure\.com\/openai\/v1\/realtime/,
  },
  {
    what: "a deployment, its role still readable",
    put: () => undefined,
    hides: ["kranich-chat"],
    reads: /realtime\?model=dep-2-conversation"/,
  },
  {
    what: "the subscription's name",
    put: ({ targets }) => {
      for (const target of targets) target.subscription = "Kolibri Production EU";
    },
    hides: ["kolibri"],
    reads: /"subscription": "sub-1"/,
  },
  said(
    "the subscription's name in a message",
    "not enabled for Kolibri Production EU.",
    ["kolibri"],
    /enabled for sub-1\./,
  ),
  {
    what: "the proxy of a hop",
    put: (_, hop) => {
      hop.proxy = "http://proxy7.corp.albatros.com:3128";
    },
    hides: ["albatros", "proxy7"],
    reads: /"proxy":"http:\/\/host-\d+\.example:3128"/,
  },
  {
    what: "a proxy without a domain",
    put: (_, hop) => {
      hop.proxy = "http://sperber-px1:8080";
    },
    hides: ["sperber"],
    reads: /"proxy":"http:\/\/host-\d+:8080"/,
  },
  {
    what: "a refusal by the proxy",
    put: (_, hop) => {
      hop.failure = {
        cause: "proxy.refused",
        code: null,
        stage: "headers",
        text: "the proxy http://gw.bussard.internal:8080 answered CONNECT with 502 Bad Gateway at bussard",
      };
    },
    hides: ["bussard"],
    reads: /the proxy http:\/\/host-\d+\.example:8080 answered CONNECT with 502/,
  },
  {
    what: "names of a certificate",
    put: (_, hop) => {
      hop.failure = {
        cause: "tls.cert.wrong-host",
        code: "ERR_TLS_CERT_ALTNAME_INVALID",
        stage: "tls",
        text: "Hostname/IP does not match certificate's altnames: Host: kranich-voice.openai.azure.com. is not in the cert's altnames: DNS:*.habicht.lan, DNS:milan-gw1, IP Address:10.20.30.40",
      };
    },
    hides: ["habicht", "milan-gw1", "10.20.30.40"],
    reads:
      /Host: res-1\.openai\.azure\.com\. is not in the cert's altnames: DNS:\*\.host-\d+\.example, DNS:host-\d+, IP Address:ip-\d+/,
  },
  said("the name of a certificate", "is not cert's CN: falke-gateway", ["falke"], /is not cert's CN: name-\d+/),
  said(
    "an issuer",
    "issuer C=DE, ST=Hessen, O=Reiher Werke AG, OU=Netzbetrieb, CN=Reiher Root CA 2; by DigiCert",
    ["reiher", "netzbetrieb", "hessen"],
    /issuer C=DE, ST=name-\d+, O=name-\d+, OU=name-\d+, CN=name-\d+; by DigiCert/,
  ),
  header("via", "1.1 storch-edge (squid/5.7)", ["storch"], /"1\.1 host-\d+ \(squid\/5\.7\)"/),
  header("Via", "1.1 lb3.ibis-cdn.net, HTTP/1.1 ibis7", ["ibis"], /"1\.1 host-\d+\.example, HTTP\/1\.1 host-\d+"/),
  header("x-served-by", "cache-elster1234-FRA", ["elster"], /"x-served-by","host-\d+"/),
  header("server", "Dohle-Gateway/2.1", ["dohle"], /"server","host-\d+\/2\.1"/),
  header("Server", "istio-envoy", [], /"Server","istio-envoy"/),
  header("x-cache", "HIT from krickente-px2:3128", ["krickente"], /"HIT from host-\d+:3128"/),
  header("x-backend-host", "wachtel", ["wachtel"], /"x-backend-host","host-\d+"/),
  header(
    "Forwarded",
    "for=198.51.100.7;host=zaunkoenig.de;by=zk7",
    ["198.51.100", "zaunkoenig"],
    /"for=ip-\d+;host=host-\d+\.example;by=host-\d+"/,
  ),
  header("openai-organization", "pirol-gmbh", ["pirol"], /"openai-organization","name-\d+"/),
  header("x-ms-deployment-name", "lerche-prod-7", ["lerche"], /"x-ms-deployment-name","dep-\d+"/),
  said(
    "a sibling deployment in a sentence",
    "The API deployment 'amsel-prod' does not exist.",
    ["amsel"],
    /deployment 'dep-\d+' does not/,
  ),
  said(
    "a sibling as a model",
    "The model `drossel-chat-2` does not exist or you do not have access to it.",
    ["drossel"],
    /The model `dep-\d+` does not exist/,
  ),
  said(
    "a public model in a sentence",
    "The model `gpt-4o-mini-realtime` does not exist.",
    [],
    /The model `gpt-4o-mini-realtime` does not/,
  ),
  said(
    "a sibling deployment without quotes",
    "Requests to deployment star-tts-eu are blocked.",
    ["star-tts"],
    /to deployment dep-\d+ are/,
  ),
  said(
    "a sibling in a rate limit",
    "Your requests to gpt-4o for meise-chat in East US have exceeded",
    ["meise"],
    /gpt-4o for dep-\d+ in East US/,
  ),
  said(
    "a sibling in a path",
    "see /openai/deployments/fink-eu/chat/completions?x",
    ["fink-eu"],
    /\/openai\/deployments\/dep-\d+\/chat/,
  ),
  said("a sibling in a query", "GET /openai/realtime?deployment=zeisig-1&x", ["zeisig"], /deployment=dep-\d+&x/),
  said(
    "a fine-tuned model",
    "ft:gpt-4o-mini:sperling-inc:stieglitz:9abc",
    ["sperling", "stieglitz"],
    /ft:gpt-4o-mini:name-\d+:name-\d+:9abc/,
  ),
  said("an id of a project", "Project proj_Kx81GimpelQw29 has no access", ["gimpel"], /Project guid-\d+ has/),
  said(
    "a sibling resource's host",
    "try https://taube-eu2.cognitiveservices.azure.com/x",
    ["taube"],
    /https:\/\/res-\d+\.cognitiveservices\.azure\.com\/x/,
  ),
  said(
    "storage",
    "blob at https://wanderfalkest.blob.core.windows.net/c",
    ["wanderfalke"],
    /res-\d+\.blob\.core\.windows\.net/,
  ),
  said(
    "storage in a sentence",
    "The storage account 'seeadlerst' was not found.",
    ["seeadler"],
    /storage account 'res-\d+' was/,
  ),
  said(
    "storage without quotes",
    "storage account fischadler was not found",
    ["fischadler"],
    /storage account res-\d+ was not found/,
  ),
  said("a key vault", "https://uhu-kv.vault.azure.net/keys/k", ["uhu-kv"], /https:\/\/res-\d+\.vault\.azure\.net/),
  said("a key vault in a sentence", "Key Vault kauz-kv-prod denied", ["kauz"], /Key Vault res-\d+ denied/),
  said("API Management", "https://eule-apim.azure-api.net/openai", ["eule"], /https:\/\/res-\d+\.azure-api\.net/),
  said("Front Door", "https://ente-fd-a1b2c3.z01.azurefd.net/", ["ente-fd"], /https:\/\/res-\d+\.z01\.azurefd\.net/),
  said(
    "search",
    "https://gans-idx.search.windows.net/indexes",
    ["gans-idx"],
    /https:\/\/res-\d+\.search\.windows\.net/,
  ),
  said(
    "a private link zone",
    "schwan.privatelink.openai.azure.com",
    ["schwan"],
    /res-\d+\.privatelink\.openai\.azure\.com/,
  ),
  said(
    "a region's host",
    "https://swedencentral.api.cognitive.microsoft.com/",
    [],
    /swedencentral\.api\.cognitive\.microsoft\.com/,
  ),
  said("AI services", "pelikan.services.ai.azure.com", ["pelikan"], /res-\d+\.services\.ai\.azure\.com/),
  said(
    "a machine in a region",
    "flamingo.westeurope.cloudapp.azure.com",
    ["flamingo"],
    /res-\d+\.westeurope\.cloudapp\.azure\.com/,
  ),
  said("a tenant's domain", "marabu.onmicrosoft.com", ["marabu"], /res-\d+\.onmicrosoft\.com/),
  said(
    "another domain",
    "see https://wiki.kormoran.io/x and kormoran.de",
    ["kormoran"],
    /https:\/\/host-\d+\.example\/x and host-\d+\.example/,
  ),
  said(
    "a page of the vendor",
    "see https://learn.microsoft.com/azure and https://aka.ms/x",
    [],
    /learn\.microsoft\.com\/azure and https:\/\/aka\.ms/,
  ),
  said("a private name", "resolver says nandu-gw.corp failed", ["nandu"], /says host-\d+\.example failed/),
  said(
    "a resource's id",
    "/subscriptions/0f0e0d0c-0b0a-4908-8706-050403020100/resourceGroups/rg-emu/providers/Microsoft.Network/virtualNetworks/vnet-emu2/subnets/snet-kiwi",
    ["rg-emu", "vnet-emu2", "snet-kiwi", "0f0e0d0c"],
    /\/subscriptions\/guid-\d+\/resourceGroups\/rg-\d+\/providers\/Microsoft\.Network\/virtualNetworks\/res-\d+\/subnets\/res-\d+/,
  ),
  said(
    "a resource's id in a query",
    "id=%2Fsubscriptions%2Fx%2FresourceGroups%2Frg-strauss%2Fproviders",
    ["strauss"],
    /%2FresourceGroups%2Frg-\d+%2Fproviders/,
  ),
  said("a tenant's id without dashes", "tid 1C2D3E4F5A6B4C7D8E9F0A1B2C3D4E5F", ["1c2d3e4f"], /tid guid-\d+/),
  said(
    "a tenant's id",
    "Token tenant 7a6b5c4d-3e2f-4a1b-9c8d-7e6f5a4b3c2d does not match",
    ["7a6b5c4d"],
    /tenant guid-\d+ does/,
  ),
  said("a mail address", "contact spatz@papagei.fr", ["spatz", "papagei"], /contact user-\d+/),
  said("a home folder", "at /home/rotkehlchen/.config", ["rotkehlchen"], /\/home\/user-\d+\/\.config/),
  said("an IPv4 address", "from 192.0.2.77,", ["192.0.2.77"], /from ip-\d+,/),
  said(
    "that address with dashes",
    "host ip-192-0-2-77 and 192_0_2_77",
    ["192-0-2-77", "192_0_2_77"],
    /host ip-ip-\d+ and ip-\d+/,
  ),
  said(
    "that address as a number",
    "peer number 3221226061 or 0xC000024D",
    ["3221226061", "c000024d"],
    /number ip-\d+ or ip-\d+/,
  ),
  said("that address backwards", "77.2.0.192.in-addr.arpa", ["77.2.0.192"], /ip-\d+\.in-addr\.arpa/),
  header("x-client-ip", "3405803899", ["3405803899"], /"x-client-ip","ip-\d+"/),
  said("an IPv6 address", "via 2001:db8::77aa.", ["77aa"], /via ip-\d+\./),
  said("an IPv6 address in a URL", "https://[2001:db8::77bb]:8443/x", ["77bb"], /https:\/\/ip-\d+:8443\/x/),
  said("an address of loopback", "via 127.0.0.1 and [::1]", [], /via 127\.0\.0\.1 and \[::1\]/),
  said("an underscore for a dash", "metric kranich_voice_requests", ["kranich"], /metric res-1_requests/),
  said(
    "no mark for a dash",
    "billed to kranichvoice, and kranichvoice01",
    ["kranich"],
    /billed to res-1, and res-\d+"/,
  ),
  said("an escape before a name", "%2Fkranich-voice%2F or \\nkranich-voice", ["kranich"], /%2Fres-1%2F or \\\\nres-1"/),
  member("productName", "Nachtigall Gold", ["nachtigall"], /"productName":"name-\d+"/),
  member("displayName", "Wiedehopf \u00dcberwachung", ["wiedehopf"], /\\"displayName\\":\\"name-\d+\\"/),
  member("userPrincipalName", "zugvogel", ["zugvogel"], /"userPrincipalName":"user-\d+"/),
  member("hostName", "auerhahn", ["auerhahn"], /"hostName":"host-\d+"/),
  said(
    "a product in a sentence",
    "Access to product 'Birkhuhn Premium' is denied",
    ["birkhuhn"],
    /product 'name-\d+' is/,
  ),
  said("a backend in a sentence", 'Backend "rebhuhn" timed out', ["rebhuhn"], /Backend \\"res-\d+\\" timed/),
  said("a realm", 'Basic realm="Seidenschwanz Proxy"', ["seidenschwanz"], /Basic realm=\\"name-\d+\\"/),
  said(
    "a listed deployment, in a body that is cut",
    '{"data":[{"id":"kleiber-prod-3","model":"gpt-4o","object":"deployment"},{"id":"ki',
    ["kleiber"],
    /\\"id\\":\\"dep-\d+\\"/,
  ),
  {
    what: "a listed deployment, beside a public model",
    put: (_, hop) => {
      const json = {
        data: [
          { id: "specht2", object: "model" },
          { id: "gpt-4o", object: "model" },
        ],
      };
      hop.body = { text: JSON.stringify(json, null, 2), json, bytes: 90, cut: false };
    },
    hides: ["specht"],
    reads: /\{"id":"dep-\d+","object":"model"\},\{"id":"gpt-4o","object":"model"\}/,
  },
  said("a cookie's domain", "ARRAffinity=1; Domain=.dompfaff.de; Path=/", ["dompfaff"], /Domain=\.host-\d+\.example/),
  said("an origin in a header", "https://portal.kleinschmidt.ch", ["kleinschmidt"], /https:\/\/host-\d+\.example"/),
  said("a tenant in a sentence", "in tenant `Fasan GmbH`", ["fasan"], /in tenant `name-\d+`/),
];

let files: Map<string, string>;
let plain: Map<string, string>;
let before: Report;
let after: Report;

beforeAll(async () => {
  const text = JSON.stringify(await concluded())
    .replaceAll("res-1", "kranich-voice")
    .replaceAll("gpt-realtime-1.5/", "kranich-chat/")
    .replaceAll('"gpt-realtime-1.5"', '"kranich-chat"')
    .replaceAll("model=gpt-realtime-1.5", "model=kranich-chat")
    .replaceAll('"model":"kranich-chat","version"', '"model":"gpt-realtime-1.5","version"');
  const report: Report = JSON.parse(text);
  const first = report.results.find(({ recording }) => recording !== null)?.recording?.attempts[0]?.steps[0]?.hops[0];
  const steps = report.results.flatMap(({ recording }) => recording?.attempts[0]?.steps.slice(0, 1) ?? []);
  for (const [n, { put }] of PLACES.entries()) {
    const step = steps[n % steps.length];
    if (step === undefined || first === undefined) throw new Error("the situation has no steps");
    // A redirect's first hop does not decide: what it says changes no verdict.
    const hop: Hop = structuredClone({
      ...first,
      status: 307,
      body: null,
      responseHeaders: [],
      redirect: null,
      remote: null,
    });
    put(report, hop);
    step.hops.unshift(hop);
  }
  before = concludeReport(report);
  plain = await bundleFiles(before, TOOL, "none");
  const { report: anonymous, prove } = anonymise(before, {
    strict: false,
    models: catalog.models.map(({ model }) => model),
  });
  after = anonymous;
  files = await bundleFiles(anonymous, TOOL, "names");
  for (const [name, content] of files) prove(name, content);
}, 60_000);

describe(`an anonymised bundle, ${PLACES.length} places`, () => {
  let hidden = 0;
  afterAll(() => console.log(`anonymise: ${hidden} of ${PLACES.length} places hidden and readable`));

  it.each(PLACES)("$what", ({ hides, reads }) => {
    for (const name of hides) {
      expect([...plain.values()].join("").toLowerCase(), "it is there to begin with").toContain(name);
      for (const [file, text] of files) expect(text.toLowerCase().includes(name), `${name} in ${file}`).toBe(false);
    }
    const evidence = `${files.get("evidence.ndjson")}\n${files.get("report.json")}`;
    expect(reads.test(evidence), `${reads} in evidence.ndjson, which has ${nearest(evidence, reads)}`).toBe(true);
    hidden += 1;
  });

  it("comes to the same verdicts, and verifies", async () => {
    expect(after.results.map(({ verdict, cause }) => [verdict, cause])).toEqual(
      before.results.map(({ verdict, cause }) => [verdict, cause]),
    );
    expect((await verifyBundle(packBundle(files), VERIFIER)).differences).toEqual([]);
  });

  it("says in its manifest what it promises and what not", () => {
    expect(files.get("manifest.json")).toContain("Not promised: a name in free text that nothing marks as a name");
  });
});

/** What stands where the expression begins to fit, for a reader of a failure. */
function nearest(text: string, { source }: RegExp): string {
  for (let length = Math.min(source.length, 40); length > 5; length--) {
    try {
      const at = new RegExp(source.slice(0, length)).exec(text)?.index;
      if (at !== undefined) return text.slice(at, at + 160);
    } catch {
      // A piece of an expression need not be one.
    }
  }
  return "nothing like it";
}
