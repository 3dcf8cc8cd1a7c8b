import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { refuseStrayExpectations } from "../../../src/cli/configuration/expect.ts";
import { readConfigurationFile } from "../../../src/cli/configuration/file.ts";
import { addExit } from "../../../src/conclusion/exit.ts";
import { emulate, run } from "../../../src/index.ts";
import { plainTarget } from "../../support/plain-report.ts";
import { catalog } from "../../support/recorded.ts";

const folder = mkdtempSync(join(tmpdir(), "aoai-probe-expect-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEAD = `targets:
  - name: here
    endpoint: https://r.openai.azure.com
    key: { env: SOME_KEY }
    deployments: [{ name: gpt-realtime }]
expect:
`;

function messageFor(entry: string): string {
  const file = join(folder, "aoai-probe.yaml");
  writeFileSync(file, `${HEAD}  - ${entry}\n`);
  const targets = [plainTarget("here", { "gpt-realtime": "conversation" }, { region: "France Central" })];
  try {
    refuseStrayExpectations({ name: "FILE", found: false, ...readConfigurationFile(file) }, targets, catalog.probes);
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
  return "accepted";
}

describe("an entry of expect", () => {
  it.each([
    ["{ probe: ga-*, is: supported }", "accepted"],
    ["{ region: francecentral, for: chat }", "accepted"],
    ["{ model: gpt-*, target: h?re, is: any }", "accepted"],
    ["{ probe: ga-realtine, is: supported }", "FILE:7:14: 'expect[0]' selects no probe. Did you mean `ga-realtime`?"],
    ["{ target: hera, is: any }", "FILE:7:15: 'expect[0]' selects no deployment. Did you mean `here`?"],
    ["{ deployment: other, is: any }", "FILE:7:19: 'expect[0]' selects no deployment. Correct it or remove the entry."],
    [
      "{ region: West Europe, for: chat }",
      "FILE:7:15: 'expect[0]' selects no deployment. Correct it or remove the entry.",
    ],
  ])("of %s is %s", (entry, message) => {
    expect(messageFor(entry)).toBe(message);
  });
});

describe("expectations of a run", () => {
  it("are in its report, and decide its exit code", async () => {
    const emulator = await emulate({ scenario: "all-supported" });
    try {
      const target = {
        name: "here",
        endpoint: emulator.endpoint,
        key: { env: "KEY" },
        deployments: [{ name: "gpt-4.1-mini" }],
      };
      const configuration = {
        targets: [target],
        probe: ["chat-completions-*"],
        scope: "documented" as const,
        expect: [{ for: "chat" as const }, { probe: "chat-completions-v1", is: "unsupported" as const }],
      };
      const report = await run(configuration, { KEY: emulator.key });
      const judged = addExit(report, "any");
      expect(judged.expectations?.map(({ standing }) => standing)).toEqual(["met", "improved"]);
      expect(judged.run.exit).toMatchObject({ code: 1, failOn: "any" });
      expect(judged.run.exit?.reason).toBe("1 other difference: here/gpt-4.1-mini/chat-completions-v1.");
      expect(addExit(report, null).run.exit).toMatchObject({ code: 0, reason: "Every expectation is met." });
    } finally {
      await emulator.close();
    }
  });
});
