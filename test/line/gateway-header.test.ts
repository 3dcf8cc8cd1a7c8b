import { describe, expect, it } from "vitest";
import { examine } from "../../src/doctor/examination.ts";
import { type RunningEmulator, startEmulator } from "../../src/emulator/resource.ts";
import type { Scenario } from "../../src/emulator/scenario.ts";
import { parseScenario } from "../../src/emulator/scenario-parser.ts";
import type { Report } from "../../src/model/report.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { format as markdown } from "../../src/render/markdown.ts";
import type { SecretHeader } from "../../src/wire/credential.ts";
import { askLine, type LineRun, targetOf } from "../support/embedded.ts";
import { catalog } from "../support/recorded.ts";

/*
 * A gateway such as API Management takes a key of its own in a header before it passes a request on.
 */

const HEADER = "Ocp-Apim-Subscription-Key";
const GATEWAY_KEY = "9f8e7d6c5b4a39281706f5e4d3c2b1a0";
const MISSING =
  "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.";

/** Before everything else, the gateway looks for its own key. */
function behindGateway(scenario: Scenario): Scenario {
  const refuse = (value: string | null): Scenario["rules"][number] => ({
    source: "inferred",
    ask: { headers: { [HEADER]: value }, always: true },
    answer: { kind: "reply", status: 401, body: { statusCode: 401, message: MISSING } },
  });
  return { ...scenario, rules: [refuse(null), ...scenario.rules] };
}

async function runBehind(scenario: string, headers: Record<string, string> | undefined, probe: string[]) {
  const emulator: RunningEmulator = await startEmulator({ scenario: behindGateway(parseScenario(scenario)) });
  try {
    const own = targetOf(emulator, "here");
    const target = {
      ...own,
      ...(scenario === "openai-platform" ? { provider: "openai" as const } : {}),
      ...(headers === undefined ? {} : { headers: Object.keys(headers) }),
    };
    const credentials = new Map([["here", { key: emulator.key, ...(headers === undefined ? {} : { headers }) }]]);
    return await askLine([target], { credentials, plan: { probe, scope: "documented" } });
  } finally {
    await emulator.close();
  }
}

const verdictsOf = ({ results }: Report) =>
  new Set(results.filter(({ cell }) => cell.control === null).map(({ verdict }) => verdict));

function sentHeaders({ report }: LineRun): [string, string][][] {
  return report.results.flatMap(({ recording }) =>
    (recording?.attempts ?? []).flatMap(({ steps }) =>
      steps.flatMap(({ hops }) => hops.map(({ requestHeaders }) => requestHeaders)),
    ),
  );
}

const PROBES = ["chat-completions-v1", "ga-realtime", "ga-client-secret-realtime", "models-v1"];

describe("a target behind a gateway with a key of its own", () => {
  it("works over HTTP and WebSocket with the header, also for a minted secret, and records only its label", async () => {
    const line = await runBehind("all-supported", { [HEADER]: GATEWAY_KEY }, PROBES);
    expect(verdictsOf(line.report)).toEqual(new Set(["supported"]));
    const sent = sentHeaders(line);
    expect(sent.length).toBeGreaterThan(8);
    for (const headers of sent) expect(headers).toContainEqual([HEADER, "REDACTED-header-1"]);
    const shown = JSON.stringify(line.report) + [...markdown.render(line.report, VIEW)].join("");
    expect(shown).not.toContain(GATEWAY_KEY);
    expect(line.report.targets[0]?.headers).toEqual([HEADER]);
  }, 60_000);

  it("keeps the header in the request without a credential, so the service itself answers that one", async () => {
    const { report } = await runBehind("all-supported", { [HEADER]: GATEWAY_KEY }, ["ga-realtime"]);
    const control = report.results.find(({ cell }) => cell.control === "no-credential");
    const [hop] = control?.recording?.attempts[0]?.steps[0]?.hops ?? [];
    expect(hop?.requestHeaders.map(([name]) => name)).toContain(HEADER);
    expect(hop?.requestHeaders.map(([name]) => name.toLowerCase())).not.toContain("api-key");
    expect(control).toMatchObject({ verdict: "auth", error: { code: "401" } });
    expect(JSON.stringify(control?.recording)).not.toContain("missing subscription key");
  }, 60_000);

  it("works with OpenAI's platform, where the service's own key is a bearer", async () => {
    const line = await runBehind("openai-platform", { [HEADER]: GATEWAY_KEY }, ["ga-realtime"]);
    expect(verdictsOf(line.report)).toEqual(new Set(["supported"]));
    const own = sentHeaders(line).filter((headers) => headers.some(([name]) => name === "Authorization"));
    expect(own.length).toBeGreaterThan(0);
    for (const headers of own) expect(headers).toContainEqual([HEADER, "REDACTED-header-1"]);
  }, 60_000);

  it("gets the header from doctor too", async () => {
    const emulator = await startEmulator({ scenario: behindGateway(parseScenario("all-supported")) });
    try {
      const vault = new Vault();
      const secrets = {
        key: vault.register(emulator.key, "apikey"),
        headers: [[HEADER, vault.register(GATEWAY_KEY, "header")] satisfies SecretHeader],
      };
      const { report } = await examine({
        catalog,
        targets: [{ ...targetOf(emulator, "here"), headers: [HEADER] }],
        credentials: new Map([["here", secrets]]),
        vault,
        networkOf: () => ({}),
        tool: { name: "aoai-probe", version: "0.0.0", node: process.version },
        timeoutMs: 10_000,
        signal: new AbortController().signal,
      });
      expect(report.results.length).toBeGreaterThan(2);
      expect(JSON.stringify(report.results)).not.toContain("missing subscription key");
    } finally {
      await emulator.close();
    }
  }, 60_000);

  it("works with nothing without the header, and says what to configure", async () => {
    const { report } = await runBehind("all-supported", undefined, PROBES);
    expect(verdictsOf(report)).toEqual(new Set(["auth"]));
    const [finding] = report.findings.filter(({ code }) => code === "key-rejected");
    expect(finding?.remedy).toContain("headers:");
  }, 60_000);
});

const VIEW = { matrix: false, target: null, finding: null };
