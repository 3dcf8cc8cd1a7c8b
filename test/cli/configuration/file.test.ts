import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { readConfigurationFile } from "../../../src/cli/configuration/file.ts";
import { configurationSchema } from "../../../src/cli/configuration/schema.ts";
import { SETTINGS } from "../../../src/cli/configuration/settings.ts";
import { CONFIGURATION_TEMPLATE, writeTemplate } from "../../../src/cli/configuration/template.ts";
import { UsageError } from "../../../src/cli/usage-error.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "aoai-probe-configuration-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SECRET = "0123456789abcdef0123456789abcdef";
const LEGACY = "fedcba98fedcba98fedcba98fedcba98";

let counter = 0;
function fileOf(content: string | Uint8Array): string {
  const file = join(folder, `${counter++}.yaml`);
  writeFileSync(file, content);
  return file;
}

function messageFor(file: string): string {
  try {
    readConfigurationFile(file);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return error instanceof Error ? error.message.replaceAll(file, "FILE") : "";
  }
  return "accepted";
}

const GOOD = `targets:
  - name: here
    endpoint: https://r.openai.azure.com
    key: { env: SOME_KEY }
    deployments:
      - name: gpt-realtime
`;

/** A file that differs from the good one in one line, and what is said of it. */
const SITUATIONS: [fact: string, content: string | Uint8Array, said: string[]][] = [
  [
    "an unknown key with the nearest known one",
    GOOD.replace("endpoint:", "endpont:"),
    ["FILE:3:5:", "'targets[0].endpont'", "`endpoint`"],
  ],
  ["an unknown key at the top", `${GOOD}concurency: 3\n`, ["FILE:7:1:", "'concurency'", "`concurrency`"]],
  ...Object.entries({
    Authorization: "use `key` or `token` of the target",
    "api-key": "use `key` of the target",
    Host: "the endpoint of the target names the host",
    "Content-Length": "the HTTP library sets it",
    Upgrade: "the WebSocket library sets it",
    "Sec-WebSocket-Protocol": "the WebSocket library sets it",
    "Proxy-Authorization": "use HTTPS_PROXY",
    "User-Agent": "it identifies the run",
    "X(Y)": "is not the name of a header",
    "x%s": "is not the name of a header",
  }).map(([name, why]): [string, string, string[]] => [
    `a header that has another owner: ${name}`,
    GOOD.replace(
      "    deployments:",
      `    headers: { ${JSON.stringify(name)}: { env: GATEWAY_KEY } }\n    deployments:`,
    ),
    ["FILE:5:", `'targets[0].headers.${name}'`, why],
  ]),
  [
    "a header twice",
    GOOD.replace("    deployments:", "    headers: { X-A: { env: A_KEY }, x-a: { env: B_KEY } }\n    deployments:"),
    ["FILE:5:", "'targets[0].headers.x-a' is the name of another header"],
  ],
  [
    "a secret in place of the name of a header",
    GOOD.replace("    deployments:", `    headers: { ${SECRET}: 1 }\n    deployments:`),
    ["FILE:5:", "'targets[0].headers.(a key that looks like a secret)'"],
  ],
  [
    "a secret in place of the variable of a header",
    GOOD.replace("    deployments:", `    headers: { X-A: ${SECRET} }\n    deployments:`),
    ["FILE:5:", "'targets[0].headers.X-A' is", "{ env: NAME }"],
  ],
  [
    "a key that is missing",
    GOOD.replace("    endpoint: https://r.openai.azure.com\n", ""),
    ["FILE:2:5:", "'targets[0].endpoint' is missing"],
  ],
  [
    "a value of another type",
    GOOD.replace("- name: gpt-realtime", "- gpt-realtime"),
    ["FILE:6:9:", "'targets[0].deployments[0]' is text", "`- name: NAME`"],
  ],
  [
    "a mapping in place of the list",
    "targets:\n  name: x\n",
    ["FILE:2:3:", "'targets' is a mapping", "a list of targets"],
  ],
  [
    "an expectation of neither kind",
    `${GOOD}expect:\n  - target: here\n`,
    ["FILE:8:5:", "'expect[0]' must have either `is` or `for`"],
  ],
  [
    "an expectation of both kinds",
    `${GOOD}expect:\n  - { for: chat, is: any }\n`,
    ["'expect[0]' must have either `is` or `for`"],
  ],
  [
    "an expected outcome with the nearest",
    `${GOOD}expect:\n  - { deployment: x, is: suported }\n`,
    ["'expect[0].is'", "`supported`"],
  ],
  [
    "a role together with a probe",
    `${GOOD}expect:\n  - { for: chat, probe: x }\n`,
    ["'expect[0].probe' cannot be combined with `for`"],
  ],
  ["an expectation of no role", `${GOOD}expect:\n  - for: other\n`, ["'expect[0].for'", "transcription"]],
  ["an unknown policy", `${GOOD}fail-on: sometimes\n`, ["'fail-on' must be never, or a list of"]],
  ["a policy that contradicts itself", `${GOOD}fail-on: never,any\n`, ["'fail-on' must be"]],
  ["a concurrency out of range", `${GOOD}concurrency: 0\n`, ["FILE:7:14:", "'concurrency'", "from 1 to 64"]],
  ["a concurrency of a billion", `${GOOD}concurrency: 1e9\n`, ["'concurrency'", "from 1 to 64"]],
  ["a concurrency that is not a number", `${GOOD}concurrency: .nan\n`, ["FILE:7:14:", "'concurrency'"]],
  ["a duration without unit", `${GOOD}timeout: 30\n`, ["FILE:7:10:", "'timeout' is a number", "30s"]],
  ["a duration out of range", `${GOOD}timeout: 0s\n`, ["FILE:7:10:", "'timeout' must be a duration from 1ms to 24h"]],
  [
    "an unknown role with the nearest",
    GOOD.replace("name: gpt-realtime", "name: gpt-realtime\n        role: conversaton"),
    ["FILE:7:15:", "'targets[0].deployments[0].role'", "`conversation`"],
  ],
  [
    "an unknown kind of credential",
    GOOD.replace("    deployments", "    auth: [kee]\n    deployments"),
    ["FILE:5:12:", "'targets[0].auth[0]'", "`key`"],
  ],
  [
    "auth that has no variable",
    GOOD.replace("    key: { env: SOME_KEY }", "    token: { env: SOME_TOKEN }\n    auth: [key-bearer]"),
    ["FILE:5:12:", "'targets[0].auth[0]' needs `key: { env: NAME }`"],
  ],
  [
    "the earlier name of a kind",
    GOOD.replace("    deployments", "    auth: [token]\n    deployments"),
    ["FILE:5:12:", "'targets[0].auth[0]'", "key, key-bearer, key-query, entra"],
  ],
  [
    "a secret with two places",
    GOOD.replace("{ env: SOME_KEY }", "{ env: SOME_KEY, file: key.txt }"),
    ["FILE:4:10:", "'targets[0].key' must have either `env` or `file`"],
  ],
  [
    "the secret as the path of its file",
    GOOD.replace("{ env: SOME_KEY }", `{ file: ${SECRET} }`),
    ["FILE:4:18:", "'targets[0].key.file' looks like the secret itself"],
  ],
  [
    "an unknown source of tokens",
    GOOD.replace("    deployments", "    entra: { credential: azure-client }\n    deployments"),
    ["FILE:5:26:", "'targets[0].entra.credential'", "`azure-cli`"],
  ],
  [
    "a scope that is only an audience",
    GOOD.replace("    deployments", "    entra: { scopes: [https://ai.azure.com] }\n    deployments"),
    ["FILE:5:23:", "'targets[0].entra.scopes[0]' must be a scope such as"],
  ],
  [
    "a ready token without its place",
    GOOD.replace("    deployments", "    entra: { credential: token }\n    deployments"),
    ["FILE:5:26:", "'targets[0].entra.credential' needs `token: { env: NAME }`"],
  ],
  [
    "a target without credential",
    GOOD.replace("    key: { env: SOME_KEY }\n", ""),
    ["FILE:2:5:", "'targets[0]' has no credential"],
  ],
  [
    "a placeholder endpoint",
    GOOD.replace("//r.", "//<resource>."),
    ["FILE:3:15:", "'targets[0].endpoint' still has a placeholder"],
  ],
  ["plain http", GOOD.replace("https://r", "http://r"), ["FILE:3:15:", "plain http"]],
  [
    "a key in the endpoint",
    GOOD.replace("azure.com", `azure.com/?api-key=${SECRET}`),
    ["FILE:3:15:", "has a key in its query"],
  ],
  [
    "a host that is no origin",
    GOOD.replace("    key", "    hosts: { webrtc: ftp://x.example }\n    key"),
    ["FILE:4:22:", "'targets[0].hosts.webrtc'"],
  ],
  [
    "a secret where the variable's name is due",
    GOOD.replace("SOME_KEY", LEGACY),
    ["FILE:4:17:", "'targets[0].key.env' looks like the secret itself"],
  ],
  [
    "a secret in place of the variable",
    GOOD.replace("{ env: SOME_KEY }", SECRET),
    ["FILE:4:10:", "'targets[0].key' is text", "never the secret itself"],
  ],
  [
    "a key under the header's name",
    GOOD.replace("key: { env: SOME_KEY }", `api-key: ${SECRET}`),
    ["FILE:4:5:", "'targets[0].api-key'", "do not write a secret into this file"],
  ],
  ["a secret that is itself a key", `${GOOD}${SECRET}: 1\n`, ["FILE:7:1:", "looks like a secret"]],
  [
    "two targets of one name",
    `${GOOD}${GOOD.replace("targets:\n", "").replace("here", "HERE")}`,
    ["FILE:7:11:", "'targets[1].name' is the name of another target"],
  ],
  [
    "a deployment twice",
    `${GOOD}      - name: gpt-realtime\n`,
    ["FILE:7:15:", "'targets[0].deployments[1].name' is the name of another deployment of this target"],
  ],
  [
    "control characters in a name",
    GOOD.replace("name: gpt-realtime", 'name: "a\\r\\nb"'),
    ["FILE:6:15:", "'targets[0].deployments[0].name'"],
  ],
  [
    "control characters in a text",
    GOOD.replace("    key", '    region: "a\\u001bb"\n    key'),
    ["FILE:4:13:", "'targets[0].region'"],
  ],
  ["a key of the prototype", `${GOOD}__proto__: { concurrency: 9 }\n`, ["FILE:7:1:", "'__proto__' is unknown"]],
  ["no targets at all", "targets: []\n", ["FILE:1:10:", "'targets' must name at least one target"]],
  ["an empty file", "", ["FILE:1:1:", "aoai-probe init"]],
  ["comments alone", "# nothing\n", ["FILE:1:1:", "is empty"]],
  ["a list at the top", "- 1\n", ["FILE:1:1:", "the configuration is a list"]],
  ["a tab", "targets:\n\t- name: x\n", ["FILE:2:1:", "a tab"]],
  ["a key twice", `${GOOD}version: 1\nversion: 1\n`, ["FILE:8:1:", "twice"]],
  ["a quotation mark that never closes", `targets: "${SECRET}`, ["FILE:1:10:", "never closed"]],
  [
    "a bracket that never closes",
    `targets: [\n  { name: ${SECRET} }\nscope: all\n`,
    ["FILE:1:10:", "add ] at its end"],
  ],
  ["two documents", `${GOOD}---\n${GOOD}`, ["FILE:7:1:", "one document"]],
  ["an alias without anchor", `targets: *${LEGACY}\n`, ["FILE:", "no anchor"]],
  [
    "aliases that explode",
    `a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\ntargets: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`,
    ["FILE:", "too much"],
  ],
  ["UTF-16", Buffer.from(`\ufeff${GOOD}`, "utf16le"), ["FILE:1:1:", "UTF-16"]],
  ["binary", Buffer.from([0x7f, 0x45, 0, 1]), ["FILE:", "not a text file"]],
  ["bytes that are no UTF-8", Buffer.from([0x61, 0xff, 0x62]), ["FILE:", "not valid UTF-8"]],
  ["more than a mebibyte", "#".repeat((1 << 20) + 1), ["FILE:", "larger than 1 MiB"]],
];

describe("a configuration file", () => {
  it("is accepted where it is right", () => {
    expect(readConfigurationFile(fileOf(GOOD)).content.targets[0]?.deployments[0]?.name).toBe("gpt-realtime");
  });

  it("may have a byte order mark and CRLF line ends", () => {
    expect(readConfigurationFile(fileOf(`\ufeff${GOOD.replaceAll("\n", "\r\n")}`)).content.targets).toHaveLength(1);
  });

  it.each(SITUATIONS)("is refused for %s, with file, line and key, and no secret", (_fact, content, said) => {
    const message = messageFor(fileOf(content));
    for (const part of said) expect(message).toContain(part);
    for (const secret of [SECRET, LEGACY]) expect(message).not.toContain(secret.slice(0, 8));
  });

  it("is refused where it is a directory or missing", () => {
    const directory = join(folder, "directory");
    mkdirSync(directory);
    expect(messageFor(directory)).toContain("not a file");
    expect(messageFor(join(folder, "absent.yaml"))).toContain("aoai-probe init");
  });

  it("has every problem named, in the order of the lines", () => {
    const message = messageFor(fileOf(`${GOOD.replace("name: here", "nam: here")}timeout: soon\n`));
    const lines = message.split("\n").map((line) => Number(/^FILE:(\d+):/.exec(line)?.[1]));
    expect(lines).toEqual([2, 2, 7]);
  });

  it("has the first ten of a thousand problems named, and the number of the others", () => {
    const keys = Array.from({ length: 1_000 }, (_, n) => `key${n}: x\n`).join("");
    const lines = messageFor(fileOf(`${GOOD}${keys}`)).split("\n");
    expect(lines).toHaveLength(11);
    expect(lines[0]).toMatch(/^FILE:7:1: 'key0'/);
    expect(lines[10]).toBe("FILE: 990 more problems.");
  });
});

describe("defaults", () => {
  const FLEET = `defaults:
  key: { env: FLEET_KEY }
  kind: AIServices
  deployments: &standard
    - name: gpt-realtime
targets:
  - { name: one, endpoint: "https://one.openai.azure.com" }
  - name: two
    endpoint: https://two.openai.azure.com
    key: { env: OTHER_KEY }
    deployments: [{ name: other }]
  - name: three
    endpoint: https://three.openai.azure.com
    deployments: *standard
`;

  it("are what each target has unless it has its own", () => {
    const { targets } = readConfigurationFile(fileOf(FLEET)).content;
    expect(targets.map(({ key, kind }) => [key, kind])).toEqual([
      [{ env: "FLEET_KEY" }, "AIServices"],
      [{ env: "OTHER_KEY" }, "AIServices"],
      [{ env: "FLEET_KEY" }, "AIServices"],
    ]);
    const deployments = targets.map((target) => target.deployments.map(({ name }) => name));
    expect(deployments).toEqual([["gpt-realtime"], ["other"], ["gpt-realtime"]]);
  });

  it.each([
    ["  kind: AIServices", "  endpoint: https://x.openai.azure.com", "FILE:3:3: 'defaults.endpoint' is unknown"],
    ["FLEET_KEY }\n", "FLEET_KEY }\n  auth: [token]\n", "'defaults.auth[0]' expects one of key, key-bearer"],
    ["  key: { env: FLEET_KEY }\n", "", "FILE:6:5: 'targets[0]' has no credential"],
    ["    - name: gpt-realtime\n", "    - name: a\n    - name: A\n", "'defaults.deployments[1].name' is the name of"],
  ])("with a fault are refused by the line and the key: %s", (from, to, message) => {
    expect(messageFor(fileOf(FLEET.replace(from, to)))).toContain(message);
  });

  it("do not hide a target without deployments", () => {
    const text = FLEET.replace(/ {2}deployments: &standard\n.*\n/, "").replace("*standard", "[{ name: x }]");
    expect(messageFor(fileOf(text))).toContain("'targets[0].deployments' is missing: expects a list of deployments.");
  });
});

describe("the schema for editors", () => {
  const schema = z.fromJSONSchema(
    JSON.parse(readFileSync(join(ROOT, "reports/schema/configuration.schema.json"), "utf8")),
  );
  const TARGETS = parseYaml(GOOD).targets;
  const blocks = [...readFileSync(join(ROOT, "README.md"), "utf8").matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, text = ""]) => parseYaml(text),
  );
  const examples = blocks.filter((value) => ["targets", "expect", "defaults"].some((key) => key in value));

  it("accepts the configurations in the README and the template", () => {
    expect(examples.length).toBeGreaterThan(0);
    for (const value of [...examples, parseYaml(CONFIGURATION_TEMPLATE)])
      expect(schema.safeParse({ targets: TARGETS, ...value }).error).toBeUndefined();
  });

  it.each([
    ["an unknown key", { targets: TARGETS, tagets: [] }],
    ["an unknown key of a target", { targets: [{ ...TARGETS[0], regoin: "x" }] }],
    ["a secret in place of a variable", { targets: [{ ...TARGETS[0], key: "x" }] }],
    ["an unknown role", { targets: [{ ...TARGETS[0], deployments: [{ name: "a", role: "x" }] }] }],
    ["no target", { targets: [] }],
  ])("refuses %s, as the program does", (_, value) => {
    expect(schema.safeParse(value).success).toBe(false);
    expect(configurationSchema.safeParse(value).success).toBe(false);
  });

  it("is named in the first line of what init writes, from any folder", async () => {
    const outside = mkdtempSync(join(tmpdir(), "aoai-probe-init-"));
    for (const [file, start] of [
      [join(outside, "a.yaml"), "file:"],
      [join(ROOT, "reports/runs", `init-${process.pid}.yaml`), "file:"],
      [join(ROOT, `init-${process.pid}.yaml`), "./reports/schema/"],
    ] as const) {
      writeTemplate(file);
      const [line = ""] = readFileSync(file, "utf8").split("\n");
      rmSync(file);
      const named = /^# yaml-language-server: \$schema=(\S+)$/.exec(line)?.[1] ?? "";
      expect(named.startsWith(start)).toBe(true);
      const path = named.startsWith("file:") ? fileURLToPath(named) : join(dirname(file), named);
      expect(JSON.parse(readFileSync(path, "utf8")).properties).toHaveProperty("targets");
    }
  });
});

describe("the template", () => {
  it("is refused as long as its placeholder stands", () => {
    expect(messageFor(fileOf(CONFIGURATION_TEMPLATE))).toContain("placeholder");
  });

  it("is accepted once edited, with every commented setting taken in", () => {
    const names = Object.keys(SETTINGS).filter((name) => name !== "add-api-version");
    const keys = [
      "hosts",
      " {2}webrtc",
      " {2}voice-live",
      "token",
      "auth",
      "entra",
      "kind",
      "subscription",
      ...names,
    ].join("|");
    const edited = CONFIGURATION_TEMPLATE.replaceAll("YOUR-RESOURCE", "contoso").replace(
      new RegExp(`^(\\s*)# ((${keys}):)`, "gm"),
      "$1$2",
    );
    const read = readConfigurationFile(fileOf(edited)).content;
    expect(names.filter((name) => !(name in read))).toEqual([]);
    expect(read.scope).toBe("all");
    expect(read.timeout).toBe(30_000);
    expect(read["max-wait"]).toBe(120_000);
    expect(read.targets[0]?.hosts?.["voice-live"]).toBe("https://contoso.services.ai.azure.com");
    expect(read.targets[0]?.auth).toEqual(["key", "entra"]);
    expect(read.targets[0]?.entra).toEqual({ credential: "azure-cli" });
  });
});
