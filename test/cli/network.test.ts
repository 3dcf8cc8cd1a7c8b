import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseReport } from "../../src/conclusion/index.ts";
import { type RunningEmulator, startEmulator } from "../../src/emulator/resource.ts";
import type { Report, Result } from "../../src/model/report.ts";
import { buildCli, callCli } from "../support/built-cli.ts";
import { identity } from "../support/certificates.ts";
import { tunnelTo } from "../support/gateway.ts";

/*
 * A resource with a real host name and a certificate of a corporate root, reached as a locked-down network reaches it.
 * --resolve and the proxy give the name an address on loopback, so no name server is asked.
 */

const HOST = "contoso.openai.azure.com";
const CORPORATE = identity({ name: "Contoso Root CA", authority: true });
const ALIASES = ["contoso.cognitiveservices.azure.com", "contoso.services.ai.azure.com"];
const SERVER = identity({ hosts: [HOST, ...ALIASES], issuer: CORPORATE });
/** One probe of each transport. */
const PROBES = ["ga-realtime", "chat-completions-v1"];
const folder = mkdtempSync(join(tmpdir(), "aoai-probe-network-"));
const CA = join(folder, "corporate.pem");
let resource: RunningEmulator;
let port = 0;
let proxy: Awaited<ReturnType<typeof tunnelTo>>;

beforeAll(async () => {
  await buildCli();
  writeFileSync(CA, CORPORATE.pem.cert);
  resource = await startEmulator({ scenario: "all-supported", tls: SERVER.pem });
  port = Number(new URL(resource.endpoint).port);
  proxy = await tunnelTo({ [HOST]: port });
}, 90_000);
afterAll(async () => {
  await proxy.close();
  await resource.close();
  rmSync(folder, { recursive: true, force: true });
});

const hopsOf = ({ recording }: Result) =>
  (recording?.attempts ?? []).flatMap(({ steps }) => steps.flatMap(({ hops }) => hops));

async function run(flags: string[], variables: Record<string, string> = {}, endpoint = `https://${HOST}:${port}`) {
  const output = mkdtempSync(join(folder, "run-"));
  const { code, stderr } = await callCli(
    [
      ...["run", "--endpoint", endpoint, "--deployment", "gpt-realtime-1.5", "--deployment", "gpt-4.1-mini"],
      ...["--probe", PROBES[0] ?? "", "--probe", PROBES[1] ?? "", "--no-settle", "--max-paid", "99", "-o", output],
      ...flags,
    ],
    { env: { AZURE_OPENAI_API_KEY: resource.key, XDG_STATE_HOME: folder, ...variables } },
  );
  if (code === 2) throw new Error(stderr);
  const text = readFileSync(join(output, "report.json"), "utf8");
  return { code, stderr, text, report: parseReport(text) };
}

const worked = (results: Result[]) =>
  PROBES.map((probe) =>
    results.some(({ cell, verdict }) => cell.probe === probe && cell.control === null && verdict === "supported"),
  );

describe("a resource behind a corporate network", () => {
  it("works over both transports through a proxy, with the CA of the corporation", async () => {
    const { report, stderr, code } = await run(["--proxy", proxy.endpoint, "--cacert", CA]);
    expect(stderr).toContain(`contoso is reached through the proxy ${proxy.endpoint}.`);
    expect(worked(report.results)).toEqual([true, true]);
    expect(code).toBe(0);
  });

  it("works over both transports at the address of --resolve", async () => {
    const { report } = await run(["--resolve", `${HOST}:${port}:127.0.0.1`, "-4", "--cacert", CA]);
    expect(worked(report.results)).toEqual([true, true]);
  });

  it("is tested under each of its names with --hosts all, and a name that does not serve the socket is a finding", async () => {
    const aliased = await startEmulator({ scenario: "fr-027-2026-08-03", tls: SERVER.pem, key: resource.key });
    const at = Number(new URL(aliased.endpoint).port);
    const resolve = [HOST, ...ALIASES].flatMap((host) => ["--resolve", `${host}:${at}:127.0.0.1`]);
    const flags = ["--cacert", CA, ...resolve, "--probe", "ga-transcription", "--deployment", "gpt-live-transcribe"];
    const endpoint = `https://${HOST}:${at}`;
    const hostsOf = (report: Report) => new Set(report.results.flatMap(hopsOf).map(({ url }) => new URL(url).hostname));
    const { report, stderr } = await run(["--hosts", "all", ...flags], {}, endpoint);
    const named = await run(flags, {}, endpoint);
    await aliased.close();
    expect(hostsOf(report)).toEqual(new Set([HOST, ...ALIASES]));
    for (const host of ALIASES) expect(stderr).toContain(`Sending to https://${host}:${at} with AZURE_OPENAI_API_KEY`);
    const differs = report.findings.find(({ code }) => code === "host-alias-differs");
    expect(differs?.facts.hosts).toEqual(expect.arrayContaining([HOST, ALIASES[1]]));
    expect(hostsOf(named.report)).toEqual(new Set([HOST]));
  });

  it("is not trusted without the CA", async () => {
    const { report } = await run(["--proxy", proxy.endpoint]);
    const causes = new Set(report.results.map(({ cause }) => cause));
    expect([...causes]).toEqual(["tls.cert.incomplete-chain"]);
  });
});
