import { concludeReport } from "../../src/conclusion/index.ts";
import { cellId } from "../../src/model/cell.ts";
import type { Recording } from "../../src/model/recording.ts";
import type { Report, Result } from "../../src/model/report.ts";
import { readEmbeddedReport } from "../support/embedded-report.ts";

const SAMPLE = readEmbeddedReport();
const [FIRST] = SAMPLE.targets;

/** How many times the sample's first target stands in a report, and each of its deployments in a target. */
export interface Size {
  targets: number;
  deployments: number;
}

/** The sample's first target again and again under other names, and each of its deployments. Not judged yet. */
export function copiesOf({ targets, deployments }: Size): Report {
  if (FIRST === undefined) throw new Error("the sample has no target");
  const own = SAMPLE.results.filter(({ cell }) => cell.target === FIRST.name);
  const names = Array.from({ length: targets }, (_, n) => `resource-${n}`);
  return {
    ...SAMPLE,
    targets: names.map((name) => ({
      ...FIRST,
      name,
      endpoint: `https://${name}.openai.azure.com`,
      hosts: {},
      deployments: FIRST.deployments.flatMap((deployment) =>
        Array.from({ length: deployments }, (_, n) => ({ ...deployment, name: nameOf(deployment.name, n) })),
      ),
    })),
    results: names.flatMap((name) => own.flatMap((result) => copiesOfResult(result, name, deployments))),
  };
}

/** The same, judged and diagnosed. */
export function judgedCopies(size: Size): Report {
  return concludeReport(copiesOf(size));
}

function copiesOfResult(result: Result, target: string, times: number): Result[] {
  const { cell } = result;
  const isCopied = cell.control === null && cell.deployment !== null;
  return Array.from({ length: isCopied ? times : 1 }, (_, n): Result => {
    const deployment = isCopied && cell.deployment !== null ? nameOf(cell.deployment, n) : cell.deployment;
    const { id: _id, ...coordinates } = { ...cell, target, deployment };
    return { ...result, cell: { id: cellId(coordinates), ...coordinates } };
  });
}

function nameOf(deployment: string, n: number): string {
  return n === 0 ? deployment : `${deployment}-${n}`;
}

/** A counter of what was read. */
export interface Count {
  reads: number;
}

/** Objects that count every read of their members: what looks at each of them once for each other one shows. */
export function counted<T extends object>(values: readonly T[], count: Count): T[] {
  const handler: ProxyHandler<T> = {
    get(value, key) {
      count.reads += 1;
      return Reflect.get(value, key);
    },
  };
  return values.map((value) => new Proxy(value, handler));
}

/** The recordings of a report as readers, and how often each was read. */
export function readable({ results }: Report): {
  recordings: { cell: string; recording: Recording; again: () => Recording }[];
  readings: Map<string, number>;
} {
  const readings = new Map<string, number>();
  const recordings = results.flatMap(({ cell, recording }) => {
    if (recording === null) return [];
    const again = () => {
      readings.set(cell.id, (readings.get(cell.id) ?? 0) + 1);
      return structuredClone(recording);
    };
    return [{ cell: cell.id, recording, again }];
  });
  return { recordings, readings };
}
