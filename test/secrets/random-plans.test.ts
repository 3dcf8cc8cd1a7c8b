import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type * as Catalogue from "../../src/catalog/index.ts";
import { readProbe } from "../../src/catalog/parse.ts";
import { callVerb } from "../../src/cli/command-line.ts";
import { explain } from "../../src/cli/safe-call.ts";
import { freshCanaries, SEED } from "./canaries.ts";
import { type Drawn, drawn, type Part, readBefore, surroundings, told } from "./random-process.ts";
import { leaksIn } from "./search.ts";
import { scratch } from "./whole-process.ts";

/*
 * All that is read before anything is asked, in this process: what a whole process does with it costs a hundred times
 * as much, most of it for reading the built-in probes, which here are read once.
 */

/** Every place so often by default; by `npm run test:secrets` as many times more as its runs are. */
const ROUNDS = Math.max(1, Math.round(Number(process.env.AOAI_PROBE_SECRET_RUNS ?? 500) / 250));
const EVERY: Record<Part, number> = { certificate: 0, "DNS name": 99, configuration: 99, environment: 99 };

vi.mock("../../src/catalog/index.ts", async (original) => {
  const real = await original<typeof Catalogue>();
  const builtIn = await real.loadCatalog({ extra: null });
  const loadCatalog = async ({ extra }: { extra: string | null }): Promise<Catalogue.Catalog> => {
    if (extra === null) return builtIn;
    if (statSync(extra, { throwIfNoEntry: false })?.isDirectory() !== true) return await real.loadCatalog({ extra });
    const own = readdirSync(extra).map((name) => readProbe(join(extra, name)));
    return { ...builtIn, probes: [...builtIn.probes, ...own] };
  };
  return { ...real, loadCatalog };
});

const said: string[] = [];
vi.mock("../../src/cli/output/standard-output.ts", async (original) => ({
  ...(await original<typeof import("../../src/cli/output/standard-output.ts")>()),
  writeOut: (text: string) => void said.push(text),
}));

const folders = scratch();
const [home, variables] = [process.cwd(), process.env];
beforeAll(() => {
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
});
afterAll(() => {
  vi.restoreAllMocks();
  process.chdir(home);
  process.env = variables;
  folders.remove();
});

/** Plans one run, and lists every request of it; the exit code. */
async function planned(one: Drawn, canaries: ReturnType<typeof freshCanaries>, work: string): Promise<number> {
  const { selection, env, files } = readBefore(surroundings(one, canaries), "https://resource.example");
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(work, name)), { recursive: true });
    writeFileSync(join(work, name), text);
  }
  process.chdir(work);
  process.env = { HOME: work, ...env };
  try {
    return await callVerb(["plan", "--cells", ...selection], process.env);
  } catch (error) {
    return explain(error);
  }
}

describe("a plan", () => {
  it("shows no secret that stands in what it is made of", async () => {
    const started = performance.now();
    const problems: string[] = [];
    const counts = new Map<string, { all: number; planned: number }>();
    for (const [index, one] of drawn(ROUNDS, EVERY).entries()) {
      said.length = 0;
      const work = join(folders.folder, `plan-${index}`);
      mkdirSync(work);
      const canaries = freshCanaries();
      const code = await planned(one, canaries, work);
      const leaks = leaksIn(new Map([["said", said.join("")]]), new Map(Object.entries(canaries)));
      if (leaks.length > 0) problems.push(told(one));
      if (code !== 0 && code !== 2) problems.push(`${told(one)}: ended with ${code}: ${said.join("")}`);
      const count = counts.get(one.part) ?? { all: 0, planned: 0 };
      counts.set(one.part, { all: count.all + 1, planned: count.planned + (code === 0 ? 1 : 0) });
    }
    expect(problems, `drawn from seed ${SEED}`).toEqual([]);
    const parts = [...counts].map(([part, { all, planned }]) => `${part} ${all} (${planned} planned)`).join(", ");
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`secrets: plans with one at random: ${parts}; 0 leaks, in ${seconds} s (seed ${SEED})`);
    expect([...counts.values()].every(({ all, planned }) => planned > 0 && planned < all)).toBe(true);
  }, 300_000);
});
