import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Checkup } from "../../src/doctor/checkup.ts";
import { MOST_REQUESTS } from "../../src/doctor/requests.ts";
import { buildCli } from "../support/built-cli.ts";
import { BROKEN_SETUPS, type BrokenSetup } from "./broken-setups.ts";
import { checkUp, closeAll } from "./setup.ts";

beforeAll(buildCli);
afterAll(closeAll);

/** Several broken set-ups have the same counterpart, which is examined once. */
const examined = new Map<BrokenSetup["healthy"], Promise<Checkup>>();

function checkUpOnce(healthy: BrokenSetup["healthy"]): Promise<Checkup> {
  const checkup = examined.get(healthy) ?? healthy().then(checkUp);
  examined.set(healthy, checkup);
  return checkup;
}

describe.each(Object.entries(BROKEN_SETUPS))("%s", (_name, { broken, healthy, check, says }) => {
  it("is the first thing that doctor names", async () => {
    const { first, lines } = await checkUp(await broken());
    const shown = lines
      .map(({ verdict, check: of, text, advice }) => [verdict, of, text, advice].join(" · "))
      .join("\n");
    expect(first?.check, shown).toBe(check);
    for (const part of says) expect(first?.advice, shown).toMatch(part);
  });

  it("is not named if the set-up has no such fault", async () => {
    const { lines, answers } = await checkUpOnce(healthy);
    expect(lines.filter(({ verdict }) => verdict !== "ok" && verdict !== "unknown")).toEqual([]);
    expect(lines.find(({ check: of }) => of === "credential")?.verdict).toBe("ok");
    expect(answers.length).toBeLessThanOrEqual(MOST_REQUESTS);
  });
});
