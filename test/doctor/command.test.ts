import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkupSchema } from "../../src/doctor/checkup.ts";
import { buildCli, type CliResult, callCli } from "../support/built-cli.ts";
import { gatewayBefore } from "../support/gateway.ts";
import { rawPeer } from "../support/raw-peer.ts";
import { closeAll, KEY, keep, OTHER_KEY, resource } from "./setup.ts";

/** A token whose payload is readable. */
const jwt = (claims: object) =>
  `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2lnbmF0dXJl`;

let endpoint = "";
beforeAll(async () => {
  await buildCli();
  ({ endpoint } = await resource());
});
afterAll(closeAll);

async function doctor(env: Record<string, string>, ...args: string[]): Promise<CliResult> {
  return await callCli(["doctor", ...args], {
    cwd: mkdtempSync(join(tmpdir(), "aoai-probe-doctor-")),
    env: { AZURE_OPENAI_API_KEY: KEY, AZURE_OPENAI_DEPLOYMENT: "gpt-realtime-1.5", ...env },
  });
}

/** The first thing to do, which may take several lines of the screen. */
function firstThing(stdout: string): string {
  return stdout.slice(stdout.indexOf("First"), stdout.indexOf("\naoai-probe ")).replace(/\n/g, " ");
}

describe("a configuration that cannot be used", () => {
  it.each([
    ["plain http", { AZURE_OPENAI_ENDPOINT: "http://contoso.openai.azure.com" }, /Write https:\/\//],
    [
      "an endpoint with a path of its own",
      { AZURE_OPENAI_ENDPOINT: "https://contoso.openai.azure.com/my/path" },
      /Write only https:\/\/contoso\.openai\.azure\.com/,
    ],
    [
      "the portal of a Foundry project",
      { AZURE_OPENAI_ENDPOINT: "https://ai.azure.com/foundryProject/overview" },
      /Copy the endpoint from the page Keys and Endpoint/,
    ],
    [
      "an expired token",
      {
        AZURE_OPENAI_ENDPOINT: "https://contoso.openai.azure.com",
        AZURE_OPENAI_API_KEY: "",
        AZURE_OPENAI_AD_TOKEN: jwt({ exp: 1, aud: "https://cognitiveservices.azure.com" }),
      },
      /Get a new one/,
    ],
    ["no endpoint", {}, /Set AZURE_OPENAI_ENDPOINT/],
  ])("names %s first, and sends nothing", async (_name, env, says) => {
    const { code, stdout, stderr } = await doctor(env);
    expect(firstThing(stdout)).toMatch(says);
    expect(stdout).toMatch(/^problem {2}settings/m);
    expect(stderr).toContain("Exit 2: The configuration cannot be used. Nothing was sent.");
    expect(code).toBe(2);
  });
});

describe("a configuration that was only found", () => {
  it("is used with consent alone, and the first line says how to give it", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "aoai-probe-doctor-"));
    const file =
      "targets: [{ name: a, endpoint: https://a.example, key: { env: MY_SECRET }, deployments: [{ name: d }] }]";
    writeFileSync(join(cwd, "aoai-probe.yaml"), `version: 1\n${file}\n`);
    const { code, stdout } = await callCli(["doctor"], { cwd, env: { MY_SECRET: KEY } });
    expect(firstThing(stdout)).toContain("To trust it, add `-c aoai-probe.yaml`.");
    expect(stdout).toMatch(/^problem {2}settings {5}aoai-probe\.yaml:2:\d+: /m);
    expect([code, stdout.includes("MY_SECRET")]).toEqual([2, true]);
  });
});

describe("a set-up with less than a run needs", () => {
  it("may have no deployment", async () => {
    const { code, stdout, stderr } = await doctor({ AZURE_OPENAI_ENDPOINT: endpoint, AZURE_OPENAI_DEPLOYMENT: "" });
    expect(stderr).toContain(`Checking ${endpoint} with AZURE_OPENAI_API_KEY`);
    expect(stdout).toMatch(/^unknown {2}deployments {2}none is configured\n +→ Set AZURE_OPENAI_DEPLOYMENT/m);
    expect(code).toBe(0);
  });

  it("may have no credential, which is then the first thing to set", async () => {
    const { code, stdout } = await doctor({ AZURE_OPENAI_ENDPOINT: endpoint, AZURE_OPENAI_API_KEY: "" });
    expect(firstThing(stdout)).toMatch(/^First, credential: Set AZURE_OPENAI_API_KEY/);
    expect(stdout).toMatch(/^ok {7}service/m);
    expect(code).toBe(1);
  });

  it("may have no token from the named source, and says how to get one", async () => {
    const env = { AZURE_OPENAI_ENDPOINT: endpoint, AZURE_OPENAI_API_KEY: "" };
    const { code, stdout } = await doctor(env, "--entra-credential", "environment");
    expect(firstThing(stdout)).toMatch(/^First, credential: No Entra token from environment |npm install/);
    expect(stdout.replace(/\n +/g, " ")).toContain("entra-credential from --entra-credential");
    expect(code).toBe(1);
  });

  it("may have a peer that never answers, within the time limit", async () => {
    const silent = keep(await rawPeer(() => undefined));
    const env = { AZURE_OPENAI_ENDPOINT: `http://127.0.0.1:${silent.port}` };
    const { code, stdout } = await doctor(env, "--timeout", "300ms");
    expect(firstThing(stdout)).toMatch(/^First, service: Check the gateway, load balancer or firewall/);
    expect(code).toBe(1);
  });

  it("lists what the service lists", async () => {
    const reply = { status: 200, body: { object: "list", data: [{ id: "voice", model: "gpt-realtime-1.5" }] } };
    const served = await resource({ rules: [{ request: { path: "/openai/deployments", always: true }, reply }] });
    const env = { AZURE_OPENAI_ENDPOINT: served.endpoint, AZURE_OPENAI_DEPLOYMENT: "" };
    expect((await doctor(env)).stdout).toContain("none is configured, and the service lists voice");
    const typed = await doctor({ ...env, AZURE_OPENAI_DEPLOYMENT: "voise" });
    expect(firstThing(typed.stdout)).toContain("did you mean `voice`?");
  });
});

describe("a gateway that requires a key of its own", () => {
  it("is no problem if the configuration has its header, whose value is not printed", async () => {
    const refusal = { statusCode: 401, message: "Access denied due to missing subscription key." };
    const gateway = await gatewayBefore(endpoint, {
      instead: ({ headers }) =>
        headers["ocp-apim-subscription-key"] === OTHER_KEY
          ? null
          : { status: 401, headers: { "content-type": "application/json" }, body: JSON.stringify(refusal) },
    });
    const cwd = mkdtempSync(join(tmpdir(), "aoai-probe-doctor-"));
    const target = [
      `- name: gateway`,
      `  endpoint: ${keep(gateway).endpoint}`,
      "  key: { env: AZURE_OPENAI_API_KEY }",
      "  headers: { Ocp-Apim-Subscription-Key: { env: GATEWAY_KEY } }",
      "  deployments: [{ name: gpt-realtime-1.5 }]",
    ];
    writeFileSync(join(cwd, "gateway.yaml"), `version: 1\ntargets:\n${target.map((line) => `  ${line}`).join("\n")}\n`);
    const env = { AZURE_OPENAI_API_KEY: KEY, GATEWAY_KEY: OTHER_KEY };
    const { code, stdout, stderr } = await callCli(["doctor", "-c", "gateway.yaml"], { cwd, env });
    expect(firstThing(stdout)).toMatch(/^First: nothing to mend/);
    expect(stdout.replace(/\n +/g, " ")).toContain("Ocp-Apim-Subscription-Key from GATEWAY_KEY");
    expect([code, `${stdout}${stderr}`.includes(OTHER_KEY)]).toEqual([0, false]);
  });
});

describe("the screen", () => {
  it("fits in 24 lines of 80 columns for a healthy target, in words and without colours", async () => {
    const { code, stdout } = await doctor({ AZURE_OPENAI_ENDPOINT: endpoint });
    const lines = stdout.trimEnd().split("\n");
    expect(code).toBe(0);
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).not.toContain("\u001b");
    expect(firstThing(stdout)).toMatch(/^First: nothing to mend/);
  });

  it("has the verdicts in colour if that is wanted", async () => {
    const { stdout } = await doctor({ AZURE_OPENAI_ENDPOINT: endpoint, FORCE_COLOR: "1" });
    expect(stdout).toContain("\u001b[32mok\u001b[0m       credential");
  });

  it("has advice under each problem, and ends with 1", async () => {
    const { code, stdout, stderr } = await doctor({ AZURE_OPENAI_ENDPOINT: endpoint, AZURE_OPENAI_API_KEY: OTHER_KEY });
    expect(firstThing(stdout)).toMatch(/^First, credential: Compare the key and the endpoint/);
    expect(stdout).toMatch(/^problem {2}credential.*\n(?: .*\n)* +→ Compare the key/m);
    expect(stderr).toContain("Exit 1: 1 problem found.");
    expect(code).toBe(1);
  });

  it("names the variable or file of each setting and their disagreement, without a value", async () => {
    const directory = mkdtempSync(join(tmpdir(), "aoai-probe-doctor-"));
    const file = join(directory, "variables");
    writeFileSync(file, `AZURE_OPENAI_ENDPOINT=${endpoint}\nAZURE_OPENAI_API_KEY=${KEY}\n`);
    const { stdout, stderr } = await doctor({ AZURE_OPENAI_API_KEY: OTHER_KEY }, "--dotenv", file);
    const text = stdout.replace(/\n +/g, " ");
    expect(text).toContain(`endpoint from AZURE_OPENAI_ENDPOINT in ${file}`);
    expect(text).toMatch(/key from AZURE_OPENAI_API_KEY(,|$)/m);
    expect(text).toContain(`AZURE_OPENAI_API_KEY of the environment overrides the one in ${file}.`);
    expect(firstThing(stdout)).toContain("AZURE_OPENAI_API_KEY of the environment overrides the one in");
    for (const secret of [KEY, OTHER_KEY]) expect(stdout + stderr).not.toContain(secret);
  });
});

describe("doctor --json", () => {
  it("has the published schema, and the same verdicts", async () => {
    const { stdout } = await doctor({ AZURE_OPENAI_ENDPOINT: endpoint }, "--json");
    const checkup = checkupSchema.strict().parse(JSON.parse(stdout));
    expect(checkup.first).toBeNull();
    expect(checkup.emulated).toEqual(["contoso"]);
    expect(checkup.lines.map(({ check }) => check)).toContain("websocket");
    expect(checkup.hosts[0]?.addresses).toEqual([{ address: "127.0.0.1", class: "loopback" }]);
    expect(checkup.answers.map(({ status }) => status)).toEqual([401, 200, 404, 404, 101, 101]);
  });

  it("says in one line what is wrong with the configuration", async () => {
    const { code, stdout } = await doctor({}, "--json");
    const checkup = checkupSchema.parse(JSON.parse(stdout));
    expect(checkup.first?.check).toBe("settings");
    expect([code, checkup.exit.code, checkup.answers]).toEqual([2, 2, []]);
  });
});
