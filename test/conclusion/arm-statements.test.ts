import { describe, expect, it } from "vitest";
import { configurationSchema } from "../../src/cli/configuration/schema.ts";
import { resolveTargets } from "../../src/cli/configuration/targets.ts";
import { concludeReport, parseReport } from "../../src/conclusion/index.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { asIfReal } from "../support/as-if-real.ts";
import { readEmbeddedRegions } from "../support/embedded-report.ts";

const ARM = {
  lifecycle: "GenerallyAvailable",
  capabilities: ["realtime"],
  retires: "2027-08-24",
  at: "2026-05-01T09:00:00.000Z",
};

describe("what Azure Resource Manager says", () => {
  it("reaches a run through the configuration", () => {
    const content = configurationSchema.parse({
      targets: [
        {
          name: "t",
          endpoint: "https://r.openai.azure.com",
          key: { env: "K" },
          deployments: [
            { name: "d", model: "gpt-realtime-1.5", version: "2026-02-23", arm: ARM },
            { name: "p", model: "gpt-4.1", probe: false },
          ],
        },
      ],
    });
    const { targets } = resolveTargets({
      flags: { deployment: [], "trust-origin": [] },
      file: { name: "f", content },
      environment: { get: () => "0123456789abcdef0123456789abcdef" },
      roleOf: () => "conversation",
      vault: new Vault(),
    });
    expect(targets[0]?.deployments).toMatchObject([
      { name: "d", source: "arm", arm: ARM },
      { name: "p", source: "config", probe: false },
    ]);
  });

  it.each([
    ["lifecycle", { ...ARM, lifecycle: "not a word" }],
    ["retires", { ...ARM, retires: "soon" }],
    ["at", { ...ARM, at: undefined }],
    ["capabilities.0", { ...ARM, capabilities: ["a b"] }],
  ])("is refused with a wrong %s", (key, arm) => {
    const deployments = [{ name: "d", arm }];
    const parsed = configurationSchema.safeParse({
      targets: [{ name: "t", endpoint: "https://r.openai.azure.com", key: { env: "K" }, deployments }],
    });
    expect(parsed.error?.issues.map(({ path }) => path.join("."))).toEqual([`targets.0.deployments.0.arm.${key}`]);
  });

  it("is in the ledger of a report, and is derived again whenever the report is judged again", () => {
    const saved = asIfReal(readEmbeddedRegions(["france-central"]));
    const targets = saved.targets.map((target) => ({
      ...target,
      deployments: target.deployments.map((deployment) => ({ ...deployment, arm: ARM })),
    }));
    const once = concludeReport({ ...saved, targets });
    const own = once.claims.filter(({ arm }) => arm !== undefined);
    expect(own.map(({ id, who, standing, says }) => [id, who, standing, says])).toContainEqual([
      "ARM-01",
      "Azure Resource Manager",
      "confirmed",
      "gpt-realtime-1.5 2026-02-23 is GenerallyAvailable and capable of realtime (read at 2026-05-01T09:00:00.000Z)",
    ]);
    const again = concludeReport(parseReport(JSON.stringify(once)));
    expect(again.claims).toEqual(once.claims);
    expect(again.findings).toEqual(once.findings);
    expect(once.findings.map(({ code }) => code)).not.toContain("claimed-but-refused");
  });
});
