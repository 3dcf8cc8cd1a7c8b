import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CA, certificateFor, closeAll, KEY, proxyWith, resource, TOKEN } from "../doctor/setup.ts";
import { buildCli, callCli } from "../support/built-cli.ts";

/*
 * Walks through docs/company-network.md with the program: a resource that accepts no keys, in a network that reaches it
 * only through a proxy with a password, which signs every certificate again. The page has what the program printed.
 */

const PAGE = resolve(import.meta.dirname, "../../docs/company-network.md");
/** `npm run samples` writes what this test otherwise compares. */
const WRITE = process.env.AOAI_PROBE_WRITE_SAMPLES === "1";
const HOST = "contoso.openai.azure.com";
const PASSWORD = "operator:hunter2-of-the-proxy";
const folder = mkdtempSync(join(tmpdir(), "aoai-probe-company-"));
/** Has the configuration file of the page. */
const configured = mkdtempSync(join(tmpdir(), "aoai-probe-company-"));
let proxy = "";

const KEY_DISABLED = {
  request: { credential: "key" as const, always: true as const },
  reply: {
    status: 403,
    body: {
      error: {
        code: "AuthenticationTypeDisabled",
        message: "Key based authentication is disabled for this resource.",
      },
    },
  },
};

beforeAll(async () => {
  await buildCli();
  const { port } = await resource({ certificate: certificateFor([HOST]), rules: [KEY_DISABLED] });
  proxy = await proxyWith(PASSWORD, port);
  for (const each of [folder, configured]) writeFileSync(join(each, "corporate-root.pem"), CA);
  writeFileSync(join(configured, "aoai-probe.yaml"), /```yaml\n([\s\S]*?)```/.exec(page())?.[1] ?? "");
});
afterAll(closeAll);

function page(): string {
  return readFileSync(PAGE, "utf8");
}

const ENDPOINT = {
  AZURE_OPENAI_ENDPOINT: `https://${HOST}`,
  AZURE_OPENAI_DEPLOYMENT: "gpt-realtime-1.5,gpt-realtime-whisper",
};
const through = (credential = "") => ({ HTTPS_PROXY: proxy.replace("://", `://${credential}`) });
const CACERT = ["--cacert", "corporate-root.pem"];

const PROBES = ["-c", "aoai-probe.yaml", "--probe", "ga-realtime", "--probe", "ga-transcription"];
const entra = () => ({ ...through(`${PASSWORD}@`), AZURE_OPENAI_AD_TOKEN: TOKEN });
const key = (credential: string) => ({ ...ENDPOINT, ...through(credential), AZURE_OPENAI_API_KEY: KEY });

/** The calls of the page by their names, in its order. */
const CALLS: Record<string, () => [args: string[], env: Record<string, string>]> = {
  direct: () => [["doctor"], { ...ENDPOINT, AZURE_OPENAI_API_KEY: KEY }],
  "without-password": () => [["doctor"], key("")],
  "without-ca": () => [["doctor"], key(`${PASSWORD}@`)],
  key: () => [["doctor", ...CACERT], key(`${PASSWORD}@`)],
  token: () => [["doctor", ...CACERT], { ...ENDPOINT, ...entra() }],
  plan: () => [["plan", ...PROBES], entra()],
  run: () => [["run", ...PROBES, "--no-settle", "-o", "first-report"], entra()],
};

/** What differs between two machines, two days or two runs. */
function normalize(text: string): string {
  return (
    text
      .replaceAll(`${PASSWORD}@`, "operator:PASSWORD@")
      // As long as the real one, so that the lines break at the same places.
      .replaceAll(new URL(proxy).host, "10.20.30.4:3128")
      .replace(/Node \d+\.\d+\.\d+, \w+ \w+/, "Node 20.19.0, linux x64")
      .replace(/in\s+\d+ ms/g, "in 12 ms")
      .replace(/\d{4}-\d\d-\d\d$/gm, "2026-12-29")
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "2026-11-29T09:00:00.000Z")
      .replace(/\d\d:\d\d:\d\dZ/g, "09:00:01Z")
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "9b1c6c4e-5d1f-4d5a-9a53-2f8f0c0d7e11")
  );
}

/** The page has the table of a report up to its findings. */
function shownOf(name: string, stdout: string): string {
  const text = name === "run" ? stdout.slice(0, stdout.indexOf("* assumed response")) : stdout;
  return `\`\`\`text\n${normalize(text).trimEnd()}\n\`\`\`\n`;
}

describe("docs/company-network.md", () => {
  it.each(Object.keys(CALLS))("has what the program prints: %s", async (name) => {
    const [args, env] = CALLS[name]?.() ?? [[], {}];
    const cwd = args.includes("-c") ? configured : folder;
    const { stdout } = await callCli(args, { cwd, env: { XDG_STATE_HOME: folder, ...env } });
    const made = shownOf(name, stdout);
    const mark = new RegExp(`(<!-- made: ${name} -->\\n)([\\s\\S]*?)(<!-- end: ${name} -->)`);
    if (WRITE)
      writeFileSync(
        PAGE,
        page().replace(mark, (_, begin, __, end) => `${begin}${made}${end}`),
      );
    expect(mark.exec(page())?.[2], "is stale: run `npm run samples` and read what changed").toBe(made);
  });
});
