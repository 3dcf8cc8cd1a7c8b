// Many targets at once: eight healthy ones of different latency, and one each of dead, hanging, resetting and flooding.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startResources } from "../resources.mjs";
import { measureRun } from "./networked.mjs";

const LATENCIES = [0, 25, 50, 75, 100, 150, 200, 250];
const FAULTY = ["dead", "hanging", "resetting", "flooding"];
const CONCURRENCY = 4;
const TIMEOUT = "10s";
const NETWORK = /^(dns|tcp|tls|http|ws|cell|local)\./;

async function fleet({ folder, log }) {
  const shape = { targets: LATENCIES.length, deployments: 8, latencyMs: LATENCIES, faulty: FAULTY };
  const server = await startResources(shape, join(folder, "resources"));
  const out = join(folder, "out");
  mkdirSync(out, { recursive: true });
  let marks = {};
  try {
    ({ marks } = await measureRun({ concurrency: CONCURRENCY, timeout: TIMEOUT }, server, { folder, out }));
  } finally {
    await server.end();
  }
  const { results, targets, run } = JSON.parse(readFileSync(join(out, "report.json"), "utf8"));
  const names = targets.map(({ name }) => name);
  const ofTarget = names.map((name) => results.filter(({ cell }) => cell.target === name));
  const healthy = ofTarget.slice(0, LATENCIES.length);
  const lost = healthy.flat().filter(({ recording, cause }) => recording?.notAttempted || NETWORK.test(cause ?? ""));
  const seconds = ofTarget.map(spanOf);
  for (const [n, span] of seconds.entries()) {
    const what = n < LATENCIES.length ? `${LATENCIES[n]} ms` : FAULTY[n - LATENCIES.length];
    const attempted = ofTarget[n].filter(isAttempted).length;
    log(`fleet: ${what}: ${attempted} of ${ofTarget[n].length} cells attempted in ${span.toFixed(1)} s`);
  }
  for (const { cell, cause } of lost) log(`fleet: lost ${cell.id}: ${cause}`);
  if (run.machine) log(`fleet: the machine lost ${(run.machine.lostMs / 1000).toFixed(1)} s`);
  const stage = (marks.asked.wallMs - marks.planned.wallMs) / 1000;
  const what = `fleet: ${results.length} cells of ${names.length} targets, ${FAULTY.length} of them faulty`;
  return [
    {
      what: `${what}: wall of the run stage, slowest target`,
      values: [stage],
      floor: [Math.max(...seconds)],
      unit: "s",
      digits: 1,
      goal: "1.00",
    },
    { what: "fleet: cells lost of the healthy targets", values: [lost.length], unit: "cells", goal: "0 cells" },
  ];
}

function isAttempted({ recording }) {
  return recording !== null && recording.notAttempted === null;
}

/** Seconds from the first request of a target to the end of its last cell. */
function spanOf(results) {
  const attempted = results.filter(isAttempted).map(({ recording }) => recording);
  const begins = attempted.map(({ startedAt }) => Date.parse(startedAt));
  const ends = attempted.flatMap(({ attempts }) => attempts.map((one) => Date.parse(one.startedAt) + one.durationMs));
  return (Math.max(...ends) - Math.min(...begins)) / 1000;
}

/** Only when named: it takes minutes. */
export const longRows = { fleet };
