import { describe, expect, it } from "vitest";
import { CAUSES, type Cause, verdictOf } from "../../src/model/cause.ts";
import { evidenceOf } from "../../src/model/evidence.ts";

const shown = (cause: Cause, more: { unstable?: boolean; attributed?: boolean } = {}) =>
  evidenceOf({ verdict: verdictOf(cause), cause, unstable: false, attributed: true, ...more });

const ALL = Object.keys(CAUSES).filter((cause): cause is Cause => cause in CAUSES);
const causesOf = (...verdicts: string[]) => ALL.filter((cause) => verdicts.includes(verdictOf(cause)));

describe("what a cell shows about its target", () => {
  it("is that a path works only if it returned its result, or all that its probe can prove", () => {
    expect(ALL.filter((cause) => shown(cause).kind === "works")).toEqual(["result.received", "result.unprovable"]);
  });

  it("is nothing for access, limits, the network, this machine and what was not run, and the reason is given", () => {
    for (const cause of causesOf("auth", "throttled", "network", "local-fault", "inconclusive", "skipped")) {
      expect(shown(cause), cause).toEqual({ kind: "no-evidence", why: expect.stringContaining(CAUSES[cause].why) });
    }
    expect(shown("auth.refused")).toMatchObject({ why: "access denied: no known reason was given" });
    expect(shown("skipped.interrupted")).toMatchObject({ why: "not run: the run ended before this cell" });
  });

  it.each(["result.filtered", "result.token-cap", "request.content-filter", "server.gateway"] as const)(
    "is nothing if the prompt or a gateway decided: %s",
    (cause) => expect(shown(cause).kind).toBe("no-evidence"),
  );

  it("is that a path does not work for every other refusal and fault, if the answer identifies the service", () => {
    const left = causesOf("unsupported", "not-deployed", "no-route", "redirect", "protocol-violation");
    for (const cause of [...left, "server.5xx", "request.field", "result.empty"] as const) {
      expect(shown(cause), cause).toEqual({ kind: "does-not-work" });
      expect(shown(cause, { attributed: false }), cause).toEqual({
        kind: "no-evidence",
        why: "no response header or body identifies the service",
      });
    }
  });

  it("is nothing if the attempts disagree, whatever the last one was", () => {
    for (const cause of ALL) expect(shown(cause, { unstable: true }).kind, cause).toBe("no-evidence");
  });
});
