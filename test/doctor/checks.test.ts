import { describe, expect, it } from "vitest";
import { TEXT as PRIVATE } from "../../src/diagnose/findings/private-address.text.ts";
import { checkConnection, checkDns, checkProxy, checkTls } from "../../src/doctor/checks/network.ts";
import { checkRetirement } from "../../src/doctor/checks/retirement.ts";
import type { Evaluated } from "../../src/doctor/line.ts";
import type { Seen } from "../../src/doctor/seen.ts";
import type { Cause } from "../../src/model/cause.ts";
import type { Retirement } from "../../src/model/retirement.ts";
import { classOfAddress } from "../../src/wire/address-class.ts";
import type { HostLook } from "../../src/wire/host-look.ts";

const LOOK: HostLook = {
  origin: "https://contoso.openai.azure.com",
  proxy: null,
  excepted: false,
  addresses: [{ address: "20.1.2.3", class: "public" }],
  remote: "20.1.2.3:443",
  tcpMs: 11.6,
  tls: {
    protocol: "TLSv1.3",
    chain: [
      {
        subject: "C=US, O=Microsoft, CN=*.openai.azure.com",
        issuer: "CN=Microsoft TLS CA",
        validFrom: "2026-01-01T00:00:00.000Z",
        validTo: "2027-01-01T00:00:00.000Z",
        fingerprint: "ab".repeat(32),
        names: ["DNS:*.openai.azure.com"],
      },
    ],
  },
  failure: null,
};

const DEPLOYMENT = { name: "d", model: null, version: null, sku: null, role: "chat", source: "config" } as const;

/** What the checks of the network read: a host that was looked at in this way, and the finding about it. */
function seenWith(looks: HostLook[], retirements: Retirement[] = []): Seen {
  const isPrivate = looks.some(({ addresses }) => addresses?.some(({ class: of }) => of === "private"));
  const findings = isPrivate ? [{ code: "private-address", remedy: PRIVATE.remedy.unreachable }] : [];
  return { looks, findings, results: [], retirements, target: { deployments: [DEPLOYMENT] } } as unknown as Seen;
}

const failed = (cause: Cause, phase: string, code: string | null = null): Partial<HostLook> => ({
  failure: { cause, phase, code, text: "what the platform says" },
  tls: null,
});

const NETWORK = [checkProxy, checkDns, checkConnection, checkTls];

function linesOf(look: Partial<HostLook>): Evaluated[] {
  return NETWORK.flatMap((check) => check(seenWith([{ ...LOOK, ...look }])));
}

describe("the checks of the network", () => {
  it("are all fine for a host that can be connected to", () => {
    expect(linesOf({}).map(({ verdict, text }) => `${verdict}: ${text}`)).toEqual([
      "ok: contoso.openai.azure.com directly, no proxy is set",
      "ok: contoso.openai.azure.com: 20.1.2.3 (public)",
      "ok: 20.1.2.3:443 in 12 ms",
      "ok: TLSv1.3, *.openai.azure.com, issued by Microsoft TLS CA, valid until 2027-01-01",
    ]);
  });

  it.each<[string, Partial<HostLook>, RegExp, RegExp]>([
    [
      "a private address that cannot be reached",
      { addresses: [{ address: "10.0.0.4", class: "private" }], ...failed("tcp.timeout", "tcp", "ETIMEDOUT") },
      /^contoso\.openai\.azure\.com: .*\(ETIMEDOUT\)$/,
      /network of the private endpoint/,
    ],
    [
      "a public address that cannot be reached without a proxy",
      failed("tcp.timeout", "tcp", "ETIMEDOUT"),
      /ETIMEDOUT/,
      /If this network requires a proxy, set HTTPS_PROXY/,
    ],
    [
      "a proxy that refuses the tunnel",
      { proxy: "http://proxy.example:8080", addresses: null, ...failed("proxy.refused", "proxy", "PROXY_403") },
      /through http:\/\/proxy\.example:8080/,
      /private endpoint, add it to NO_PROXY/,
    ],
    [
      "a certificate that is not valid yet",
      { ...failed("tls.cert.not-yet-valid", "tls", "CERT_NOT_YET_VALID"), tls: LOOK.tls },
      /valid from 2026-01-01/,
      /Check/,
    ],
    [
      "a certificate of another host",
      { ...failed("tls.cert.wrong-host", "tls", "ERR_TLS_CERT_ALTNAME_INVALID"), tls: LOOK.tls },
      /for \*\.openai\.azure\.com$/,
      /Check/,
    ],
    [
      "a time limit during the look-up",
      failed("cell.deadline", "dns"),
      /contoso.*: no answer within --timeout/,
      /Check/,
    ],
    ["a time limit during TLS", failed("cell.deadline", "tls"), /^no answer within --timeout/, /Check/],
    [
      "a host without an address of the chosen family",
      {
        addresses: null,
        failure: { cause: "dns.nodata", phase: "dns", code: "ENODATA", text: "r.x has no IPv4 address" },
      },
      /\(r\.x has no IPv4 address\)$/,
      /Remove --ipv4/,
    ],
    [
      "a proxy that never answers",
      { proxy: "http://proxy.example:8080", addresses: null, ...failed("cell.deadline", "proxy") },
      /through http:\/\/proxy\.example:8080: the proxy did not answer CONNECT in time$/,
      /HTTPS_PROXY/,
    ],
  ])("name one problem for %s", (_name, look, text, advice) => {
    const problems = linesOf(look).filter(({ verdict }) => verdict === "problem");
    expect(problems.map((line) => [text.test(line.text), advice.test(line.advice ?? "")])).toEqual([[true, true]]);
  });

  it.each<Cause>(["local.fd-exhausted", "run.interrupted"])("blame nobody for %s of this machine", (cause) => {
    const lines = linesOf(failed(cause, "tcp"));
    expect(lines.map(({ verdict }) => verdict)).toEqual(["ok", "ok", "unknown"]);
  });

  it("have no line for what comes after a failure", () => {
    expect(linesOf({ addresses: null, ...failed("dns.nxdomain", "dns", "ENOTFOUND") })).toHaveLength(2);
  });
});

describe("classOfAddress", () => {
  it.each([
    ["20.1.2.3", "public"],
    ["10.0.0.4", "private"],
    ["172.31.255.255", "private"],
    ["172.32.0.1", "public"],
    ["192.168.1.1", "private"],
    ["100.64.0.1", "shared"],
    ["169.254.169.254", "link-local"],
    ["127.8.8.8", "loopback"],
    ["::1", "loopback"],
    ["fe80::1", "link-local"],
    ["fd00::1", "private"],
    ["2603:1030::1", "public"],
    ["::ffff:10.0.0.4", "private"],
  ])("%s is %s", (address, of) => {
    expect(classOfAddress(address)).toBe(of);
  });
});

describe("the check of retirement dates", () => {
  const retirement = (daysLeft: number): Retirement => ({
    target: "contoso",
    deployment: "voice",
    model: "gpt-realtime",
    isModelGuessed: false,
    version: null,
    on: "2026-12-01",
    daysLeft,
    replacement: null,
    claims: [],
  });

  it.each([
    [-1, "problem", "voice: the date of gpt-realtime was 2026-12-01, 1 day ago"],
    [30, "ok", "voice: gpt-realtime retires on 2026-12-01, in 30 days"],
    [400, "ok", "none within 180 days (a date is known for 1 of 1 deployment)"],
  ])("calls %i days left %s", (daysLeft, verdict, text) => {
    expect(checkRetirement(seenWith([LOOK], [retirement(daysLeft)]))).toMatchObject([{ verdict, text }]);
  });

  it("does not know a date that no source states", () => {
    expect(checkRetirement(seenWith([LOOK]))).toMatchObject([{ verdict: "unknown" }]);
  });
});
