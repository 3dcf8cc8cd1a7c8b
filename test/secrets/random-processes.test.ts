import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCli } from "../support/built-cli.ts";
import { LONG } from "../support/long-counts.ts";
import { SEED } from "./canaries.ts";
import { type Drawn, drawn, randomProcess, told } from "./random-process.ts";
import { scratch } from "./whole-process.ts";

/** One by default; by `npm run test:secrets` as many more as its runs are. */
const ROUNDS = Math.max(1, Math.round(Number(process.env.AOAI_PROBE_SECRET_RUNS ?? 500) / 2_000));
const AT_ONCE = 4;
/** It asked, and had evidence or none; or refused to ask. Never 70: redaction at capture leaves nothing for the last net. */
const CODES = [0, 2, 3];

const processes = scratch();
beforeAll(buildCli);
afterAll(() => processes.remove());

describe("a whole process", () => {
  it("writes no secret that stands in a certificate, a DNS name, a configuration or the environment", async () => {
    const started = performance.now();
    const queue = drawn(ROUNDS);
    const wanted = queue.length;
    const problems: string[] = [];
    const codes = new Map<string, number[]>();
    const worker = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await judged(next, problems, codes);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    expect(problems, `drawn from seed ${SEED}`).toEqual([]);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const parts = [...codes].map(
      ([part, ended]) => `${part} ${ended.length} (${ended.filter((code) => code !== 2).length} asked)`,
    );
    expect(processes.made()).toBe(wanted);
    expect(wanted).toBeGreaterThanOrEqual((LONG ? 33 : 10) * ROUNDS);
    console.log(
      `secrets: ${processes.made()} whole processes with one at random: ${parts.join(", ")}; 0 leaks, in ${seconds} s (seed ${SEED})`,
    );
  }, 600_000);
});

async function judged(one: Drawn, problems: string[], codes: Map<string, number[]>): Promise<void> {
  const { code, leaks, stderr } = await randomProcess(one, processes);
  codes.set(one.part, [...(codes.get(one.part) ?? []), code ?? -1]);
  if (leaks.length > 0) {
    const where = [...new Set(leaks.map(({ artefact }) => artefact.replace(/^.*\//, "")))].join(", ");
    problems.push(`${told(one)}: stands in ${where}`);
  } else if (!CODES.includes(code ?? -1)) problems.push(`${told(one)}: ended with ${code}: ${stderr}`);
}
