import { describe, expect, it } from "vitest";
import { readShard } from "../../src/cli/configuration/shard.ts";
import type { Target } from "../../src/model/target.ts";
import { makePlan, type Plan } from "../../src/plan/index.ts";
import { PLAN } from "../support/embedded.ts";
import { catalog } from "../support/recorded.ts";

const ROLES = ["conversation", "transcription", "translation", "chat", "chat", "conversation"] as const;

/** A target with so many deployments of every role. */
function target(name: string, deployments: number): Target {
  return {
    name,
    endpoint: `https://${name}.openai.azure.com`,
    hosts: {},
    region: null,
    resourceId: null,
    subscription: null,
    kind: null,
    auth: ["key"],
    deployments: Array.from({ length: deployments }, (_, n) => ({
      name: `d${n}`,
      model: null,
      version: null,
      sku: null,
      role: ROLES[n % ROLES.length] ?? "other",
      source: "config" as const,
    })),
  };
}

const TARGETS = [target("a", 1), target("b", 5), target("c", 3), target("d", 7), target("e", 2)];
const planned = (repeat: number, shard?: { index: number; of: number }): Plan =>
  makePlan(TARGETS, catalog.probes, { ...PLAN, repeat, ...(shard === undefined ? {} : { shard }) });
const isControl = (control: string | null) => control !== null && control !== "settle";

describe.each([1, 3, 8])("a plan in %i parts", (of) => {
  const whole = planned(2);
  const parts = Array.from({ length: of }, (_, n) => planned(2, { index: n + 1, of }));

  it("has every cell in one part, and every control in each part that needs it", () => {
    const ids = parts.flatMap(({ cells }) => cells.map(({ cell }) => cell));
    const ordinary = ids.filter(({ control }) => !isControl(control)).map(({ id }) => id);
    expect(new Set(ordinary).size).toBe(ordinary.length);
    expect(new Set(ids.map(({ id }) => id))).toEqual(new Set(whole.cells.map(({ cell }) => cell.id)));
    for (const { cells } of parts) {
      const groups = new Set(
        cells.filter(({ cell }) => !isControl(cell.control)).map(({ cell }) => `${cell.target} ${cell.probe}`),
      );
      const controls = cells.filter(({ cell }) => cell.control === "missing-deployment");
      for (const { cell } of controls) expect(groups).toContain(`${cell.target} ${cell.probe}`);
      for (const name of new Set(cells.map(({ cell }) => cell.target))) {
        const ofTarget = (plan: Plan["cells"]) =>
          plan.filter(({ cell }) => cell.target === name && /missing-path|no-credential/.test(cell.control ?? ""));
        expect(ofTarget(cells)).toEqual(ofTarget(whole.cells));
      }
    }
  });

  it("has all cells that use a deployment in one part", () => {
    const partOf = new Map<string, number>();
    for (const [index, { cells }] of parts.entries()) {
      for (const { cell } of cells.filter((one) => !isControl(one.cell.control))) {
        for (const deployment of [cell.deployment, cell.companion]) {
          if (deployment === null) continue;
          const key = `${cell.target}/${deployment}`;
          expect([key, partOf.get(key) ?? index]).toEqual([key, index]);
          partOf.set(key, index);
        }
      }
    }
  });

  it("is balanced as far as deployments that are used together allow", () => {
    const sizes = parts.map(
      ({ cells }) => cells.filter(({ cell, skip }) => skip === null && !isControl(cell.control)).length,
    );
    const largest = Math.max(
      ...TARGETS.map(
        ({ name }) =>
          whole.cells.filter(({ cell, skip }) => cell.target === name && skip === null && !isControl(cell.control))
            .length,
      ),
    );
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(largest);
  });

  it("is cut in the same way each time, and each part names the plan", () => {
    expect(planned(2, { index: of, of })).toEqual(parts.at(-1));
    expect(new Set(parts.map(({ part }) => part?.plan)).size).toBe(1);
    expect(parts[0]?.part?.plan).not.toBe(planned(1, { index: 1, of }).part?.plan);
  });
});

describe("--shard", () => {
  it.each([
    ["1/4", {}, { index: 1, of: 4 }],
    ["4/4", {}, { index: 4, of: 4 }],
    ["auto/4", { JOB_COMPLETION_INDEX: "0" }, { index: 1, of: 4 }],
    ["auto/4", { JOB_COMPLETION_INDEX: "3" }, { index: 4, of: 4 }],
  ])("%s with %j is a part", (text, variables, shard) => {
    expect(readShard(text, variables)).toEqual(shard);
  });

  it.each([
    ["0/4", {}, "from 1 to 4"],
    ["5/4", {}, "from 1 to 4"],
    ["1", {}, "expects I/N"],
    ["1/0", {}, "expects I/N"],
    ["1/1001", {}, "expects I/N"],
    ["-1/4", {}, "expects I/N"],
    ["auto/4", {}, "needs JOB_COMPLETION_INDEX"],
    ["auto/4", { JOB_COMPLETION_INDEX: "x" }, "needs JOB_COMPLETION_INDEX"],
    ["auto/4", { JOB_COMPLETION_INDEX: "4" }, "must be less than 4"],
  ])("%s with %j is refused", (text, variables, words) => {
    expect(() => readShard(text, variables)).toThrow(words);
  });
});
