import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer as createOrigin } from "node:https";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { certificate, freePorts, program, serve, startServer } from "../support/daemon.ts";
import { hopsOf, probe, resultOf } from "../support/prober.ts";
import { note } from "../support/table.ts";

/*
 * Prometheus' blackbox exporter times the phases of the same request: an oracle for ours. The origin takes its time
 * where we tell it to, in the TLS handshake and before the answer, so that a phase mistaken for another shows.
 */

const TLS_DELAY = 300;
const ANSWER_DELAY = 500;
/** What two clients on a busy machine may differ by, in ms; well below either delay. */
const TOLERANCE = 200;

const PHASES = ["dns", "tcp", "tls", "firstByte"] as const;
type Spans = Record<(typeof PHASES)[number], number>;

let exporter: { stop(): Promise<void> };
let port = 0;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "aoai-probe-blackbox-"));
  [port = 0] = await freePorts(1);
  // JSON is YAML: the module asks with the CA of this run and takes a 200.
  const http = { method: "GET", preferred_ip_protocol: "ip4", tls_config: { ca_file: certificate().certFile } };
  writeFileSync(
    join(folder, "blackbox.yml"),
    JSON.stringify({ modules: { listing: { prober: "http", timeout: "10s", http } } }),
  );
  exporter = await startServer({
    name: "blackbox-exporter",
    command: program("prometheus-blackbox-exporter"),
    args: [`--config.file=${join(folder, "blackbox.yml")}`, `--web.listen-address=127.0.0.1:${port}`],
    ports: [{ port, tls: false }],
  });
});

afterAll(() => exporter?.stop());

it("agrees with the prober on how long name, connection, TLS and first byte took", async () => {
  const endpoint = `https://localhost:${await slowOrigin()}`;
  const theirs = await exportedSpans(`${endpoint}/openai/v1/models`);
  const { report } = await probe({
    endpoint,
    key: "0123456789abcdef0123456789abcdef",
    deployment: "any",
    probes: ["models-v1"],
  });
  const phases = hopsOf(resultOf(report, "models-v1"))[0]?.phases;
  const at = (name: "dns" | "tcp" | "tls" | "sent" | "firstByte") => phases?.[name] ?? Number.NaN;
  const ours: Spans = {
    dns: at("dns"),
    tcp: at("tcp") - at("dns"),
    tls: at("tls") - at("tcp"),
    firstByte: at("firstByte") - at("sent"),
  };
  for (const phase of PHASES) {
    note("blackbox-exporter", phase, `ours ${ours[phase].toFixed(1)} ms, theirs ${theirs[phase].toFixed(1)} ms`);
    expect(Math.abs(ours[phase] - theirs[phase]), phase).toBeLessThan(TOLERANCE);
  }
  for (const spans of [ours, theirs]) {
    expect(spans.tls).toBeGreaterThanOrEqual(TLS_DELAY - 5);
    expect(spans.firstByte).toBeGreaterThanOrEqual(ANSWER_DELAY - 5);
  }
});

/** What the exporter says of one request, in ms. */
async function exportedSpans(target: string): Promise<Spans> {
  const url = `http://127.0.0.1:${port}/probe?module=listing&target=${encodeURIComponent(target)}`;
  const text = await (await fetch(url, { signal: AbortSignal.timeout(15_000) })).text();
  expect(text).toContain("probe_success 1");
  const span = (phase: string) => {
    const value = new RegExp(`^probe_http_duration_seconds\\{phase="${phase}"\\} (\\S+)$`, "m").exec(text)?.[1];
    return Number(value ?? Number.NaN) * 1000;
  };
  return { dns: span("resolve"), tcp: span("connect"), tls: span("tls"), firstByte: span("processing") };
}

/** Answers a listing late, behind a relay that holds back the first bytes of TLS. */
async function slowOrigin(): Promise<number> {
  const { key, cert } = certificate();
  const origin = await serve(
    createOrigin({ key, cert }, (_request, response) => {
      response.setHeader("Content-Type", "application/json");
      setTimeout(() => response.end(JSON.stringify({ object: "list", data: [] })), ANSWER_DELAY);
    }),
  );
  return serve(
    createServer((near) => {
      const far = connect(origin, "127.0.0.1");
      far.pipe(near);
      near.once("data", (first) => {
        near.pause();
        setTimeout(() => {
          far.write(first);
          near.pipe(far);
        }, TLS_DELAY);
      });
      far.on("error", () => near.destroy());
      near.on("close", () => far.destroy());
    }),
  );
}
