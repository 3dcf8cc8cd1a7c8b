import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { announceDotenv } from "../../../src/cli/configuration/announcement.ts";
import { readEnvironment } from "../../../src/cli/configuration/environment.ts";
import { type Configuration, readConfigurationFile } from "../../../src/cli/configuration/file.ts";
import { overreachesOf } from "../../../src/cli/configuration/overreach.ts";
import type { PlanFlags } from "../../../src/cli/configuration/plan-flags.ts";
import { configurationSchema } from "../../../src/cli/configuration/schema.ts";

const folder = mkdtempSync(join(tmpdir(), "aoai-probe-overreach-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NO_FLAGS: PlanFlags = { deployment: [], probe: [], skip: [], "trust-origin": [] };
const OWN = "https://own.openai.azure.com";
const ENVIRONMENT = { AZURE_OPENAI_ENDPOINT: OWN, AZURE_OPENAI_API_KEY: "0123456789abcdef0123456789abcdef" };

interface Case {
  /** Lines of the one target, beside name, endpoint, key and deployments. */
  target?: string[];
  /** Lines beside `targets:`. */
  top?: string[];
  endpoint?: string;
  key?: string;
  variables?: Record<string, string>;
  flags?: Partial<PlanFlags>;
  found?: boolean;
  dotenv?: string;
}

function configuration({ target = [], top = [], endpoint = OWN, key = "AZURE_OPENAI_API_KEY" }: Case): string {
  const lines = [
    `endpoint: "${endpoint}"`,
    `key: { env: ${key} }`,
    ...target,
    "deployments: [{ name: d, role: chat }]",
  ];
  return [...top, "targets:", "  - name: t", ...lines.map((line) => `    ${line}`), ""].join("\n");
}

function texts(one: Case): string[] {
  const name = join(folder, "aoai-probe.yaml");
  writeFileSync(name, configuration(one));
  if (one.dotenv !== undefined) writeFileSync(join(folder, ".env"), one.dotenv);
  else rmSync(join(folder, ".env"), { force: true });
  const file: Configuration = { name: "aoai-probe.yaml", found: one.found ?? true, ...readConfigurationFile(name) };
  const environment = readEnvironment(one.variables ?? ENVIRONMENT, null, folder);
  const flags = { ...NO_FLAGS, ...one.flags };
  return overreachesOf({ flags, file, environment }).map(({ text }) => text);
}

/** Every key of the schema, and whether a found file may set it freely. */
const DECIDED: Record<string, "free" | "guarded"> = {
  version: "free",
  defaults: "free",
  "defaults.provider": "free",
  "defaults.subscription": "free",
  "defaults.kind": "free",
  "defaults.key": "free",
  "defaults.key.env": "guarded",
  "defaults.key.file": "guarded",
  "defaults.token": "free",
  "defaults.token.env": "guarded",
  "defaults.token.file": "guarded",
  "defaults.headers": "guarded",
  "defaults.auth": "guarded",
  "defaults.entra": "free",
  "defaults.entra.credential": "free",
  "defaults.entra.scopes": "guarded",
  "defaults.optional": "free",
  "defaults.proxy": "guarded",
  "defaults.noproxy": "guarded",
  "defaults.cacert": "guarded",
  "defaults.cert": "guarded",
  "defaults.cert-key": "guarded",
  "defaults.ipv4": "free",
  "defaults.ipv6": "free",
  "defaults.resolve": "guarded",
  "defaults.connect-timeout": "free",
  "defaults.deployments": "free",
  "defaults.deployments.name": "free",
  "defaults.deployments.arm": "free",
  "defaults.deployments.arm.at": "free",
  "defaults.deployments.arm.capabilities": "free",
  "defaults.deployments.arm.lifecycle": "free",
  "defaults.deployments.arm.retires": "free",
  "defaults.deployments.model": "free",
  "defaults.deployments.probe": "free",
  "defaults.deployments.version": "free",
  "defaults.deployments.sku": "free",
  "defaults.deployments.role": "free",
  targets: "free",
  "targets.name": "free",
  "targets.label": "free",
  "targets.provider": "free",
  "targets.endpoint": "guarded",
  "targets.basePath": "guarded",
  "targets.region": "free",
  "targets.resourceId": "free",
  "targets.subscription": "free",
  "targets.kind": "free",
  "targets.hosts": "free",
  "targets.hosts.webrtc": "guarded",
  "targets.hosts.voice-live": "guarded",
  "targets.trust-origins": "guarded",
  "targets.key": "free",
  "targets.key.env": "guarded",
  "targets.key.file": "guarded",
  "targets.token": "free",
  "targets.token.env": "guarded",
  "targets.token.file": "guarded",
  "targets.headers": "guarded",
  "targets.auth": "guarded",
  "targets.entra": "free",
  "targets.entra.credential": "free",
  "targets.entra.scopes": "guarded",
  "targets.optional": "free",
  "targets.proxy": "guarded",
  "targets.noproxy": "guarded",
  "targets.cacert": "guarded",
  "targets.cert": "guarded",
  "targets.cert-key": "guarded",
  "targets.ipv4": "free",
  "targets.ipv6": "free",
  "targets.resolve": "guarded",
  "targets.connect-timeout": "free",
  "targets.deployments": "free",
  "targets.deployments.name": "free",
  "targets.deployments.arm": "free",
  "targets.deployments.arm.at": "free",
  "targets.deployments.arm.capabilities": "free",
  "targets.deployments.arm.lifecycle": "free",
  "targets.deployments.arm.retires": "free",
  "targets.deployments.model": "free",
  "targets.deployments.probe": "free",
  "targets.deployments.version": "free",
  "targets.deployments.sku": "free",
  "targets.deployments.role": "free",
  expect: "free",
  "expect.target": "free",
  "expect.region": "free",
  "expect.model": "free",
  "expect.deployment": "free",
  "expect.probe": "free",
  "expect.is": "free",
  "expect.for": "free",
  "fail-on": "free",
  // The plan has every repetition, so max-paid limits them.
  repeat: "free",
  "api-version": "free",
  probe: "free",
  skip: "free",
  probes: "guarded",
  scope: "free",
  "redirect-credential": "guarded",
  concurrency: "free",
  timeout: "free",
  "confirm-after": "free",
  deadline: "free",
  "max-settle": "free",
  "max-wait": "free",
  "max-paid": "guarded",
  hosts: "guarded",
  proxy: "guarded",
  noproxy: "guarded",
  cacert: "guarded",
  cert: "guarded",
  "cert-key": "guarded",
  ipv4: "free",
  ipv6: "free",
  resolve: "guarded",
  "connect-timeout": "free",
};

function keysOf(schema: z.core.$ZodType, prefix: string): string[] {
  if (schema instanceof z.ZodPipe) return keysOf(schema.in, prefix);
  if (schema instanceof z.ZodOptional) return keysOf(schema.unwrap(), prefix);
  if (schema instanceof z.ZodArray) return keysOf(schema.element, prefix);
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([key, inner]) => {
    const name = prefix === "" ? key : `${prefix}.${key}`;
    return [name, ...keysOf(inner, name)];
  });
}

describe("a found configuration", () => {
  it("has no key about which it was not decided whether it may be set freely", () => {
    expect(keysOf(configurationSchema, "").sort()).toEqual(Object.keys(DECIDED).sort());
  });

  it("needs consent for a variable of the defaults as for one of a target", () => {
    const found = texts({ top: ["defaults: { token: { env: AWS_SECRET } }"] });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("AWS_SECRET");
    expect(found[0]).toContain("'targets[0].token.env'");
  });

  it("may set everything that is free", () => {
    const target = [
      "label: x",
      "provider: azure",
      "region: France Central",
      "resourceId: /subscriptions/x",
      "subscription: s",
      "kind: OpenAI",
      "auth: [key]",
    ];
    const top = [
      "version: 1",
      "api-version: 2025-04-01-preview",
      "probe: ['*']",
      "skip: [audio-*]",
      "scope: documented",
      "redirect-credential: clean",
      "concurrency: 64",
      "timeout: 24h",
      "max-wait: 24h",
      "max-paid: 200",
    ];
    expect(texts({ target, top })).toEqual([]);
  });

  it.each<[string, Case]>([
    ["its own origin", {}],
    ["the default port", { endpoint: `${OWN}:443` }],
    ["capital letters", { endpoint: "https://OWN.OpenAI.Azure.com/" }],
    ["another of our variables", { key: "AZURE_OPENAI_API_KEY_EASTUS2" }],
    ["a variable of OpenAI's", { key: "OPENAI_API_KEY" }],
    ["its own origin as every host", { target: [`hosts: { webrtc: ${OWN}, voice-live: "${OWN}" }`] }],
    ["its own origin as a trusted one", { target: [`trust-origins: [${OWN}]`] }],
  ])("may name %s", (_what, one) => {
    expect(texts(one)).toEqual([]);
  });

  it.each<[string, Case, string[]]>([
    ["another host", { endpoint: "https://evil.example" }, [":3:15: 'targets[0].endpoint'", "https://evil.example"]],
    ["another port", { endpoint: `${OWN}:8443` }, ["'targets[0].endpoint'", `${OWN}:8443`]],
    ["a host below it", { endpoint: "https://x.own.openai.azure.com" }, ["https://x.own.openai.azure.com"]],
    ["a host that ends alike", { endpoint: "https://evil-own.openai.azure.com" }, ["evil-own"]],
    ["loopback", { endpoint: "http://127.0.0.1:8080" }, ["http://127.0.0.1:8080"]],
    [
      "loopback by another name",
      { endpoint: "http://localhost:8080", variables: { AZURE_OPENAI_ENDPOINT: "http://127.0.0.1:8080" } },
      ["http://localhost:8080"],
    ],
    [
      "no TLS",
      { endpoint: "http://localhost", variables: { AZURE_OPENAI_ENDPOINT: "https://localhost" } },
      ["http://localhost"],
    ],
    ["a host with letters alike", { endpoint: "https://xn--wn-emc.openai.azure.com" }, ["xn--wn-emc"]],
    ["any host, if the environment names none", { variables: {} }, [OWN, "names no endpoint (AZURE_OPENAI_ENDPOINT)"]],
    ["any host, if the environment names no valid one", { variables: { AZURE_OPENAI_ENDPOINT: "own" } }, [OWN]],
    [
      "any host, if only a found .env names one",
      { variables: {}, dotenv: `AZURE_OPENAI_ENDPOINT=${OWN}\n` },
      [OWN, "names no endpoint"],
    ],
    ["another variable", { key: "GITHUB_TOKEN" }, [":4:17: 'targets[0].key.env'", "GITHUB_TOKEN", OWN]],
    ["a name that only begins alike", { key: "AZURE_CLIENT_SECRET" }, ["AZURE_CLIENT_SECRET"]],
    ["a name with ours in it", { key: "MY_AZURE_OPENAI_API_KEY" }, ["MY_AZURE_OPENAI_API_KEY"]],
    ["our name in small letters", { key: "azure_openai_api_key" }, ["azure_openai_api_key"]],
    [
      "a token's variable",
      { target: ["token: { env: VAULT_TOKEN }"] },
      [":5:19: 'targets[0].token.env'", "VAULT_TOKEN"],
    ],
    [
      "a file as the key",
      { target: ["token: { file: /etc/shadow }"] },
      [":5:20: 'targets[0].token.file'", "the content of /etc/shadow", OWN],
    ],
    ["the key in the URL", { target: ["auth: [key, key-query]"] }, ["auth[1]'", "into URLs", OWN]],
    [
      "a token for another service",
      { target: ["auth: [entra]", 'entra: { scopes: ["https://management.azure.com/.default"] }'] },
      ["entra.scopes[0]'", "https://management.azure.com/.default", OWN],
    ],
    ["a WebRTC host", { target: ["hosts: { webrtc: https://evil.example }"] }, ["hosts.webrtc'", "evil.example"]],
    ["a Voice Live host", { target: ["hosts: { voice-live: https://evil.example }"] }, ["hosts.voice-live'"]],
    ["a trusted origin", { target: [`trust-origins: [${OWN}, https://evil.example]`] }, ["trust-origins[1]'"]],
    ["a folder of probes", { top: ["probes: ./p"] }, [":1:9: 'probes'", "./p", OWN, "AZURE_OPENAI_API_KEY"]],
    ["the key in URLs", { top: ["redirect-credential: both"] }, ["'redirect-credential'", OWN]],
    ["more billable cells", { top: ["max-paid: 201"] }, ["'max-paid'", "201"]],
    ["further hosts", { top: ["hosts: all"] }, [":1:8: 'hosts'", OWN, "AZURE_OPENAI_API_KEY"]],
    ["a proxy", { top: ["proxy: http://evil.example:1"] }, [":1:8: 'proxy'", "http://evil.example:1"]],
    ["a proxy of a target", { target: ["proxy: evil.example:1"] }, [":5:12: 'targets[0].proxy'", "evil.example:1"]],
    ["hosts without a proxy", { top: ["noproxy: '*'"] }, ["'noproxy'"]],
    ["a CA", { target: ["cacert: ca.pem"] }, ["'targets[0].cacert'", "ca.pem"]],
    ["a CA of the defaults", { top: ["defaults: { cacert: ca.pem }"] }, ["'targets[0].cacert'", "ca.pem"]],
    ["a client certificate", { top: ["cert: c.pem"] }, ["'cert'", "c.pem"]],
    ["a private key", { top: ["cert-key: k.pem"] }, ["'cert-key'", "k.pem"]],
    ["an address", { target: ["resolve: ['own.openai.azure.com:443:192.0.2.1']"] }, ["'targets[0].resolve'"]],
  ])("may not name %s", (_what, one, says) => {
    const found = texts(one);
    expect(found).toHaveLength(1);
    for (const text of says) expect(found[0]).toContain(text);
    expect(texts({ ...one, found: false })).toEqual([]);
  });

  it.each<[string, Case]>([
    ["--endpoint", { endpoint: "https://evil.example", flags: { endpoint: OWN } }],
    ["--probes", { top: ["probes: p"], flags: { probes: "mine" } }],
    ["--redirect-credential", { top: ["redirect-credential: both"], flags: { "redirect-credential": "clean" } }],
    ["--max-paid", { top: ["max-paid: 100000"], flags: { "max-paid": "5" } }],
    ["--proxy", { top: ["proxy: http://evil.example"], flags: { proxy: "http://mine.example" } }],
    ["--cacert", { target: ["cacert: ca.pem"], flags: { cacert: "mine.pem" } }],
    ["--resolve", { target: ["resolve: ['a.example:1:192.0.2.1']"], flags: { resolve: ["a.example:1:192.0.2.2"] } }],
  ])("needs no consent for what %s overrules", (_flag, one) => {
    expect(texts(one)).toEqual([]);
  });

  it("repeats no name of a variable that may be a secret", () => {
    const key = "Zq7canary0key9of3a5resource8x2";
    expect(texts({ key }).join()).not.toContain(key);
  });
});

describe("a found .env", () => {
  const noFile = (variables: Record<string, string>, dotenv: string, flags: Partial<PlanFlags> = {}) => {
    writeFileSync(join(folder, ".env"), dotenv);
    const environment = readEnvironment(variables, null, folder);
    return overreachesOf({ flags: { ...NO_FLAGS, ...flags }, file: null, environment }).map(({ text }) => text);
  };
  const { AZURE_OPENAI_API_KEY: key } = ENVIRONMENT;

  it.each<[string, Record<string, string>, string]>([
    ["an endpoint with its own key", {}, `AZURE_OPENAI_ENDPOINT=${OWN}\nAZURE_OPENAI_API_KEY=${key}\n`],
    [
      "an endpoint, with the key of the environment in it too",
      { AZURE_OPENAI_API_KEY: key },
      `AZURE_OPENAI_ENDPOINT=${OWN}\nAZURE_OPENAI_API_KEY=${key}\n`,
    ],
    [
      "an endpoint with its own key, beside a token of the environment that is not used",
      { AZURE_OPENAI_AD_TOKEN: "a-token-of-the-operator-0001" },
      `AZURE_OPENAI_ENDPOINT=${OWN}\nAZURE_OPENAI_API_KEY=${key}\n`,
    ],
    ["a key for the endpoint of the environment", { AZURE_OPENAI_ENDPOINT: OWN }, `AZURE_OPENAI_API_KEY=${key}\n`],
    ["deployments and api-version", ENVIRONMENT, "AZURE_OPENAI_DEPLOYMENT=a,b\nOPENAI_API_VERSION=2024-10-21\n"],
    ["an empty proxy", ENVIRONMENT, "HTTPS_PROXY=\n"],
    ["variables that are not ours", ENVIRONMENT, "NODE_OPTIONS=--require=./x\nGITHUB_TOKEN=x\nALL_PROXY=http://x\n"],
  ])("may hold %s", (_what, variables, dotenv) => {
    expect(noFile(variables, dotenv)).toEqual([]);
  });

  it.each<[string, Record<string, string>, string, string[]]>([
    [
      "an endpoint for the key of the environment",
      { AZURE_OPENAI_API_KEY: key },
      `\n# x\nAZURE_OPENAI_ENDPOINT=https://evil.example\n`,
      [".env:3: 'AZURE_OPENAI_ENDPOINT'", "AZURE_OPENAI_API_KEY", "https://evil.example"],
    ],
    [
      "an endpoint for the token of the environment",
      { AZURE_OPENAI_AD_TOKEN: "a-token-of-the-operator-0001" },
      "AZURE_OPENAI_ENDPOINT=https://evil.example\n",
      ["AZURE_OPENAI_AD_TOKEN", "https://evil.example"],
    ],
    [
      "an endpoint, with a key that is overruled by the environment's",
      { AZURE_OPENAI_API_KEY: key },
      "AZURE_OPENAI_API_KEY=00000000000000000000000000000000\nAZURE_OPENAI_ENDPOINT=https://evil.example\n",
      [".env:2:", "AZURE_OPENAI_API_KEY"],
    ],
    ["a proxy", ENVIRONMENT, "export https_proxy = http://u:p@evil.example:8080\n", ["http://evil.example:8080"]],
    ["a proxy without a scheme", ENVIRONMENT, "HTTP_PROXY: evil.example:8080\n", ["'HTTP_PROXY'", "evil.example:8080"]],
    ["a proxy that is no URL", ENVIRONMENT, "HTTP_PROXY=http://a:b/c@d\n", ["'HTTP_PROXY'", "(not a URL)"]],
    ["hosts without a proxy", { ...ENVIRONMENT, HTTPS_PROXY: "http://x.example" }, "NO_PROXY=*\n", ["'NO_PROXY'"]],
  ])("may not hold %s", (_what, variables, dotenv, says) => {
    const found = noFile(variables, dotenv);
    expect(found).toHaveLength(1);
    for (const text of says) expect(found[0]).toContain(text);
    expect(found[0]).not.toMatch(/u:p|b\/c/);
  });

  it("needs no consent for an endpoint that --endpoint overrules", () => {
    const dotenv = "AZURE_OPENAI_ENDPOINT=https://evil.example\n";
    expect(noFile({ AZURE_OPENAI_API_KEY: key }, dotenv, { endpoint: OWN })).toEqual([]);
  });

  it("is announced with its path and the names that are taken, without a value", () => {
    const text = `AZURE_OPENAI_ENDPOINT=${OWN}\nAZURE_OPENAI_API_KEY=${key}\nhttps_proxy=http://x\nOTHER=1\n`;
    writeFileSync(join(folder, ".env"), text);
    expect(announceDotenv(readEnvironment({ AZURE_OPENAI_API_KEY: "" }, null, folder), null, folder)).toBe(
      `Read ${join(folder, ".env")}. Variables used: AZURE_OPENAI_ENDPOINT and https_proxy.`,
    );
    expect(announceDotenv(readEnvironment({}, null, join(folder, "none")), null, folder)).toBeNull();
    writeFileSync(join(folder, ".env"), "OTHER=1\n");
    expect(announceDotenv(readEnvironment({}, null, folder), null, folder)).toMatch(/None of its variables is used\.$/);
  });
});
