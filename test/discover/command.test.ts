import { linkSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readConfigurationFile } from "../../src/cli/configuration/file.ts";
import { configurationSchema } from "../../src/cli/configuration/schema.ts";
import { writeConfiguration } from "../../src/cli/configuration/template.ts";
import { refuseOtherAudience } from "../../src/cli/discover/cloud.ts";
import { configurationText, writableTargets } from "../../src/cli/discover/configuration-text.ts";
import type { FoundAccount } from "../../src/discover/inventory.ts";
import { type RunningEmulator, startEmulator } from "../../src/emulator/resource.ts";
import { readScenario } from "../../src/emulator/scenario-reader.ts";
import { CLOUDS } from "../../src/model/cloud.ts";
import { buildCli, callCli } from "../support/built-cli.ts";

const TOKEN = "an-emulated-management-token-01";
const folder = mkdtempSync(join(tmpdir(), "aoai-probe-discover-"));
const FILE = join(folder, "found.yaml");
let emulator: RunningEmulator;

beforeAll(async () => {
  await buildCli();
  const base = await readScenario("all-supported");
  const provisioned = {
    name: "chat-ptu",
    model: "gpt-4.1",
    version: "2025-04-14",
    sku: "GlobalProvisionedManaged",
    role: "chat",
  } as const;
  const arm = {
    subscriptions: 3,
    accounts: 40,
    deployments: 400,
    pageSize: 15,
    regions: ["swedencentral", "eastus2"],
    throttle: { every: 9, retryAfter: 0 },
  };
  const deployments = [...base.deployments, provisioned];
  emulator = await startEmulator({ scenario: { ...base, deployments, arm }, armToken: TOKEN });
}, 90_000);
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

const env = (more: Record<string, string> = {}) => ({ XDG_STATE_HOME: folder, ...more });
const discover = (...args: string[]) =>
  callCli(["discover", "--arm", emulator.endpoint, ...args], {
    cwd: folder,
    env: env({ AZURE_MANAGEMENT_TOKEN: TOKEN }),
  });
const plan = (...args: string[]) =>
  callCli(["plan", "-c", FILE, ...args], { cwd: folder, env: env({ AZURE_OPENAI_AD_TOKEN: emulator.token }) });

describe("discover", () => {
  it("writes 400 deployments of 40 accounts in 3 subscriptions into a file that plan reads", async () => {
    const { code, stdout, stderr } = await discover("-o", FILE);
    expect(stderr.split("\n")).toEqual([
      `Reading ${emulator.endpoint} with AZURE_MANAGEMENT_TOKEN as bearer`,
      "!! An emulator responded. This is not evidence.",
      "Found 3 subscriptions, 40 resources and 400 deployments.",
      `Wrote ${FILE}. Set AZURE_OPENAI_AD_TOKEN, and run: aoai-probe plan -c ${FILE}`,
      "Exit 0: Every list was read.",
      "",
    ]);
    expect(code).toBe(0);
    const text = readFileSync(FILE, "utf8");
    expect(text.match(/^ {2}- name:/gm)?.length).toBe(40);
    expect(text.match(/^ {6}- name:/gm)?.length).toBe(400);
    expect(`${stdout}${stderr}${text}`).not.toContain(TOKEN);
    const planned = await plan("--json", "--scope", "documented", "--target", "account-1");
    const { targets, leftOut } = JSON.parse(planned.stdout);
    expect(targets.map(({ target }: { target: string }) => target)).toEqual(["account-1"]);
    expect(leftOut).toEqual(["account-1/chat-ptu"]);
  });

  it("leaves provisioned deployments out of a run, unless they are named", async () => {
    const left = await plan("--target", "account-1", "--scope", "documented");
    expect(left.stderr).toContain(
      "1 deployment left out because of `probe: false`: account-1/chat-ptu. Add --deployment NAME to include one.",
    );
    const named = await plan("--target", "account-1", "--deployment", "chat-ptu", "--scope", "documented", "--cells");
    expect(named.stderr).not.toContain("left out");
    expect(named.stdout).toContain("account-1/chat-ptu/chat-completions-v1");
    const globbed = await plan("--target", "account-1", "--deployment", "chat-*");
    expect([globbed.code, globbed.stderr.split("\n").at(-2)]).toEqual([
      2,
      "aoai-probe: Every selected deployment has `probe: false` or matches no probe. Include one with --deployment NAME.",
    ]);
  });

  it("keeps a file that exists, unless --force is given", async () => {
    const kept = join(folder, "kept.yaml");
    writeFileSync(kept, "mine");
    const refused = await discover("-o", kept, "--subscription", "00000000-0000-4000-8000-000000000001");
    expect(refused).toMatchObject({
      code: 2,
      stderr: `aoai-probe: ${kept} already exists: move it or name another file.\n`,
    });
    expect(readFileSync(kept, "utf8")).toBe("mine");
    const forced = await discover(
      "-o",
      kept,
      "--force",
      "--json",
      "--subscription",
      "00000000-0000-4000-8000-000000000001",
    );
    expect(JSON.parse(forced.stdout)).toMatchObject({ problems: [], otherKinds: 0 });
    expect(readFileSync(kept, "utf8")).toContain("version: 1");
  });

  it("prints the regions with free quota, and the commands of the next run", async () => {
    const { code, stdout } = await discover(
      "--regions",
      "--model",
      "gpt-realtime-whisper",
      "--subscription",
      "00000000-0000-4000-8000-000000000002",
    );
    expect(code).toBe(0);
    // The deployments there use all of the quota.
    expect([stdout.includes("eastus2"), stdout.includes("swedencentral")]).toEqual([true, false]);
    expect(
      stdout
        .trim()
        .split("\n")
        .slice(-3)
        .map((line) => line.trim()),
    ).toEqual([
      expect.stringMatching(
        /^az cognitiveservices account deployment create .* --deployment-name probe-gpt-realtime-whisper /,
      ),
      "aoai-probe discover --subscription 00000000-0000-4000-8000-000000000002 -o aoai-probe.yaml --force",
      "aoai-probe run -c aoai-probe.yaml --region eastus2 --deployment probe-gpt-realtime-whisper",
    ]);
  });

  it.each<[why: string, args: string[], variables: Record<string, string>, text: string]>([
    [
      "nothing to read",
      [],
      {},
      "Nothing to read. Add --entra-credential azure-cli, or set AZURE_MANAGEMENT_TOKEN to the output of",
    ],
    ["--regions without a model", ["--regions"], {}, "--regions: needs --model, for example --model gpt-realtime."],
    ["--model without --regions", ["--model", "x"], {}, "--model: has no effect without --regions. Add --regions."],
    ["--guess without an endpoint", ["--guess"], { AZURE_MANAGEMENT_TOKEN: TOKEN }, "--guess: needs an endpoint."],
    [
      "a subscription by its name",
      ["--subscription", "Production"],
      {},
      "--subscription: value 1 is no subscription ID.",
    ],
    [
      "an Azure Resource Manager on another machine",
      ["--arm", "https://management.example.com"],
      { AZURE_MANAGEMENT_TOKEN: TOKEN },
      "--arm: expects the origin of an emulator, such as http://127.0.0.1:8080. Use --cloud for Azure.",
    ],
    [
      "a key instead of a token",
      [],
      { AZURE_MANAGEMENT_TOKEN: "0123456789abcdef0123456789abcdef" },
      "The variable AZURE_MANAGEMENT_TOKEN looks like a key instead of a token",
    ],
    [
      "an endpoint without a credential",
      [],
      { AZURE_OPENAI_ENDPOINT: "http://127.0.0.1:1" },
      "AZURE_OPENAI_ENDPOINT: the resource has no credential. Set AZURE_OPENAI_API_KEY or AZURE_OPENAI_AD_TOKEN.",
    ],
    [
      "the token as an argument",
      ["--subscription", TOKEN],
      { AZURE_MANAGEMENT_TOKEN: TOKEN },
      "Argument 3 looks like a key or token.",
    ],
  ])("ends before it sends anything, with %s", async (_, args, variables, text) => {
    const { code, stdout, stderr } = await callCli(["discover", ...args], { cwd: folder, env: env(variables) });
    expect(stderr).toContain(`aoai-probe: ${text}`);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).not.toContain(TOKEN);
  });
});

describe("a .env that discover finds", () => {
  it.each([
    ["HTTPS_PROXY=http://proxy.example:1", "'HTTPS_PROXY' would send all requests through the proxy"],
    ["AZURE_OPENAI_ENDPOINT=https://other.example.com", "'AZURE_OPENAI_ENDPOINT' would send AZURE_OPENAI_API_KEY"],
  ])("may not have %s without consent", async (line, text) => {
    const cwd = mkdtempSync(join(folder, "found-"));
    writeFileSync(join(cwd, ".env"), `${line}\n`);
    const variables = { AZURE_MANAGEMENT_TOKEN: TOKEN, AZURE_OPENAI_API_KEY: "0123456789abcdef0123456789abcdef" };
    const { code, stderr } = await callCli(["discover", "--arm", emulator.endpoint], { cwd, env: env(variables) });
    expect(code).toBe(2);
    expect(stderr).toContain(`aoai-probe: .env:1: ${text}`);
    expect(stderr).toContain("Nothing was sent.");
  });
});

describe("the audience of a management token", () => {
  const tokenFor = (aud: unknown) =>
    `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify({ aud })).toString("base64url")}.x`;

  it.each(["https://management.azure.com", "https://management.azure.com/", "https://management.core.windows.net/"])(
    "%s is right for the public cloud",
    (aud) => {
      expect(() => refuseOtherAudience("V", tokenFor(aud), CLOUDS.public)).not.toThrow();
    },
  );

  it.each([
    ["https://cognitiveservices.azure.com", "a token for https://cognitiveservices.azure.com: get one with"],
    ["https://management.usgovcloudapi.net", "a token for https://management.usgovcloudapi.net: get one with"],
  ])("%j is refused, and named if it is a URL", (aud, text) => {
    expect(() => refuseOtherAudience("V", tokenFor(aud), CLOUDS.public)).toThrow(text);
  });

  it("of an opaque token is not known", () => {
    expect(() => refuseOtherAudience("V", "opaque", CLOUDS.china)).not.toThrow();
  });
});

describe("the written configuration", () => {
  const account = (more: Partial<FoundAccount>): FoundAccount => ({
    name: "r",
    subscription: null,
    region: null,
    kind: "OpenAI",
    resourceId: null,
    endpoint: "https://r.openai.azure.com/",
    keysDisabled: null,
    deployments: [
      { name: "d", model: "m", version: null, sku: null, role: "unknown", state: "Succeeded", claim: null },
    ],
    ...more,
  });
  const by = { file: "f", at: "t", source: "s", credential: { kind: "token", variable: "T" } } as const;

  it("has the source of Entra tokens that the operator named", () => {
    const { targets } = writableTargets([account({})]);
    const text = configurationText(targets, [], { ...by, credential: { kind: "entra", source: "azure-cli" } });
    expect(text).toContain("defaults:\n  auth: [entra]\n  entra: { credential: azure-cli }\n");
    expect(configurationSchema.safeParse(parse(text)).success).toBe(true);
  });

  it("gives accounts of one name different names, and says which accounts are left out", () => {
    const { targets, leftOut } = writableTargets([
      account({}),
      account({ name: "R" }),
      account({ name: "none", deployments: [] }),
      account({ name: "plain", endpoint: "http://r.example.com" }),
      account({ name: "gone", endpoint: null }),
    ]);
    expect(targets.map(({ name }) => name)).toEqual(["r", "R-2"]);
    expect(leftOut.map(({ name, why }) => [name, why.split(":")[0]])).toEqual([
      ["none", "no deployment of it is known"],
      ["plain", "its endpoint uses plain http, which would send the key unencrypted"],
      ["gone", "its endpoint is empty"],
    ]);
  });

  it("replaces an older file only once it is complete", () => {
    const [file, old] = [join(folder, "new.yaml"), join(folder, "old.yaml")];
    writeFileSync(file, "old");
    linkSync(file, old);
    writeConfiguration(file, "new", true);
    expect(readFileSync(file, "utf8")).toMatch(/\nnew$/);
    // An open file that is written again would change here too.
    expect(readFileSync(old, "utf8")).toBe("old");
  });

  it("is inert, whatever a name or a state has", () => {
    const hostile = "x\n  token: { env: EVIL } # \u202e";
    const found = account({ region: hostile, kind: hostile, resourceId: "y".repeat(300) });
    const [first] = found.deployments;
    if (first !== undefined) Object.assign(first, { model: hostile, state: hostile, version: "1: 2" });
    const { targets, leftOut } = writableTargets([found, account({ name: hostile, endpoint: hostile })]);
    const text = configurationText(targets, leftOut, by);
    expect(text).not.toMatch(/^\s*token: \{ env: EVIL/m);
    expect(text.match(/env: T \}/g)?.length).toBe(1);
    expect(text).not.toContain("\u202e");
    expect(text).not.toContain("resourceId:");
  });

  it("can be read again with the names that were found, and names those that it leaves out", () => {
    const [first] = account({}).deployments;
    if (first === undefined) throw new Error("no deployment");
    const names = ["ok", "true", "1e3", "2026-01-01", "--flag", "a b", "a: #b", "x\ny", "..", "x".repeat(65)];
    const accounts = ["-r", "..", "&a", "\u202er", "null", "R"].map((name) => account({ name, region: "a: #b" }));
    const odd = { ...first, model: "gpt\u001b[1m-4.1", sku: "null", version: "1.10" };
    accounts.push(account({ name: "names", deployments: names.map((name) => ({ ...odd, name })) }));
    const { targets, leftOut } = writableTargets(accounts);
    const text = configurationText(targets, leftOut, by);
    const file = join(folder, "odd.yaml");
    writeFileSync(file, text);
    const { content } = readConfigurationFile(file);
    expect(content.targets.map(({ name }) => name)).toEqual(["r", "target", "a", "r-2", "null", "R-3", "names"]);
    expect(content.targets[0]?.region).toBe("a: #b");
    const written = content.targets.at(-1)?.deployments ?? [];
    expect(written.map(({ name }) => name)).toEqual(names.slice(0, 5));
    expect(written[0]).toMatchObject({ sku: "null", version: "1.10" });
    expect(text).toContain("        # model is left out:");
    expect(leftOut.map(({ name }) => name)).toEqual(names.slice(5).map((name) => `names/${name}`));
  });
});
