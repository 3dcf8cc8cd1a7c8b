import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readEnvironment } from "../../../src/cli/configuration/environment.ts";
import { readConfigurationFile } from "../../../src/cli/configuration/file.ts";
import { resolveNetworks } from "../../../src/cli/configuration/network.ts";
import { mergeSettings } from "../../../src/cli/configuration/settings.ts";
import { UsageError } from "../../../src/cli/usage-error.ts";
import { Vault } from "../../../src/redaction/secret.ts";
import { proxyFor } from "../../../src/wire/proxy.ts";
import { identity } from "../../support/certificates.ts";

const folder = mkdtempSync(join(tmpdir(), "aoai-probe-network-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROOT = identity({ name: "Corporate Root", authority: true });
const CLIENT = identity({ name: "client", issuer: ROOT });
const CANARY = "Q0FOQVJZc2VjcmV0Y2FuYXJ5";

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const CA = write("ca.pem", ROOT.pem.cert);
const CERT = write("cert.pem", CLIENT.pem.cert);
const KEY = write("key.pem", CLIENT.pem.key);
const BOTH = write("both.pem", CLIENT.pem.cert + CLIENT.pem.key);
const GARBAGE = write("garbage.pem", `not PEM ${CANARY}\n`);
const DAMAGED = write("damaged.pem", `-----BEGIN CERTIFICATE-----\n${CANARY}\n-----END CERTIFICATE-----\n`);
const DAMAGED_KEY = write("damaged-key.pem", `-----BEGIN PRIVATE KEY-----\n${CANARY}\n-----END PRIVATE KEY-----\n`);
const ENCRYPTED = write(
  "encrypted.pem",
  `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${CANARY}\n-----END ENCRYPTED PRIVATE KEY-----\n`,
);
const TARGETS = [
  { name: "france", endpoint: "https://france.openai.azure.com" },
  { name: "sweden", endpoint: "https://sweden.openai.azure.com" },
];

function read(
  flags: Record<string, unknown>,
  { file = null, variables = {} }: { file?: string | null; variables?: Record<string, string> } = {},
) {
  const path = join(folder, "aoai-probe.yaml");
  if (file !== null) writeFileSync(path, file);
  const configuration = file === null ? null : { name: "aoai-probe.yaml", ...readConfigurationFile(path) };
  const environment = readEnvironment(variables, null, join(folder, "none"));
  const { settings } = mergeSettings(flags, configuration?.content ?? {}, environment);
  return resolveNetworks({
    flags,
    settings,
    file: configuration,
    environment,
    targets: TARGETS,
    vault: new Vault(),
  });
}

const fileWith = ({ top = [], france = [] }: { top?: string[]; france?: string[] }) =>
  [
    ...top,
    "defaults: { key: { env: AZURE_OPENAI_API_KEY }, deployments: [{ name: d }] }",
    "targets:",
    "  - name: france",
    "    endpoint: https://france.openai.azure.com",
    ...france.map((line) => `    ${line}`),
    "  - { name: sweden, endpoint: 'https://sweden.openai.azure.com' }",
    "",
  ].join("\n");

const proxiesOf = ({ networks }: ReturnType<typeof read>) =>
  TARGETS.map(({ name, endpoint }) => proxyFor(new URL(endpoint), networks.get(name)?.proxies)?.origin ?? null);

const HTTPS_PROXY = "http://of-the-environment.example:1";

describe("the proxy of a target", () => {
  it.each<[string, Record<string, unknown>, Parameters<typeof read>[1], (string | null)[]]>([
    ["without settings there is none", {}, {}, [null, null]],
    ["the environment names one for all", {}, { variables: { HTTPS_PROXY } }, [HTTPS_PROXY, HTTPS_PROXY]],
    [
      "NO_PROXY excludes one",
      {},
      { variables: { HTTPS_PROXY, NO_PROXY: "france.openai.azure.com" } },
      [null, HTTPS_PROXY],
    ],
    [
      "a key of the file overrides the environment",
      {},
      { variables: { HTTPS_PROXY }, file: fileWith({ top: ["proxy: file.example:2"] }) },
      ["http://file.example:2", "http://file.example:2"],
    ],
    [
      "a key of the target overrides that of the file",
      {},
      { file: fileWith({ top: ["proxy: file.example:2"], france: ["proxy: https://target.example:3"] }) },
      ["https://target.example:3", "http://file.example:2"],
    ],
    [
      "a flag overrides all",
      { proxy: "flag.example:4" },
      { variables: { HTTPS_PROXY }, file: fileWith({ france: ["proxy: https://target.example:3"] }) },
      ["http://flag.example:4", "http://flag.example:4"],
    ],
    [
      "--noproxy overrides NO_PROXY",
      { noproxy: "sweden.openai.azure.com" },
      { variables: { HTTPS_PROXY, NO_PROXY: "*" } },
      [HTTPS_PROXY, null],
    ],
    [
      "a target can go without one",
      {},
      { variables: { HTTPS_PROXY }, file: fileWith({ france: ["noproxy: '*'"] }) },
      [null, HTTPS_PROXY],
    ],
  ])("%s", (_, flags, sources, expected) => {
    expect(proxiesOf(read(flags, sources))).toEqual(expected);
  });

  it("is named for each target that it is used for", () => {
    const { notes } = read({ proxy: "p.example:8080", noproxy: "sweden.openai.azure.com" });
    expect(notes).toEqual(["france is reached through the proxy http://p.example:8080."]);
  });

  it("takes the password of a variable that names the same proxy, and of no other", () => {
    const variables = { HTTPS_PROXY: "http://jane:pr0xy-password@p.example:8080" };
    const credentialOf = (proxy: string) =>
      read({ proxy }, { variables }).networks.get("france")?.proxies?.https?.credential;
    expect(String(credentialOf("p.example:8080"))).toMatch(/^REDACTED-proxy-\d$/);
    expect(credentialOf("p.example:8081")).toBeNull();
  });
});

describe("the other settings of a network", () => {
  it("reach the network of each target", () => {
    const flags = { ipv6: true, resolve: ["FRANCE.openai.azure.com:443:[2001:db8::1]"], "connect-timeout": "7s" };
    expect(read(flags).networks.get("sweden")).toMatchObject({
      family: 6,
      resolve: [{ host: "france.openai.azure.com", port: 443, address: "2001:db8::1" }],
      connectMs: 7000,
    });
  });

  it("of a target stay with it, and a family of a flag overrides that of a file", () => {
    const file = fileWith({ france: ["ipv6: true", "connect-timeout: 1s"] });
    const { networks } = read({}, { file });
    expect(networks.get("france")).toMatchObject({ family: 6, connectMs: 1000 });
    expect(networks.get("sweden")).not.toHaveProperty("family");
    expect(read({ ipv4: true }, { file }).networks.get("france")?.family).toBe(4);
  });

  it("parse each pair of files once, and keep no text of them", () => {
    const { networks } = read({ cacert: CA, cert: CERT, "cert-key": KEY });
    const [france, sweden] = [networks.get("france")?.tls, networks.get("sweden")?.tls];
    expect(france).toBeDefined();
    expect(france).toBe(sweden);
    expect(JSON.stringify([...networks.values()])).not.toContain("BEGIN");
    expect(read({ cert: BOTH }).networks.get("france")?.tls).toBeDefined();
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["a CA file that is not there", { cacert: join(folder, "none.pem") }, "--cacert: "],
    ["a folder", { cacert: folder }, "is not a PEM file"],
    ["a CA file without PEM", { cacert: GARBAGE }, "has no certificate in PEM form"],
    ["a CA file with a damaged certificate", { cacert: DAMAGED }, "has a damaged certificate (number 1)"],
    ["a CA file with only a key", { cacert: KEY }, "has no certificate in PEM form"],
    ["a certificate without its key", { cert: CERT }, "add --cert-key FILE"],
    ["a key without its certificate", { "cert-key": KEY }, "add --cert FILE"],
    ["a key of another certificate", { cert: CA, "cert-key": KEY }, "does not belong to the certificate"],
    ["a file of garbage as the key", { cert: CERT, "cert-key": GARBAGE }, "--cert-key: "],
    ["a damaged key", { cert: CERT, "cert-key": DAMAGED_KEY }, "has a damaged private key"],
    ["an encrypted key", { cert: CERT, "cert-key": ENCRYPTED }, "has an encrypted private key"],
    ["both families", { ipv4: true, ipv6: true }, "--ipv4: excludes ipv6"],
    ["a rule without an address", { resolve: ["r.example:443"] }, "--resolve: expects HOST:PORT:ADDRESS"],
    ["a rule with a name as address", { resolve: ["r.example:443:other.example"] }, "--resolve: expects"],
    ["a rule with port 0", { resolve: ["r.example:0:127.0.0.1"] }, "--resolve: expects"],
    ["a rule with a list", { resolve: ["r.example:443:127.0.0.1,127.0.0.2"] }, "--resolve: expects"],
    ["a time without a unit", { "connect-timeout": "10" }, "--connect-timeout: expects a duration"],
    ["a proxy of another kind", { proxy: "socks5://p.example" }, "--proxy: only http:// and https://"],
    ["a proxy with a password", { proxy: `u:${CANARY}@p.example` }, "Set HTTPS_PROXY instead"],
  ])("refuse %s before anything is sent, and repeat no content", (_, flags, said) => {
    expect(() => read(flags)).toThrow(UsageError);
    expect(() => read(flags)).toThrow(said);
    expect(() => read(flags)).not.toThrow(CANARY);
  });

  it.each<[string, string[], string]>([
    ["a missing file", ["cacert: none.pem"], "aoai-probe.yaml:5:13: 'targets[0].cacert': none.pem does not exist"],
    ["a proxy with a password", [`proxy: http://u:${CANARY}@p.example`], "aoai-probe.yaml:5:12: 'targets[0].proxy'"],
    ["a rule of another form", ["resolve: [r.example]"], "'targets[0].resolve[0]' must be HOST:PORT:ADDRESS"],
    ["a text as a switch", ["ipv4: sometimes"], "'targets[0].ipv4'"],
    ["both families", ["ipv4: true", "ipv6: true"], "aoai-probe.yaml:5:11: 'targets[0].ipv4': excludes ipv6"],
  ])("in a file with %s are refused with file, line and key", (_, france, said) => {
    expect(() => read({}, { file: fileWith({ france }) })).toThrow(said);
    expect(() => read({}, { file: fileWith({ france }) })).not.toThrow(CANARY);
  });
});
