import { describe, expect, it } from "vitest";
import { startEmulator } from "../../src/emulator/resource.ts";
import { readScenario } from "../../src/emulator/scenario-reader.ts";
import { renderRequest } from "../../src/steps/request.ts";
import { runLine, targetOf } from "../support/embedded.ts";
import { catalog } from "../support/recorded.ts";

const BASE = "/api/projects/voice";

describe("a target with a base path", () => {
  it("works by every path that works without one, and its control for a missing path stays inside", async () => {
    const scenario = { ...(await readScenario("all-supported")), basePath: BASE };
    const emulator = await startEmulator({ scenario });
    try {
      const target = { ...targetOf(emulator, "project"), basePath: BASE, hosts: {} };
      const probe = ["ga-realtime", "ga-transcription", "ga-translation", "chat-completions-*", "models-v1"];
      const { report } = await runLine([target], new Map([["project", emulator.key]]), { probe, scope: "documented" });
      const own = report.results.filter(({ cell }) => cell.control === null);
      expect(own.length).toBeGreaterThanOrEqual(6);
      expect(own.filter(({ verdict }) => verdict !== "supported").map(({ cell }) => cell.id)).toEqual([]);
      const urls = report.results.flatMap(({ recording }) =>
        (recording?.attempts ?? []).flatMap(({ steps }) => steps.flatMap(({ hops }) => hops.map(({ url }) => url))),
      );
      expect(urls.filter((url) => !new URL(url).pathname.startsWith(`${BASE}/openai/`))).toEqual([]);
      expect(urls.filter((url) => url.includes("no-such-path")).length).toBeGreaterThanOrEqual(2);
      expect(report.targets[0]?.basePath).toBe(BASE);
    } finally {
      await emulator.close();
    }
  });

  it("finds no path outside of it", async () => {
    const scenario = { ...(await readScenario("all-supported")), basePath: BASE };
    const emulator = await startEmulator({ scenario });
    try {
      const { report } = await runLine([targetOf(emulator, "root")], new Map([["root", emulator.key]]), {
        probe: ["models-v1", "chat-completions-v1"],
      });
      expect(new Set(report.results.flatMap(({ status }) => status ?? []))).toEqual(new Set([404]));
    } finally {
      await emulator.close();
    }
  });

  it.each(["/a/../b", "/a//b", "a", "/", "/a/", "//evil.example", "/a?b", "/a#b", "/a%2fb", "/@evil", "/\\evil", "/."])(
    "sends nothing if a saved report has the base path %s",
    (basePath) => {
      const [step] = catalog.probes.find(({ id }) => id === "models-v1")?.steps ?? [];
      if (step === undefined) throw new Error("there is no probe models-v1");
      const target = {
        name: "t",
        endpoint: "https://contoso.openai.azure.com",
        basePath,
        hosts: {},
        region: null,
        resourceId: null,
        subscription: null,
        kind: null,
        auth: ["key" as const],
        deployments: [],
      };
      expect(() => renderRequest(step, {}, target)).toThrow(/base path/);
    },
  );
});
