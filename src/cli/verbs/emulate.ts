import { selfSignedCertificate } from "../../emulator/certificate.ts";
import { type RunningEmulator, startEmulator } from "../../emulator/resource.ts";
import type { Deployment } from "../../model/target.ts";
import { VARIABLES } from "../configuration/environment.ts";
import type { Call } from "../flags.ts";
import { scenarioNamed } from "../stand-in.ts";
import { codeOf, writeOut } from "../standard-output.ts";
import { UsageError } from "../usage-error.ts";

const DEFAULT_SCENARIO = "all-supported";

/** `emulate [SCENARIO]`: one line of JSON when it listens; ends with standard input, or when told to. */
export async function emulate(call: Call): Promise<number> {
  const scenario = scenarioNamed(call.argument ?? DEFAULT_SCENARIO);
  const certificate = call.given("tls") ? await selfSignedCertificate() : null;
  const emulator = await listen(scenario, certificate, portOf(call.text("port")));
  const end = ended();
  writeOut(
    `${JSON.stringify({ ...lineOf(emulator), ...(certificate === null ? {} : { certificate: certificate.cert }) })}\n`,
  );
  await end;
  await emulator.close();
  return 0;
}

async function listen(
  scenario: string,
  tls: { key: string; cert: string } | null,
  port: number,
): Promise<RunningEmulator> {
  try {
    return await startEmulator({ scenario, tls, port });
  } catch (error) {
    const code = codeOf(error);
    if (code !== "EADDRINUSE" && code !== "EACCES") throw error;
    throw new UsageError(`--port: ${port} cannot be listened on (${code}); name another, or none for a free one.`);
  }
}

/** What a fixture needs: to connect, and to run the prober against it. The key is the stand-in's own, no secret. */
function lineOf(emulator: RunningEmulator): Record<string, unknown> {
  const { endpoint, key, token, scenario, region, deployments } = emulator;
  return {
    endpoint,
    key,
    token,
    deployments: deployments.map(({ name }) => name),
    scenario,
    region,
    environment: {
      [VARIABLES.endpoint]: endpoint,
      [VARIABLES.key]: key,
      [VARIABLES.deployment]: deployments.map(textOf).join(","),
    },
  };
}

/** In the form of --deployment. */
function textOf({ name, model, version, role }: Deployment): string {
  if (model === null) return `${name}=${role}`;
  return `${name}=${model}${version === null ? "" : `@${version}`}`;
}

function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (port >= 0 && port <= 65_535) return port;
  throw new UsageError("--port: expects a number from 0 to 65535.");
}

/** Resolves when standard input ends or a signal comes: both are how a fixture ends it, and neither is a failure. */
function ended(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => resolve());
    process.stdin.once("end", () => resolve());
    process.stdin.once("error", () => resolve());
    process.stdin.resume();
  });
}
