import { describe, expect, it } from "vitest";
import { startEmulator } from "../../src/emulator/resource.ts";
import { runLine, targetOf } from "../support/embedded.ts";

describe("OpenAI's platform as a target", () => {
  it("is asked on its own paths with its key as a bearer, and skips what it has no surface for", async () => {
    const emulator = await startEmulator({ scenario: "openai-platform" });
    try {
      const target = { ...targetOf(emulator, "openai"), provider: "openai" as const };
      const { report } = await runLine([target], new Map([["openai", emulator.token]]), {
        probe: ["ga-*", "preview-*"],
      });
      const works = report.results.filter(({ verdict, cell }) => verdict === "supported" && cell.role !== null);
      expect(works.map(({ cell }) => cell.probe)).toEqual(
        expect.arrayContaining(["ga-realtime", "ga-client-secret-realtime", "ga-calls"]),
      );
      const hops = report.results
        .flatMap((r) => r.recording?.attempts ?? [])
        .flatMap((a) => a.steps)
        .flatMap((s) => s.hops);
      const paths = hops.map((hop) => new URL(hop.url).pathname);
      expect(paths.filter((path) => !path.startsWith("/v1/") && !path.includes("no-such-path"))).toEqual([]);
      expect(hops.flatMap((hop) => hop.requestHeaders).filter(([name]) => name === "api-key")).toEqual([]);
      const preview = report.results.filter(({ cell }) => cell.probe.startsWith("preview-"));
      expect(new Set(preview.map(({ cause }) => cause))).toEqual(new Set(["skipped.other-provider"]));
    } finally {
      await emulator.close();
    }
  }, 60_000);
});
