import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { addExit } from "../../../src/conclusion/exit.ts";
import { concludeReport } from "../../../src/conclusion/index.ts";
import type { Report } from "../../../src/model/report.ts";
import { type FormatName, loadFormat } from "../../../src/render/index.ts";
import { PLACINGS, poisoned } from "../../inert/poisoned.ts";
import { runScenarios } from "../../support/embedded.ts";
import { freePorts, program, serve, startServer } from "../support/daemon.ts";
import { note } from "../support/table.ts";

/* The formats for programs, read by the programs that they are for. */

const FOLDER = mkdtempSync(join(tmpdir(), "aoai-probe-formats-"));
const VIEW = { matrix: true, target: null, finding: null };
const HOSTILE = ["]]>&<x a='\"'/>\u0000\ufffe\ud800", 'a",b="c"} 1\n# TYPE x y\\'];
const reports = new Map<string, Report>();

beforeAll(async () => {
  const plan = { probe: ["ga-transcription", "ga-realtime", "models-v1"] };
  const { report } = await runScenarios({ here: "france-central-2026-06-10", there: "all-supported" }, plan);
  const expected = concludeReport({ ...report, expect: [{ is: "supported" }] });
  reports.set("a run", addExit(expected, null));
  for (const [n, text] of HOSTILE.entries()) {
    reports.set(
      `hostile text ${n + 1}`,
      poisoned(addExit(expected, null), (original) => PLACINGS.behind(text)(original)),
    );
  }
});

async function render(name: FormatName, report: Report | undefined): Promise<string> {
  if (report === undefined) throw new Error("no such report");
  return (await loadFormat(name)).render(report, VIEW);
}

const NAMES = ["a run", ...HOSTILE.map((_, n) => `hostile text ${n + 1}`)];

describe("xmllint", () => {
  it.each(NAMES)("accepts JUnit of %s by the schema of Jenkins", async (name) => {
    const file = join(FOLDER, `${name}.xml`);
    writeFileSync(file, await render("junit", reports.get(name)));
    const schema = join(import.meta.dirname, "junit.xsd");
    const { status, stderr } = spawnSync(program("xmllint"), ["--noout", "--schema", schema, file], {
      encoding: "utf8",
    });
    expect(stderr).toBe(`${file} validates\n`);
    expect(status).toBe(0);
  });

  it("refuses the same with an attribute of its own", async () => {
    const file = join(FOLDER, "refused.xml");
    const text = await render("junit", reports.get("a run"));
    writeFileSync(file, text.replace("<testcase ", '<testcase outcome="x" '));
    const { status } = spawnSync(program("xmllint"), [
      "--noout",
      "--schema",
      join(import.meta.dirname, "junit.xsd"),
      file,
    ]);
    expect(status).not.toBe(0);
  });
});

describe("Prometheus", () => {
  it.each(NAMES)("finds nothing to correct in the metrics of %s", async (name) => {
    const input = await render("prometheus", reports.get(name));
    const { status, stdout, stderr } = spawnSync(program("promtool"), ["check", "metrics"], {
      input,
      encoding: "utf8",
    });
    expect([status, stdout, stderr]).toEqual([0, "", ""]);
  });

  it("reads each sample of a run and answers a query about it", async () => {
    const text = await render("prometheus", reports.get("a run"));
    const exposed = await serve(
      createServer((_, response) => response.setHeader("content-type", "text/plain; version=0.0.4").end(text)),
    );
    const [port = 0] = await freePorts(1);
    const data = join(FOLDER, "data");
    mkdirSync(data);
    const scrape = { job_name: "textfile", static_configs: [{ targets: [`127.0.0.1:${exposed}`] }] };
    // JSON is YAML.
    writeFileSync(
      join(FOLDER, "prometheus.yml"),
      JSON.stringify({ global: { scrape_interval: "1s", scrape_timeout: "1s" }, scrape_configs: [scrape] }),
    );
    const prometheus = await startServer({
      name: "prometheus",
      command: program("prometheus"),
      args: [
        `--config.file=${join(FOLDER, "prometheus.yml")}`,
        `--storage.tsdb.path=${data}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      ports: [{ port, tls: false }],
    });
    const wanted = text.match(/^probe_success\{/gm)?.length ?? 0;
    const until = Date.now() + 15_000;
    let found = 0;
    while (found < wanted && Date.now() < until) {
      found = await countSeries(port, "probe_success");
      if (found < wanted) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await prometheus.stop();
    note("prometheus", "samples of probe_success", `${found} of ${wanted}`);
    expect(wanted).toBeGreaterThan(2);
    expect(found).toBe(wanted);
  });
});

async function countSeries(port: number, query: string): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`).catch(
    () => null,
  );
  if (answer === null || !answer.ok) return 0;
  const { data } = (await answer.json()) as { data: { result: unknown[] } };
  return data.result.length;
}
