import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type RunningEmulator, startEmulator } from "../../../src/emulator/resource.ts";
import { readScenario } from "../../../src/emulator/scenario-reader.ts";
import { issueToken } from "../../../src/emulator/token.ts";
import type { Report } from "../../../src/model/report.ts";
import { type Authority, type Issuing, startAuthority, TENANT } from "../../support/authority.ts";
import { CLI_ENTRY, type CliResult, finished } from "../../support/built-cli.ts";
import { type Identity, identity } from "../../support/certificates.ts";
import { type Relay, startRelay } from "../support/connect-relay.ts";

/*
 * The package of Microsoft against an authority on this machine, and the whole program with each kind of credential.
 * Nothing here asks for the identity of a machine: every run names its source of tokens.
 */

const HOOK = join(import.meta.dirname, "../support/find-identity.mjs");
const SECRET = "s3cr3t~of.the-service-principal_0001";
const AI = "https://ai.azure.com/.default";

let folder: string;
let ca: Identity;
let resource: RunningEmulator;
let authority: Authority;
let relay: Relay;
let issuing: Issuing = { seconds: 3600 };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "aoai-probe-entra-"));
  ca = identity({ name: "Corporate Root", authority: true });
  const shown = identity({ name: "localhost", hosts: ["localhost", "127.0.0.1"], issuer: ca });
  writeFileSync(join(folder, "ca.pem"), ca.pem.cert);
  const tls = { key: shown.pem.key, cert: `${shown.pem.cert}${ca.pem.cert}` };
  resource = await startEmulator({ scenario: "all-supported", tls });
  authority = await startAuthority({ ...shown, pem: tls }, () => issuing);
  relay = await startRelay();
  mkdirSync(join(folder, "bin"));
});
afterEach(() => {
  issuing = { seconds: 3600 };
  authority.asked.length = 0;
});
afterAll(async () => {
  await Promise.all([resource.close(), authority.close(), relay.close()]);
  rmSync(folder, { recursive: true, force: true });
});

const PRINCIPAL = () => ({
  AZURE_TENANT_ID: TENANT,
  AZURE_CLIENT_ID: "11111111-1111-4111-8111-111111111111",
  AZURE_CLIENT_SECRET: SECRET,
  AZURE_AUTHORITY_HOST: authority.origin,
});

async function startProgram(words: string[], env: Record<string, string>, hook = true): Promise<CliResult> {
  const child = spawn(process.execPath, [...(hook ? ["--import", HOOK] : []), CLI_ENTRY, ...words], {
    cwd: folder,
    env: {
      PATH: `${join(folder, "bin")}:${process.env.PATH}`,
      HOME: folder,
      TZ: "UTC",
      XDG_STATE_HOME: folder,
      ...env,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin?.end();
  return await finished(child);
}

async function runProgram(
  args: string[],
  env: Record<string, string>,
  hook = true,
): Promise<CliResult & { report: Report | null }> {
  const out = mkdtempSync(join(folder, "out-"));
  const words = [
    ...["run", "--endpoint", resource.endpoint, "--deployment", "gpt-realtime-1.5", "--cacert", join(folder, "ca.pem")],
    ...["--no-settle", "-o", out, ...args],
  ];
  const result = await startProgram(words, env, hook);
  let report: Report | null = null;
  try {
    const text = readFileSync(join(out, "report.json"), "utf8");
    for (const secret of [SECRET, resource.key]) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/eyJ[\w-]{20}/);
    report = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  for (const secret of [SECRET, resource.key]) expect(`${result.stdout}${result.stderr}`).not.toContain(secret);
  return { ...result, report };
}

function verdictsOf(report: Report | null): Record<string, string> {
  const ordinary = (report?.results ?? []).filter(({ cell }) => cell.control === null);
  return Object.fromEntries(
    ordinary.map(({ cell, verdict, cause }) => [cell.id.split("/")[2] ?? "", `${verdict} ${cause}`]),
  );
}

const WORKS = "supported result.received";

describe("@azure/identity", () => {
  it("gets tokens of a service principal, and every kind of credential works through a proxy with a private CA", async () => {
    const kinds = ["key", "key-bearer", "key-query", "entra"].flatMap((kind) => ["--auth", kind]);
    const probes = ["--probe", "ga-realtime", "--probe", "ga-client-secret-realtime"];
    const before = relay.opened.length;
    const ways = [...kinds, ...probes, "--entra-credential", "environment", "--proxy", relay.origin];
    const { report, stderr } = await runProgram(ways, { ...PRINCIPAL(), AZURE_OPENAI_API_KEY: resource.key });
    expect(verdictsOf(report), stderr).toEqual({
      "ga-realtime": WORKS,
      "ga-realtime@key-bearer": WORKS,
      "ga-realtime@key-query": WORKS,
      "ga-realtime@entra": WORKS,
      // Its second step uses an ephemeral secret.
      "ga-client-secret-realtime": WORKS,
      "ga-client-secret-realtime@key-bearer": WORKS,
      "ga-client-secret-realtime@entra": WORKS,
    });
    expect(authority.asked.at(-1)?.form.get("scope")).toContain("https://cognitiveservices.azure.com/.default");
    const hosts = new Set(relay.opened.slice(before));
    expect(hosts).toEqual(new Set([new URL(resource.endpoint).host, new URL(authority.origin).host]));
    expect(stderr).toContain("an Entra token (environment) as bearer");
  });

  it("gets a token for each scope, and shows the audience of each", async () => {
    const scopes = ["--entra-scope", AI, "--entra-scope", "https://management.azure.com/.default"];
    const ways = [...scopes, "--entra-credential", "environment", "--probe", "ga-realtime"];
    const { report } = await runProgram(ways, PRINCIPAL());
    expect(verdictsOf(report)).toEqual({
      "ga-realtime@entra@ai.azure.com": WORKS,
      "ga-realtime@entra@management.azure.com": "auth auth.token-unaccepted",
    });
    expect(report?.findings.map(({ code }) => code)).toContain("token-audience-wrong");
  });

  it("gets the token with which discover lists what Azure Resource Manager has", async () => {
    const scenario = await readScenario("all-supported");
    const arm = { subscriptions: 1, accounts: 2, deployments: 4, pageSize: 3, regions: ["swedencentral"] };
    const manager = await startEmulator({ scenario: { ...scenario, arm } });
    const file = join(folder, "found.yaml");
    const ways = ["--arm", manager.endpoint, "--entra-credential", "environment", "--cacert", join(folder, "ca.pem")];
    const { code, stderr } = await startProgram(["discover", "-o", file, ...ways], PRINCIPAL());
    await manager.close();
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("an Entra token from environment"),
    });
    expect(authority.asked.at(-1)?.form.get("scope")).toContain("https://management.azure.com/.default");
    const written = readFileSync(file, "utf8");
    expect(written.match(/^ {2}- name: /gm)).toHaveLength(2);
    expect(written).toContain("entra: { credential: environment }");
    expect(written).not.toContain(SECRET);
  });

  it("says before anything is sent that the authority refuses the secret", async () => {
    issuing = { error: "invalid_client", description: "AADSTS7000215: Invalid client secret provided." };
    const { code, stderr } = await runProgram(
      ["--auth", "entra", "--entra-credential", "environment", "--probe", "ga-realtime"],
      PRINCIPAL(),
    );
    expect(code).toBe(2);
    expect(stderr).toContain("No Entra token from environment");
    expect(stderr).toContain("AADSTS7000215");
  });

  it("takes the token that az prints", async () => {
    const token = issueToken({ audience: "https://cognitiveservices.azure.com", expires: Date.now() + 3_600_000 });
    const answer = JSON.stringify({
      accessToken: token,
      expiresOn: "2099-01-01 00:00:00.000000",
      expires_on: 4_070_908_800,
    });
    writeFileSync(join(folder, "bin", "az"), `#!/bin/sh\necho '${answer}'\n`);
    chmodSync(join(folder, "bin", "az"), 0o755);
    const { report, stderr } = await runProgram(["--entra-credential", "azure-cli", "--probe", "ga-realtime"], {});
    expect(verdictsOf(report), stderr).toEqual({ "ga-realtime@entra": WORKS });
    rmSync(join(folder, "bin", "az"));
  });

  it("says how to log in if az has no login", async () => {
    writeFileSync(
      join(folder, "bin", "az"),
      "#!/bin/sh\necho 'ERROR: Please run az login to setup account.' >&2\nexit 1\n",
    );
    chmodSync(join(folder, "bin", "az"), 0o755);
    const { code, stderr } = await runProgram(["--entra-credential", "azure-cli", "--probe", "ga-realtime"], {});
    expect([code, stderr.includes("az login")]).toEqual([2, true]);
    rmSync(join(folder, "bin", "az"));
  });

  it("reads the federated token of a workload", async () => {
    writeFileSync(join(folder, "federated"), "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ3In0.x");
    const { AZURE_CLIENT_SECRET: _, ...workload } = PRINCIPAL();
    const { report, stderr } = await runProgram(["--entra-credential", "workload-identity", "--probe", "ga-realtime"], {
      ...workload,
      AZURE_FEDERATED_TOKEN_FILE: join(folder, "federated"),
    });
    expect(verdictsOf(report), stderr).toEqual({ "ga-realtime@entra": WORKS });
    expect(authority.asked.at(-1)?.form.get("client_assertion")).toContain("eyJ");
  });

  it("is named with its command if it is not installed", async () => {
    const { code, stderr } = await runProgram(["--entra-credential", "environment"], PRINCIPAL(), false);
    expect(code).toBe(2);
    expect(stderr).toContain("npm install @azure/identity@4.13.1");
  });
});
