// Starts the server under test, and writes the configuration that names its resources.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const SERVER = new URL("server.mjs", import.meta.url).pathname;

/**
 * Starts resources on loopback, in one process of their own.
 * @param {{targets: number, deployments: number, latencyMs?: number, role?: string}} shape
 * @param {string} folder for the configuration
 * @returns {Promise<{config: string, environment: Record<string, string>, resources: object[], end(): Promise<void>}>}
 */
export async function startResources(shape, folder) {
  const server = spawn(process.execPath, [SERVER, JSON.stringify(shape)], { stdio: ["pipe", "pipe", "inherit"] });
  const line = await firstLine(server);
  const { resources } = JSON.parse(line);
  const environment = Object.fromEntries(resources.map(({ key }, n) => [`BENCH_KEY_${n}`, key]));
  mkdirSync(folder, { recursive: true });
  const config = join(folder, "resources.yaml");
  // JSON is YAML.
  writeFileSync(config, JSON.stringify({ version: 1, targets: resources.map(targetOf) }));
  const end = () =>
    new Promise((resolve) => {
      server.once("close", () => resolve());
      server.stdin.end();
    });
  return { config, environment, resources, end };
}

function targetOf({ endpoint, deployments }, n) {
  return {
    name: `resource-${String(n).padStart(3, "0")}`,
    endpoint,
    region: "France Central",
    key: { env: `BENCH_KEY_${n}` },
    deployments: deployments.map(({ name, model, version, sku, role }) => ({ name, model, version, sku, role })),
  };
}

function firstLine(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the server ended before it listened (${code})`)));
    createInterface({ input: child.stdout }).once("line", resolve);
  });
}
