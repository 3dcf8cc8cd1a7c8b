// Twelve targets, of which one throttles every request: what the whole fleet takes beside the other eleven alone. The
// ratio depends on how long the eleven take, so it is measured at a realistic pace and at a quick one.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startResources } from "../resources.mjs";
import { measureRun } from "./networked.mjs";

const HEALTHY = 11;
const CONCURRENCY = 4;
// A run of the public service takes about a second for a request, and more for a session.
const PACES = { "realistic pace": 700, "quick pace": 50 };

async function throttledFleet({ folder, log }) {
  const lines = [];
  for (const [pace, latencyMs] of Object.entries(PACES)) {
    const alone = await measure([], latencyMs, join(folder, `alone-${latencyMs}`));
    const all = await measure(["throttling"], latencyMs, join(folder, `all-${latencyMs}`));
    const throttled = all.results.filter(({ cell }) => cell.target === all.targets.at(-1));
    const attempts = throttled.flatMap(({ recording }) => recording?.attempts ?? []);
    const waits = attempts.filter(({ waitedMs }) => waitedMs > 0);
    log(
      `throttled-fleet, ${pace}: ${throttled.length} cells of the throttling target, ${attempts.length} attempts, ` +
        `${waits.length} after a wait`,
    );
    lines.push({
      what: `fleet of 12 with one throttling, ${pace}`,
      values: [all.seconds],
      floor: [alone.seconds],
      unit: "s",
      digits: 1,
      goal: latencyMs > 500 ? "2.00" : "",
    });
  }
  return lines;
}

async function measure(faulty, latencyMs, folder) {
  const shape = { targets: HEALTHY, deployments: 4, role: "chat", latencyMs, faulty };
  const server = await startResources(shape, join(folder, "resources"));
  const out = join(folder, "out");
  mkdirSync(out, { recursive: true });
  try {
    const { marks } = await measureRun({ concurrency: CONCURRENCY }, server, { folder, out });
    const { results, targets } = JSON.parse(readFileSync(join(out, "report.json"), "utf8"));
    const seconds = (marks.asked.wallMs - marks.planned.wallMs) / 1000;
    return { seconds, results, targets: targets.map(({ name }) => name) };
  } finally {
    await server.end();
  }
}

/** Only when named: it takes minutes. */
export const longRows = { "throttled-fleet": throttledFleet };
