import type { AddressClass, Connection } from "../../../src/model/connection.ts";
import type { Hop } from "../../../src/model/recording.ts";
import { hop } from "../../support/recorded.ts";
import { notFoundAt } from "../answers.ts";
import { type Asked, asked, endsAt, missing, type Situation } from "../situation.ts";

/** A cell whose every request had this connection. */
function over(more: Partial<Hop>, [cell, recording]: Asked): Asked {
  const sketch = structuredClone(recording);
  for (const attempt of sketch?.attempts ?? [])
    for (const step of attempt.steps) step.hops = step.hops.map((one) => ({ ...one, ...more }));
  return [cell, sketch];
}

const at = (address: AddressClass): Partial<Hop> => ({ connection: { family: "IPv4", address } });
const signedBy = (publicRoot: boolean, issuer = "CN=Contoso Root CA"): Partial<Hop> => ({
  connection: {
    family: "IPv4",
    address: "public",
    tls: { protocol: "TLSv1.3", fingerprint: "ab".repeat(32), issuer, publicRoot },
  } satisfies Connection,
});
const PAGE = endsAt(
  "upgrade",
  hop({ status: 403, text: "<html>blocked", service: false, headers: [["content-type", "text/html"]] }),
);
const refused = (code: string | null, cause: "proxy.refused" | "auth.proxy", text: string) =>
  endsAt("upgrade", {
    ...hop({ status: null }),
    proxy: "http://proxy.example:8080",
    connection: { family: "IPv4", address: "private" },
    failure: { cause, code, phase: "proxy", text },
  });
const tcpLost = endsAt("upgrade", hop({ status: null, failure: "tcp.timeout" }));
const gateway = { france: { endpoint: "https://gw.contoso.internal" } };
const atGateway = (cell: Asked) => over({ url: "wss://gw.contoso.internal/openai/v1/realtime?model=dep" }, cell);

export const NETWORKS: Situation[] = [
  {
    name: "the name has a private address, and the service answers there",
    cells: [over(at("private"), asked("ga-realtime", "gpt-realtime-1.5", notFoundAt("upgrade")))],
    found: ["private-address"],
    says: {
      "private-address": {
        severity: "information",
        facts: { host: "r.openai.azure.com", address: "private" },
      },
    },
  },
  {
    name: "the name has a private address, and no connection is possible",
    cells: [
      over(at("private"), asked("ga-realtime", "gpt-realtime-1.5", tcpLost)),
      over(at("private"), missing("ga-realtime", tcpLost)),
    ],
    found: ["private-address"],
    says: {
      "private-address": {
        severity: "high",
        component: "customer-network",
        title: "r.openai.azure.com has a private address that is unreachable",
      },
    },
  },
  {
    name: "the name has a private address, and its certificate is that of another host",
    cells: [
      over(
        at("private"),
        asked(
          "ga-realtime",
          "gpt-realtime-1.5",
          endsAt("upgrade", hop({ status: null, failure: "tls.cert.wrong-host" })),
        ),
      ),
    ],
    found: ["endpoint-unreachable"],
  },
  {
    name: "the name has an address of a carrier or VPN, and something else answers there",
    cells: [over(at("shared"), asked("ga-realtime", "gpt-realtime-1.5", PAGE))],
    found: ["not-the-service", "private-address"],
    says: { "private-address": { severity: "low" } },
  },
  {
    name: "the address is private, but it is the one of the proxy",
    cells: [
      over(
        { ...at("private"), proxy: "http://proxy.example:8080" },
        asked("ga-realtime", "gpt-realtime-1.5", notFoundAt("upgrade")),
      ),
    ],
    found: [],
  },
  {
    name: "the address is public",
    cells: [over(at("public"), asked("ga-realtime", "gpt-realtime-1.5", notFoundAt("upgrade")))],
    found: [],
  },
  {
    name: "a CA of the operator signed the certificate of the cloud",
    cells: [over(signedBy(false), asked("ga-realtime", "gpt-realtime-1.5", notFoundAt("upgrade")))],
    found: ["tls-re-signed"],
    says: {
      "tls-re-signed": { severity: "low", facts: { host: "r.openai.azure.com", issuer: "CN=Contoso Root CA" } },
    },
  },
  {
    name: "a public CA signed the certificate of the cloud",
    cells: [over(signedBy(true), asked("ga-realtime", "gpt-realtime-1.5", notFoundAt("upgrade")))],
    found: [],
  },
  {
    name: "a CA of the operator signed the certificate of the operator's own gateway",
    targets: gateway,
    cells: [over(signedBy(false), atGateway(asked("ga-realtime", "gpt-realtime-1.5", notFoundAt("upgrade"))))],
    found: [],
  },
  {
    name: "the proxy that re-signs TLS answers with a page",
    cells: [
      over(signedBy(false), asked("ga-realtime", "gpt-realtime-1.5", PAGE)),
      over(signedBy(false), asked("ga-translation", "gpt-realtime-translate", PAGE)),
    ],
    found: ["portal-page", "tls-re-signed"],
    says: {
      "portal-page": {
        severity: "high",
        facts: { host: "r.openai.azure.com", issuer: "CN=Contoso Root CA", status: 403 },
      },
    },
  },
  {
    name: "the host with its public certificate answers with a page",
    cells: [over(signedBy(true), asked("ga-realtime", "gpt-realtime-1.5", PAGE))],
    found: ["not-the-service"],
  },
  ...(
    [
      ["PROXY_407", "auth.proxy", "Proxy requires credentials (407)"],
      ["PROXY_401", "auth.proxy", "Proxy requires credentials (401)"],
      ["PROXY_403", "proxy.refused", "Proxy refuses connections to france.openai.azure.com (403)"],
      ["PROXY_502", "proxy.refused", "Proxy cannot reach france.openai.azure.com (502)"],
      ["ECONNREFUSED", "proxy.refused", "Proxy opens no connection to france.openai.azure.com"],
      [null, "proxy.refused", "Proxy opens no connection to france.openai.azure.com"],
    ] as const
  ).map(
    ([code, cause, title]): Situation => ({
      name: `the proxy fails with ${code}`,
      cells: [
        asked("ga-realtime", "gpt-realtime-1.5", refused(code, cause, "the proxy answered")),
        missing("ga-realtime", refused(code, cause, "the proxy answered")),
      ],
      found: ["proxy-refused"],
      says: { "proxy-refused": { severity: "high", title, component: "customer-network", ask: null } },
    }),
  ),
  {
    name: "the proxy refuses one of two hosts",
    cells: [
      asked("ga-realtime", "gpt-realtime-1.5", refused("PROXY_403", "proxy.refused", "no")),
      asked("ga-realtime", "gpt-realtime-1.5", notFoundAt("upgrade"), { target: "sweden" }),
    ],
    found: ["proxy-refused"],
  },
];
