import { describe, expect, it } from "vitest";
import { type Ending, finalExit, withExit } from "../../src/cli/exit.ts";
import type { Result } from "../../src/model/report.ts";
import { plainReport, plainResult as result } from "../support/plain-report.ts";

const QUIET: Ending = { signal: null, internal: false, inputOutput: false };

function exitOf(results: Result[], ending = QUIET, complete = true) {
  const report = plainReport(results);
  const { exit } = withExit({ ...report, run: { ...report.run, complete } }, null, ending.signal).run;
  return exit === undefined ? null : finalExit(exit, ending);
}

const works = result("result.received");

const SITUATIONS: [fact: string, results: Result[], code: number][] = [
  ["a result came back", [works], 0],
  ["the operation is refused", [result("refused.operation")], 0],
  ["a deployment is missing", [result("deployment.not-found")], 0],
  ["a required cell met a server fault beside a claim", [works, result("server.5xx", { deployment: "e" })], 0],
  ["a required cell met a rejected request beside a claim", [works, result("request.shape", { deployment: "e" })], 0],
  ["a required cell met a redirect beside a claim", [works, result("redirect.dead-path", { deployment: "e" })], 0],
  ["a required cell was throttled", [works, result("throttled.call-rate", { deployment: "e" })], 3],
  ["a required cell was denied access", [works, result("auth.key-invalid", { deployment: "e" })], 3],
  ["a required cell met the network", [works, result("tcp.refused", { deployment: "e" })], 3],
  ["a required cell met a fault of this machine", [works, result("local.fd-exhausted", { deployment: "e" })], 3],
  ["a required cell is inconclusive", [works, result("ws.silent", { deployment: "e" })], 3],
  ["a required cell was not reached", [works, result("skipped.interrupted", { deployment: "e" })], 3],
  ["a required cell's credential is unset", [works, result("skipped.credential-unset", { target: "there" })], 3],
  ["the plan left a cell out for want of a host", [works, result("skipped.host-not-named", { deployment: "e" })], 0],
  ["the plan left a cell out for want of a companion", [works, result("skipped.no-companion", { deployment: "e" })], 0],
  ["a cell of another role is inconclusive", [works, result("ws.silent", { probe: "write" })], 0],
  ["a cell of no role is inconclusive", [works, result("ws.silent", { probe: "refuse" })], 0],
  ["a cell of unknown role is inconclusive", [works, result("ws.silent", { role: "unknown", deployment: "e" })], 0],
  ["a control is inconclusive", [works, result("ws.silent", { control: "missing-deployment" })], 0],
  ["a target has faults only", [result("server.5xx")], 3],
  [
    "a target's only claim is a control's",
    [result("server.5xx"), result("deployment.not-found", { control: "missing-deployment" })],
    3,
  ],
  ["one of two targets has no claim", [works, result("request.shape", { target: "there", probe: "refuse" })], 3],
  ["controls alone were asked", [result("deployment.not-found", { control: "missing-deployment" })], 3],
  ["nothing was asked", [], 3],
];

describe("the exit code", () => {
  it.each(SITUATIONS)("where %s is as the table says", (_fact, results, code) => {
    expect(exitOf(results)?.code).toBe(code);
  });

  it.each<[string, Partial<Ending>, boolean, number]>([
    ["a plan cut short outranks missing evidence", {}, false, 4],
    ["an unwritten artefact outranks a plan cut short", { inputOutput: true }, false, 74],
    ["a leak outranks an unwritten artefact", { inputOutput: true, internal: true }, false, 70],
    ["SIGINT outranks all", { inputOutput: true, internal: true, signal: "SIGINT" }, false, 130],
    ["SIGTERM has its own", { signal: "SIGTERM" }, true, 143],
    ["SIGHUP has its own", { signal: "SIGHUP" }, true, 129],
  ])("%s", (_fact, ending, complete, code) => {
    expect(exitOf([result("ws.silent")], { ...QUIET, ...ending }, complete)?.code).toBe(code);
  });
});
