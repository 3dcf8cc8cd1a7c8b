import { expect, it } from "vitest";
import { CAUSES, type Cause } from "../../src/model/cause.ts";
import { outcome, shortOutcome } from "../../src/render/words.ts";

const CASES = Object.entries(CAUSES).map(([cause, { verdict }]) => ({ cause: cause as Cause, verdict }));

it("no outcome calls anything supported", () => {
  for (const judged of CASES) {
    expect(outcome(judged)).not.toMatch(/(?<!not )supported/i);
    expect(shortOutcome(judged)).not.toMatch(/(?<!not )supported/i);
  }
});

it("says the cause wherever there is no evidence", () => {
  for (const judged of CASES.filter(({ verdict }) => verdict === "network" || verdict === "local-fault"))
    expect(outcome(judged)).toBe(`no evidence: ${CAUSES[judged.cause].why}`);
});

it("an unfollowed redirect has other words than one that leads to a dead endpoint", () => {
  expect(outcome({ verdict: "inconclusive", cause: "redirect.not-followed" })).toBe(
    "the client did not follow the redirect (rule of this tool)",
  );
  expect(outcome({ verdict: "redirect", cause: "redirect.dead-path" })).toBe("redirect to a dead endpoint");
  expect(outcome({ verdict: "redirect", cause: "redirect.loop" })).toBe("the redirects form a loop");
});

it("has a word of at most 20 characters for every verdict", () => {
  for (const judged of CASES) expect(shortOutcome(judged).length).toBeLessThanOrEqual(20);
});
