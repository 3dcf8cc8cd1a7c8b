import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readEnvironment } from "../../../src/cli/configuration/environment.ts";
import type { PlanFlags } from "../../../src/cli/configuration/plan-flags.ts";
import { recipientLines } from "../../../src/cli/configuration/recipient.ts";
import { type ConfigurationFile, configurationSchema } from "../../../src/cli/configuration/schema.ts";
import { resolveTargets, type Targets } from "../../../src/cli/configuration/targets.ts";
import { UsageError } from "../../../src/cli/usage-error.ts";
import type { Role } from "../../../src/model/role.ts";
import { Vault } from "../../../src/redaction/secret.ts";

const KEY = "0123456789abcdef0123456789abcdef";
const OTHER_KEY = "fedcba98fedcba98fedcba98fedcba98";
const TOKEN = "emulator-token-0001";
const NO_FLAGS: PlanFlags = { deployment: [], probe: [], skip: [], "trust-origin": [] };

const roleOf = (name: string): Role =>
  name.startsWith("gpt-realtime-whisper")
    ? "transcription"
    : name.startsWith("gpt-realtime")
      ? "conversation"
      : "unknown";

function resolve(
  variables: Record<string, string>,
  flags: Partial<PlanFlags> = {},
  file: ConfigurationFile | null = null,
): Targets {
  return resolveTargets({
    flags: { ...NO_FLAGS, ...flags },
    file: file === null ? null : { name: "aoai-probe.yaml", content: file },
    environment: readEnvironment(variables, null, "/nowhere"),
    roleOf,
    vault: new Vault(),
  });
}

function refusal(variables: Record<string, string>, flags: Partial<PlanFlags> = {}, file?: ConfigurationFile): string {
  try {
    resolve(variables, flags, file ?? null);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    const message = error instanceof Error ? error.message : "";
    for (const secret of [KEY, OTHER_KEY, TOKEN]) expect(message).not.toContain(secret);
    return message;
  }
  return "accepted";
}

const SINGLE = {
  AZURE_OPENAI_ENDPOINT: "https://contoso.openai.azure.com/",
  AZURE_OPENAI_API_KEY: KEY,
  AZURE_OPENAI_DEPLOYMENT: "gpt-realtime, whisper=transcription,mine=gpt-realtime-whisper@2026-05-06",
};

const FILE = configurationSchema.parse({
  targets: [
    {
      name: "east",
      label: "East",
      endpoint: "https://east.openai.azure.com",
      key: { env: "EAST_KEY" },
      deployments: [{ name: "gpt-realtime" }, { name: "scribe", role: "transcription", version: "1" }],
    },
    {
      name: "west",
      endpoint: "https://west.openai.azure.com",
      key: { env: "WEST_KEY" },
      token: { env: "WEST_TOKEN" },
      deployments: [{ name: "gpt-realtime" }],
    },
  ],
});

describe("the environment alone", () => {
  it("makes one target of three variables", () => {
    const { targets, credentials, notes } = resolve(SINGLE);
    expect(targets).toHaveLength(1);
    expect(targets[0]).toMatchObject({
      name: "contoso",
      endpoint: "https://contoso.openai.azure.com",
      auth: ["key"],
      hosts: {},
    });
    expect(targets[0]?.deployments).toEqual([
      { name: "gpt-realtime", model: null, version: null, sku: null, role: "conversation", source: "guessed" },
      { name: "whisper", model: null, version: null, sku: null, role: "transcription", source: "config" },
      {
        name: "mine",
        model: "gpt-realtime-whisper",
        version: "2026-05-06",
        sku: null,
        role: "transcription",
        source: "config",
      },
    ]);
    expect(credentials.get("contoso")?.key?.kind).toBe("apikey");
    expect(JSON.stringify([targets, [...credentials], notes])).not.toContain(KEY);
    expect(notes).toEqual([]);
  });

  it("takes the token where there is no key, and the key where there are both", () => {
    const { AZURE_OPENAI_API_KEY: _, ...rest } = SINGLE;
    expect(resolve({ ...rest, AZURE_OPENAI_AD_TOKEN: TOKEN }).targets[0]?.auth).toEqual(["entra"]);
    const both = resolve({ ...SINGLE, AZURE_OPENAI_AD_TOKEN: TOKEN });
    expect(both.targets[0]?.auth).toEqual(["key"]);
    expect(both.credentials.get("contoso")).not.toHaveProperty("entra");
    expect(both.notes.join()).toContain("the key is used");
  });

  it("makes every host of a loopback endpoint the endpoint", () => {
    const target = resolve({ ...SINGLE, AZURE_OPENAI_ENDPOINT: "http://127.0.0.1:8080" }).targets[0];
    expect(target).toMatchObject({
      name: "loopback",
      hosts: { webrtc: "http://127.0.0.1:8080", "voice-live": "http://127.0.0.1:8080" },
    });
  });

  it("says of a deployment whose role is not known how to name it", () => {
    expect(resolve({ ...SINGLE, AZURE_OPENAI_DEPLOYMENT: "prod" }).notes.join()).toContain("prod=ROLE");
  });

  it.each<[string, Record<string, string>, Partial<PlanFlags>, string]>([
    ["no endpoint", {}, {}, "--emulate"],
    ["no deployment", { ...SINGLE, AZURE_OPENAI_DEPLOYMENT: " , " }, {}, "--deployment"],
    ["a quoted key", { ...SINGLE, AZURE_OPENAI_API_KEY: `'${KEY}'` }, {}, "AZURE_OPENAI_API_KEY has quotation marks"],
    [
      "key and endpoint swapped",
      { ...SINGLE, AZURE_OPENAI_ENDPOINT: KEY },
      {},
      "AZURE_OPENAI_ENDPOINT: looks like a key",
    ],
    ["a deployment twice", SINGLE, { deployment: ["a", "A"] }, "repeats the deployment A"],
    ["a deployment with a line break", SINGLE, { deployment: ["a\r\nb"] }, "--deployment, entry 1"],
    ["a mistyped role", SINGLE, { deployment: ["a=conversaton"] }, "`conversation`"],
    ["a deployment with nothing after =", SINGLE, { deployment: ["a="] }, "NAME=MODEL[@VERSION]"],
  ])("is refused for %s, and says what to do", (_fact, variables, flags, said) => {
    expect(refusal(variables, flags)).toContain(said);
  });

  it("without a credential is skipped, and a warning says what to set", () => {
    const { targets, credentials, leftOut, warnings } = resolve({ ...SINGLE, AZURE_OPENAI_API_KEY: "" });
    expect(leftOut).toEqual([targets[0]?.name]);
    expect(credentials.size).toBe(0);
    expect(warnings.join()).toContain("has no credential. Set AZURE_OPENAI_API_KEY");
  });
});

describe("two sources that disagree", () => {
  it("--endpoint and --deployment win over the environment, and a note says so", () => {
    const { targets, notes } = resolve(SINGLE, {
      endpoint: "https://fabrikam.openai.azure.com",
      deployment: ["gpt-realtime"],
    });
    expect(targets[0]?.name).toBe("fabrikam");
    expect(targets[0]?.deployments.map(({ name }) => name)).toEqual(["gpt-realtime"]);
    expect(notes).toEqual([
      "--endpoint overrides AZURE_OPENAI_ENDPOINT.",
      "--deployment overrides AZURE_OPENAI_DEPLOYMENT.",
    ]);
  });

  it("a configuration file wins over the environment, and --endpoint over the file", () => {
    const keys = { EAST_KEY: KEY, WEST_KEY: OTHER_KEY };
    const fromFile = resolve({ ...SINGLE, ...keys }, {}, FILE);
    expect(fromFile.targets.map(({ name }) => name)).toEqual(["east", "west"]);
    expect(fromFile.notes.join()).toContain("AZURE_OPENAI_ENDPOINT is ignored");
    const fromFlag = resolve({ ...SINGLE, ...keys }, { endpoint: "https://fabrikam.openai.azure.com" }, FILE);
    expect(fromFlag.targets.map(({ name }) => name)).toEqual(["fabrikam"]);
    expect(fromFlag.notes.join()).toContain("--endpoint overrides the targets in aoai-probe.yaml");
  });
});

describe("a configuration file", () => {
  it("gives each target its own credential", () => {
    const { credentials } = resolve({ EAST_KEY: KEY, WEST_KEY: OTHER_KEY }, {}, FILE);
    expect(credentials.get("east")?.key?.label).not.toBe(credentials.get("west")?.key?.label);
  });

  it("keeps the target whose variable is unset, left out by name, and asks the others", () => {
    const { targets, credentials, leftOut, warnings } = resolve({ EAST_KEY: KEY }, {}, FILE);
    expect(targets.map(({ name }) => name)).toEqual(["east", "west"]);
    expect(leftOut).toEqual(["west"]);
    expect([...credentials.keys()]).toEqual(["east"]);
    expect(warnings).toEqual([
      "Target west is skipped because it has no credential. Set the variable WEST_KEY, see aoai-probe.yaml.",
    ]);
  });

  it("takes the other credential of a target where one is unset", () => {
    const { targets, leftOut } = resolve({ EAST_KEY: KEY, WEST_TOKEN: TOKEN }, {}, FILE);
    expect(leftOut).toEqual([]);
    expect(targets[1]?.auth).toEqual(["entra"]);
  });

  it("has its deployments selected and overridden by --deployment", () => {
    const keys = { EAST_KEY: KEY, WEST_KEY: OTHER_KEY };
    const { targets, deploymentFilter } = resolve(keys, { deployment: ["scribe=gpt-realtime-whisper", "gpt-*"] }, FILE);
    expect(deploymentFilter).toEqual(["scribe", "gpt-*"]);
    expect(targets[0]?.deployments[1]).toMatchObject({ model: "gpt-realtime-whisper", version: "1", source: "config" });
    expect(refusal(keys, { deployment: ["scrib"] }, FILE)).toContain("did you mean `scribe`?");
  });

  it("with one target gets the deployments that --deployment defines", () => {
    const one = { ...FILE, targets: FILE.targets.slice(0, 1) };
    const { targets, deploymentFilter } = resolve({ EAST_KEY: KEY }, { deployment: ["gpt-realtime-2=chat"] }, one);
    expect(targets[0]?.deployments.map(({ name }) => name)).toEqual(["gpt-realtime", "scribe", "gpt-realtime-2"]);
    expect(deploymentFilter).toEqual(["gpt-realtime-2"]);
  });

  it("with several targets refuses a new deployment, because the flag names no target", () => {
    const keys = { EAST_KEY: KEY, WEST_KEY: OTHER_KEY };
    const said = refusal(keys, { deployment: ["new=chat"] }, FILE);
    expect(said).toBe(
      "--deployment, entry 1: no target has this deployment. Add it to its target in the configuration file, or use one of: gpt-realtime, scribe.",
    );
  });
});

describe("the headers of a target", () => {
  const GATEWAY_KEY = "0a1b2c3d4e5f0a1b2c3d4e5f0a1b2c3d";
  const file = configurationSchema.parse({
    defaults: { headers: { "Ocp-Apim-Subscription-Key": { env: "GATEWAY_KEY" } } },
    targets: [
      {
        name: "behind",
        endpoint: "https://apim.contoso.com",
        key: { env: "EAST_KEY" },
        deployments: [{ name: "gpt-realtime" }],
      },
    ],
  });

  it("are secrets of their variables, and the target has their names", () => {
    const { targets, credentials, recipients } = resolve({ EAST_KEY: KEY, GATEWAY_KEY }, {}, file);
    expect(targets[0]?.headers).toEqual(["Ocp-Apim-Subscription-Key"]);
    expect(credentials.get("behind")?.headers?.map(([name, { kind }]) => [name, kind])).toEqual([
      ["Ocp-Apim-Subscription-Key", "header"],
    ]);
    expect(JSON.stringify([targets, [...credentials], recipients])).not.toContain(GATEWAY_KEY);
    const lines = recipientLines(recipients, "Sending to", new Vault());
    expect(lines).toEqual([
      "Sending to https://apim.contoso.com with EAST_KEY and GATEWAY_KEY as Ocp-Apim-Subscription-Key",
    ]);
  });

  it("leave the target out if their variable is not set", () => {
    const { leftOut, warnings, credentials } = resolve({ EAST_KEY: KEY }, {}, file);
    expect(leftOut).toEqual(["behind"]);
    expect(warnings.join()).toContain("Set the variable GATEWAY_KEY");
    expect(credentials.size).toBe(0);
  });

  it("are refused by the name of the variable if the value is wrong", () => {
    const said = refusal({ EAST_KEY: KEY, GATEWAY_KEY: `"${OTHER_KEY}"` }, {}, file);
    expect(said).toContain("the variable GATEWAY_KEY has quotation marks");
  });
});

describe("the credentials of a target", () => {
  const { AZURE_OPENAI_API_KEY: _, ...WITHOUT_KEY } = SINGLE;
  const keyFile = (text: string) => {
    const path = join(mkdtempSync(join(tmpdir(), "aoai-probe-key-")), "key");
    writeFileSync(path, text);
    return path;
  };

  it("are a variant for each --auth, and the flag overrides the file", () => {
    const auth = ["key", "key-bearer", "key-query", "entra", "key"];
    const { targets, credentials, notes, recipients } = resolve({ ...SINGLE, AZURE_OPENAI_AD_TOKEN: TOKEN }, { auth });
    expect(targets[0]).toMatchObject({ auth: auth.slice(0, 4), entra: { credential: "token" } });
    expect(Object.keys(credentials.get("contoso") ?? {}).sort()).toEqual(["entra", "key"]);
    expect(notes.join()).toContain("key-query puts the key into URLs");
    expect(recipients[0]?.credentials).toEqual([
      { from: "AZURE_OPENAI_API_KEY", as: "header" },
      { from: "AZURE_OPENAI_API_KEY", as: "bearer" },
      { from: "AZURE_OPENAI_API_KEY", as: "query" },
      { from: "AZURE_OPENAI_AD_TOKEN", as: "bearer" },
    ]);
    expect(resolve({ EAST_KEY: KEY, WEST_TOKEN: TOKEN }, { auth: ["key-bearer"] }, FILE).targets[0]?.auth).toEqual([
      "key-bearer",
    ]);
  });

  it("need no key for Entra, and fetch nothing while a run is planned", () => {
    const { targets, credentials, leftOut, recipients } = resolve(WITHOUT_KEY, { auth: ["entra"] });
    expect(targets[0]).toMatchObject({ auth: ["entra"], entra: { credential: "default" } });
    expect([leftOut, Object.keys(credentials.get("contoso") ?? {})]).toEqual([[], ["entra"]]);
    expect(recipients[0]?.credentials).toEqual([{ from: "an Entra token (default)", as: "bearer" }]);
  });

  it.each<[string, Partial<PlanFlags>, Record<string, string>, object]>([
    ["a source", { "entra-credential": "azure-cli" }, {}, { credential: "azure-cli" }],
    [
      "a source, before a ready token",
      { "entra-credential": "environment" },
      { AZURE_OPENAI_AD_TOKEN: TOKEN },
      { credential: "environment" },
    ],
    [
      "scopes, which no ready token has",
      { "entra-scope": ["https://ai.azure.com/.default"] },
      { AZURE_OPENAI_AD_TOKEN: TOKEN },
      { credential: "default", scopes: ["https://ai.azure.com/.default"] },
    ],
  ])("are Entra tokens if a flag names %s", (_what, flags, variables, entra) => {
    const { targets } = resolve({ ...SINGLE, ...variables }, flags);
    expect(targets[0]).toMatchObject({ auth: ["entra"], entra });
  });

  it("read a key from a file, with its line end removed", () => {
    const { credentials, recipients } = resolve(WITHOUT_KEY, { "key-file": keyFile(`${KEY}\r\n`) });
    expect(credentials.get("contoso")?.key?.label).toBe("REDACTED-apikey-1");
    expect(recipients[0]?.credentials[0]?.from).toMatch(/^the file .*key$/);
  });

  it.each<[string, Partial<PlanFlags>, RegExp]>([
    ["a file that does not exist", { "key-file": "/nowhere/key" }, /Cannot read the file \/nowhere\/key \(ENOENT\)/],
    ["an empty file", { "key-file": keyFile("\n") }, /is empty/],
    ["a file with two keys", { "key-file": keyFile(`${KEY}\n${OTHER_KEY}\n`) }, /white space or a separator/],
    ["a kind that nobody knows", { auth: ["entraa"] }, /--auth: no such way.*`entra`/],
    ["the earlier name of Entra", { auth: ["token"] }, /called entra now/],
    ["what a minted secret is called", { auth: ["ephemeral"] }, /probes that mint a secret use it/],
    ["what the control is called", { auth: ["none"] }, /each run has a control/],
    ["a source that nobody knows", { "entra-credential": "azure" }, /--entra-credential: no such source/],
    ["an audience as the scope", { "entra-scope": ["https://ai.azure.com"] }, /--entra-scope: expects a scope/],
  ])("are refused for %s", (_what, flags, says) => {
    expect(refusal(WITHOUT_KEY, flags)).toMatch(says);
  });

  it("are refused if one file of a key is for several targets", () => {
    expect(refusal({}, { "key-file": keyFile(KEY) }, FILE)).toContain("--key-file: aoai-probe.yaml has");
  });
});
