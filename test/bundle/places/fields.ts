import { header, type Place, said } from "./place.ts";

/** Fields of a report, failures, certificates and headers. */
export const IN_FIELDS: Place[] = [
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
    reads: /"subscription": ?"sub-1"/,
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
        phase: "headers",
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
        phase: "tls",
        text: "Hostname/IP does not match certificate's altnames: Host: kranich-voice.openai.azure.com. is not in the cert's altnames: DNS:*.habicht.lan, DNS:milan-gw1, IP Address:10.20.30.40",
      };
    },
    hides: ["habicht", "milan-gw1", "10.20.30.40"],
    reads:
      /Host: res-1\.openai\.azure\.com\. is not in the cert's altnames: DNS:\*\.host-\d+\.example, DNS:host-\d+, IP Address:ip-\d+/,
  },
  {
    what: "a certificate of the connection, its fingerprint included",
    put: (_, hop) => {
      const fingerprint = "5f".repeat(32);
      const [subject, issuer] = ["C=DE, O=Amsel Werke AG, CN=amsel-gw", "C=DE, O=Amsel Werke AG, CN=Amsel Root CA"];
      const names = ["DNS:*.drossel.lan", "DNS:meise-gw1", "IP Address:10.20.30.41"];
      const [validFrom, validTo] = ["2026-01-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"];
      hop.connection = {
        family: "IPv4",
        address: "private",
        tls: {
          protocol: "TLSv1.3",
          fingerprint,
          issuer,
          publicRoot: false,
          chain: [{ subject, issuer, validFrom, validTo, fingerprint, names }],
        },
      };
    },
    hides: ["amsel", "drossel", "meise", "10.20.30.41", "5f5f5f"],
    reads:
      /"address":"private","tls":\{"protocol":"TLSv1.3","fingerprint":"guid-\d+","issuer":"C=DE, O=name-\d+, CN=name-\d+"/,
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
];
