import { beforeAll, describe, expect, it } from "vitest";
import { settleLine } from "../../src/cli/plan/plan-text.ts";
import { settleBound } from "../../src/cli/plan/settle-bound.ts";
import type { Plan } from "../../src/plan/index.ts";
import { buildCli, callCli } from "../support/built-cli.ts";

/** A plan of which only the number of billable cells counts. */
const planWith = (paid: number): Plan => ({
  cells: [],
  targets: [
    {
      target: "t",
      cells: 40,
      controls: 4,
      skipped: 0,
      requests: 60,
      handshakes: 10,
      paid,
      audioSeconds: 0,
      outputTokens: 0,
      minutes: 1,
      busiest: null,
      added: [],
    },
  ],
});

describe("the bound of the settle pass", () => {
  it.each([
    [30, 24, null, { cells: 24, paid: 24 }],
    [30, 24, 40, { cells: 24, paid: 10 }],
    [30, 24, 30, { cells: 24, paid: 0 }],
    [250, 24, null, { cells: 24, paid: 0 }],
    [0, 24, null, { cells: 24, paid: 0 }],
    [30, 0, null, { cells: 0, paid: 0 }],
    [30, 3, 200, { cells: 3, paid: 3 }],
  ])("of %i billable cells, --max-settle %i and --max-paid %s", (paid, maxSettle, maxPaid, bound) => {
    const planned = {
      plan: planWith(paid),
      settings: { "max-settle": maxSettle, "max-paid": maxPaid },
      emulated: null,
    };
    expect(settleBound(planned, false)).toEqual(bound);
    expect(settleBound(planned, true)).toEqual({ cells: 0, paid: 0 });
  });

  it.each([
    [30, null],
    [250, null],
    [30, 10],
  ])("is not limited by --max-paid in an emulated run: %i billable cells, %s", (paid, maxPaid) => {
    const settings = { "max-settle": 24, "max-paid": maxPaid };
    expect(settleBound({ plan: planWith(paid), settings, emulated: [] }, false)).toEqual({ cells: 24, paid: 24 });
  });

  it("has no billable cells after an emulated run without any", () => {
    const settings = { "max-settle": 24, "max-paid": null };
    expect(settleBound({ plan: planWith(0), settings, emulated: [] }, false)).toEqual({ cells: 24, paid: 0 });
  });

  it("is one line, which also says that the pass is off", () => {
    expect(settleLine({ cells: 24, paid: 10 })).toBe(
      "Settle pass: at most 24 further cells to decide open results, at most 10 of them billable.",
    );
    expect(settleLine({ cells: 0, paid: 0 })).toBe("Settle pass: off.");
  });
});

describe("plan", () => {
  beforeAll(buildCli);

  const planned = async (...flags: string[]) => {
    const { code, stdout } = await callCli(["plan", "--emulate", "all-supported", "--probe", "chat-*", ...flags]);
    expect(code).toBe(0);
    return stdout;
  };

  it("shows the bound as a line and in JSON", async () => {
    const text = await planned("--max-settle", "5");
    expect(text).toMatch(
      /^Settle pass: at most 5 further cells to decide open results, at most 5 of them billable\.$/m,
    );
    const { targets, settle, cells } = JSON.parse(await planned("--json", "--max-settle", "5", "--max-paid", "1000"));
    expect(settle).toEqual({ cells: 5, paid: 5 });
    expect(targets[0].paid).toBeGreaterThan(0);
    expect(cells).toBeUndefined();
  });

  it("shows no further cells with --no-settle, and lists the cells with --cells", async () => {
    const { settle, cells } = JSON.parse(await planned("--json", "--no-settle", "--cells"));
    expect(settle).toEqual({ cells: 0, paid: 0 });
    expect(cells.length).toBeGreaterThan(0);
    expect(cells[0]).toMatchObject({ id: expect.any(String), required: expect.any(Boolean) });
  });
});
