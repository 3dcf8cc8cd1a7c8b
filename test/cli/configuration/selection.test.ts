import { describe, expect, it } from "vitest";
import { readEnvironment } from "../../../src/cli/configuration/environment.ts";
import type { PlanFlags } from "../../../src/cli/configuration/plan-flags.ts";
import { configurationSchema } from "../../../src/cli/configuration/schema.ts";
import { resolveTargets } from "../../../src/cli/configuration/targets.ts";
import { planRun } from "../../../src/cli/plan/plan-run.ts";
import { UsageError } from "../../../src/cli/usage-error.ts";
import { makePlan } from "../../../src/plan/index.ts";
import { Vault } from "../../../src/redaction/secret.ts";
import { catalog } from "../../support/recorded.ts";

/* --target, --region and --role narrow what is planned, run and billed. */

const NO_FLAGS: PlanFlags = {
  deployment: [],
  probe: [],
  skip: [],
  "trust-origin": [],
  target: [],
  region: [],
  role: [],
};

const entry = (name: string, region: string | undefined, roles: string[]) => ({
  name,
  ...(region === undefined ? {} : { region }),
  endpoint: `https://${name}.openai.azure.com`,
  key: { env: `KEY_${name.toUpperCase().replaceAll("-", "_")}` },
  deployments: roles.map((role) => ({ name: `${role}-1`, role })),
});

const FILE = configurationSchema.parse({
  targets: [
    entry("eus2-a", "East US 2", ["chat", "transcription"]),
    entry("eus2-b", "eastus2", ["chat"]),
    entry("frc", "France Central", ["conversation"]),
    entry("unplaced", undefined, ["chat"]),
  ],
});

const KEYS = { KEY_EUS2_A: "a".repeat(32), KEY_EUS2_B: "b".repeat(32), KEY_FRC: "c".repeat(32) };

function resolve(flags: Partial<Record<"target" | "region" | "role" | "deployment" | "trust-origin", string[]>>) {
  return resolveTargets({
    flags: { ...NO_FLAGS, ...flags },
    file: { name: "aoai-probe.yaml", content: FILE },
    environment: readEnvironment(KEYS, null, "/nowhere"),
    roleOf: () => "unknown",
    vault: new Vault(),
  });
}

const CASES: [flags: Parameters<typeof resolve>[0], targets: string[]][] = [
  [{}, ["eus2-a", "eus2-b", "frc", "unplaced"]],
  [{ target: ["frc"] }, ["frc"]],
  [{ target: ["eus2-*"] }, ["eus2-a", "eus2-b"]],
  [{ target: ["eus2-?", "frc"] }, ["eus2-a", "eus2-b", "frc"]],
  [{ region: ["East US 2"] }, ["eus2-a", "eus2-b"]],
  [{ region: ["eastus2"] }, ["eus2-a", "eus2-b"]],
  [{ region: ["France*"] }, ["frc"]],
  [{ region: ["*"] }, ["eus2-a", "eus2-b", "frc"]],
  [{ region: ["eastus2"], target: ["*-b"] }, ["eus2-b"]],
];

describe("the selection of targets", () => {
  it.each(CASES)("of %j is %j", (flags, names) => {
    const { targets, unselected, credentials, recipients, warnings } = resolve(flags);
    expect(targets.map(({ name }) => name)).toEqual(names);
    expect([...targets, ...unselected].length).toBe(4);
    // Nothing is read of the others, and nobody is told to set their variables.
    expect([...credentials.keys()].every((name) => names.includes(name))).toBe(true);
    expect(recipients.every(({ target }) => names.includes(target))).toBe(true);
    expect(warnings.length).toBe(names.includes("unplaced") ? 1 : 0);
  });

  it("plans no cell of another target or role, and no control of it", () => {
    const { targets, roles } = resolve({ target: ["eus2-*"], role: ["transcription"] });
    const plan = makePlan(targets, catalog.probes, {
      probe: [],
      skip: [],
      deployment: [],
      role: roles,
      scope: "all",
      leftOut: [],
      apiVersion: null,
      addApiVersion: null,
      redirectCredential: "clean",
    });
    const cells = plan.cells.map(({ cell }) => cell);
    expect(new Set(cells.map(({ target }) => target))).toEqual(new Set(["eus2-a"]));
    const ordinary = cells.filter(({ control, deployment }) => control === null && deployment !== null);
    expect(new Set(ordinary.map(({ deployment }) => deployment))).toEqual(new Set(["transcription-1"]));
    expect(plan.targets.filter(({ paid }) => paid > 0).map(({ target }) => target)).toEqual(["eus2-a"]);
  });

  it("counts as one target for a flag that needs one", () => {
    const flags = { "trust-origin": ["https://alias.example"] };
    expect(() => resolve(flags)).toThrow("has 4 targets");
    expect(resolve({ ...flags, target: ["frc"] }).targets[0]?.trusted).toEqual(["https://alias.example"]);
  });

  it.each<[Parameters<typeof resolve>[0], string]>([
    [{ target: ["eus2b"] }, "--target: no such target: did you mean `eus2-b`?"],
    [{ target: ["zzzzzzzz"] }, "--target: no such target. Use one of: eus2-a, eus2-b, frc, unplaced."],
    [{ target: ["weu-*"] }, "--target: no such target"],
    [{ target: ["frc", "frd"] }, "--target: no such target: did you mean `frc`?"],
    [{ region: ["Frence Central"] }, "--region: no target states this region: did you mean `France Central`?"],
    [{ region: ["westus"], target: [] }, "--region: no target states this region"],
    [{ region: ["eastus2"], target: ["frc"] }, "--region: no target of --target states this region"],
    [{ role: ["transcribtion"] }, "--role: no such role: did you mean `transcription`?"],
  ])("refuses %j", (flags, words) => {
    expect(() => resolve(flags)).toThrow(UsageError);
    expect(() => resolve(flags)).toThrow(words);
  });
});

describe("an emulated plan", () => {
  const plan = (flags: Record<string, string[]>) =>
    planRun({ ...NO_FLAGS, ...flags, emulate: "" }, {}, "show").then(({ plan: { targets } }) => targets);

  it("is narrowed in the same way", async () => {
    const [first, ...others] = await plan({ target: ["sweden-*"] });
    expect([first?.target, others]).toEqual(["sweden-central", []]);
    expect((await plan({ region: ["france central"] })).map(({ target }) => target)).toEqual(["france-central"]);
  });

  it("refuses a selection without a cell", async () => {
    await expect(plan({ role: ["other"] })).rejects.toThrow("No probes match these filters");
    await expect(plan({ target: ["france"] })).rejects.toThrow("--target: no such target");
  });
});
