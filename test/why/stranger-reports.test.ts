import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmulator } from "../../src/emulator/resource.ts";
import type { Report } from "../../src/model/report.ts";
import { buildCli, type CliResult, callCli } from "../support/built-cli.ts";
import { runLine, targetOf } from "../support/embedded.ts";
import { rawPeer, response, say } from "../support/raw-peer.ts";
import { requireTerminal, runOnTerminal } from "../support/terminal.ts";
import { EVIL, HONEST, type StrangerReport } from "./stranger-report.ts";
import { STRANGER_REPORTS } from "./stranger-reports.ts";

/* `why A B report.json` with a report that a stranger wrote: whole processes, and what two real sockets received. */

const KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const folder = mkdtempSync(join(tmpdir(), "aoai-probe-stranger-"));
let honest: string;

beforeAll(async () => {
  requireTerminal();
  await buildCli();
  const emulator = await startEmulator({ scenario: "all-supported" });
  const { report } = await runLine([targetOf(emulator, "loopback")], new Map([["loopback", emulator.key]]), {
    probe: ["ga-realtime", "ga-no-selector"],
    deployment: ["gpt-realtime-1.5"],
  });
  await emulator.close();
  honest = JSON.stringify(report);
}, 90_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a terminal acts on: control, reading direction, zero width. */
const ACTIVE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;

interface Asked {
  own: string[];
  stranger: string[];
}

/** Runs `why` on a report against the operator's own resource, which answers everything with a 404 or a redirect. */
async function ask<T>(
  one: Pick<StrangerReport, "change" | "cells" | "redirect">,
  run: (args: string[], env: Record<string, string>) => Promise<T>,
): Promise<T & Asked> {
  let location = "";
  const own = await rawPeer((socket, head) =>
    say(location === "" ? response("404 X", [], "{}") : response("307 X", [`location: ${location}`]))(socket, head),
  );
  const stranger = await rawPeer(say(response("404 X", [], "{}")));
  try {
    const origins = { own: own.url("http").origin, stranger: stranger.url("http").origin };
    location = one.redirect?.(origins) ?? "";
    const report: Report = JSON.parse(honest);
    one.change(report, origins);
    const file = join(mkdtempSync(join(folder, "report-")), "report.json");
    writeFileSync(file, JSON.stringify(report));
    const env = { AZURE_OPENAI_ENDPOINT: origins.own, AZURE_OPENAI_API_KEY: KEY, XDG_STATE_HOME: folder };
    const limits = ["--deployment", "gpt-realtime-1.5=conversation", "--timeout", "5s", "--max-wait", "1ms"];
    const result = await run(["why", ...(one.cells ?? HONEST), file, ...limits], env);
    return { ...result, own: [...own.received], stranger: [...stranger.received] };
  } finally {
    await Promise.all([own.close(), stranger.close()]);
  }
}

const whole = (one: StrangerReport): Promise<CliResult & Asked> =>
  ask(one, (args, env) => callCli([...args, ...(one.more ?? [])], { env }));

describe("why with a stranger's report", () => {
  it.concurrent.each(STRANGER_REPORTS)(
    "that $name",
    async (one) => {
      const { code, stdout, stderr, own, stranger } = await whole(one);
      expect({ code, stranger, stderr: code === one.code ? "" : stderr }).toEqual({
        code: one.code,
        stranger: [],
        stderr: "",
      });
      for (const text of one.says ?? []) expect(stderr).toContain(text);
      if (one.code === 2) expect(own).toEqual([]);
      if (one.sent !== undefined) expect(own.join("\n")).toMatch(one.sent);
      if (one.notSent !== undefined) expect(own.join("\n")).not.toMatch(one.notSent);
      expect(stdout + stderr).not.toMatch(ACTIVE);
      expect(stdout + stderr).not.toContain(KEY);
    },
    60_000,
  );

  const inventing = STRANGER_REPORTS.find(({ name }) => name === "invents a probe");

  it("that invents a probe sends it with --yes: it was shown, and the operator agreed", async () => {
    if (inventing === undefined) throw new Error("there is no such case");
    const { code, own, stderr } = await whole({ ...inventing, more: ["--yes"] });
    expect(code).toBe(3);
    expect(own.join("\n")).toMatch(EVIL);
    expect(stderr).toContain("only the report has this probe");
  }, 120_000);

  it.each([
    ["is not sent after a no", [["n\r"], false]],
    ["is not sent after a yes to the probe and a no to the cost, which it called free", [["y\r", "n\r"], false]],
    ["is sent after a yes to both", [["y\r", "y\r"], true]],
  ] as const)(
    "that invents a probe %s on a terminal",
    async (_what, [keys, isSent]) => {
      if (inventing === undefined) throw new Error("there is no such case");
      const questions = ["Send these requests of theirs? [y/N]", "may be billed. Continue? [y/N]"];
      const types = keys.map((typed, n) => ({ when: questions[n] ?? "", keys: typed }));
      const one = { ...inventing };
      const { own, screen } = await ask(one, (args, env) => runOnTerminal(args, { cwd: folder, env, types }));
      expect(own.length > 0).toBe(isSent);
      expect(screen).toContain("/openai/v1/fine_tuning/jobs");
    },
    60_000,
  );

  it("was tried in every one of these ways", () => {
    expect(STRANGER_REPORTS.length).toBeGreaterThanOrEqual(15);
    console.log(`stranger's reports: ${STRANGER_REPORTS.length} for why, none sent what was not agreed to`);
  });
});
