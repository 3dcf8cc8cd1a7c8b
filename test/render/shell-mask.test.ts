import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../src/model/report.ts";
import { LANGUAGES } from "../../src/recipe/index.ts";
import { format } from "../../src/render/markdown.ts";
import { maskFunctions, maskPipe } from "../../src/render/shell-mask.ts";
import { franceCentral } from "../fixtures/france-central/report.ts";
import { ENDPOINT } from "../fixtures/france-central/wire.ts";

const KEYS = [
  "5d41402abc4b2a76b9719d911017c592",
  `${"4f9aB7xQ".repeat(6)}JQQJ99BFACYeBjFXJ3w3AAABACOG`,
  "canary/with+and=",
  // Every visible ASCII character: what shells, awk and regular expressions take for their own.
  String.fromCharCode(...Array.from({ length: 94 }, (_, n) => 33 + n)),
  "^^]]\\\\[[--$(id)`id`'\"",
];

const percent = (text: string) => [...text].map((c) => `%${c.charCodeAt(0).toString(16)}`).join("");
const FORMS: Record<string, (key: string) => string> = {
  raw: (key) => key,
  "percent-encoded": encodeURIComponent,
  "percent-encoded in lower case": (key) => encodeURIComponent(key).replace(/%../g, (code) => code.toLowerCase()),
  "percent-encoded whole": percent,
  "percent-encoded whole, in upper case": (key) => percent(key).toUpperCase(),
  "percent-encoded twice": (key) => encodeURIComponent(encodeURIComponent(key)),
  "percent-encoded in part": (key) => key.replace(/[/+]/g, encodeURIComponent),
  "in JSON": (key) => JSON.stringify(key).slice(1, -1),
  "in JSON, slashes escaped": (key) => JSON.stringify(key).slice(1, -1).replaceAll("/", "\\/"),
  "in JSON in JSON": (key) => JSON.stringify(JSON.stringify(key).slice(1, -1)).slice(1, -1),
  "in JSON as code points": (key) =>
    [...key].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
};

/** zsh and dash are not on every machine; bash is what the text asks for. */
const SHELLS = ["/bin/bash", "/bin/zsh", "/usr/bin/zsh", "/bin/dash"].filter((shell) => existsSync(shell));

interface Ran {
  stdout: string;
  stderr: string;
}

async function run(shell: string, script: string, input: string, env: Record<string, string> = {}): Promise<Ran> {
  const child = spawn(shell, ["-c", script], {
    env: { PATH: process.env.PATH ?? "", HOME: tmpdir(), ...env },
    stdio: "pipe",
  });
  const ran = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    ran.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    ran.stderr += text;
  });
  child.stdin.end(input);
  await new Promise((resolve) => child.on("close", resolve));
  return ran;
}

describe(`mask, in ${SHELLS.length} shells × ${KEYS.length} keys × ${Object.keys(FORMS).length} forms`, () => {
  const script = [...maskFunctions(["KEY"]), "mask"].join("\n");

  it("hides the secrets of two variables in one pipe", async () => {
    const both = [...maskFunctions(["KEY", "GATEWAY_KEY"]), maskPipe(2)].join("\n");
    const [key = "", gatewayKey = ""] = KEYS;
    const { stdout } = await run("/bin/bash", both, `${key} and ${gatewayKey}\n`, {
      KEY: key,
      GATEWAY_KEY: gatewayKey,
    });
    expect(stdout).toBe("REDACTED and REDACTED\n");
  });

  it.each(SHELLS)("hides the key in %s", async (shell) => {
    for (const key of KEYS) {
      const forms = Object.values(FORMS).map((form) => form(key));
      const text = forms.map((form) => `Location: /x?api-key=${form}&y=1\n${form} and "${form}"\n`).join("");
      const { stdout, stderr } = await run(shell, script, text, { KEY: key });
      for (const form of forms) expect(stdout, form).not.toContain(form);
      expect(stdout.split("REDACTED").length - 1).toBe(forms.length * 3);
      expect(stdout).toContain("&y=1\n");
      expect(stderr).toBe("");
    }
  });

  it.each(SHELLS)("copies everything in %s if the variable is empty or unset", async (shell) => {
    const text = "HTTP/1.1 302 Found\nLocation: /x?api-key=&y=%20\\u0020\n\n{}\n";
    expect(await run(shell, script, text, { KEY: "" })).toEqual({ stdout: text, stderr: "" });
    expect(await run(shell, script, text)).toEqual({ stdout: text, stderr: "" });
  });
});

/** A resource that repeats the key it was sent in Location and in the body, in every form that a header may have. */
describe("a command of ours, against a server that repeats the key", () => {
  let endpoint = "";
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    const key = String(request.headers["api-key"]);
    const shown = [key, ...[request.headers["x-gateway-key"] ?? []].flat()];
    const forms = shown.flatMap((secret) => Object.values(FORMS).map((form) => form(secret)));
    response.writeHead(302, { Location: `/openai/x?api-key=${encodeURIComponent(key)}`, "X-Echo": forms });
    response.end(forms.map((form) => `${form}\n`).join(""));
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const moved = (report: Report): Report => {
    const ws = (url: string) => url.replace("http", "ws");
    return JSON.parse(JSON.stringify(report).replaceAll(ws(ENDPOINT), ws(endpoint)).replaceAll(ENDPOINT, endpoint));
  };

  it.each(SHELLS.filter((shell) => !shell.endsWith("dash")))(
    "of the report: the key is in no output of %s, and the answer is",
    async (shell) => {
      const view = { matrix: false, target: null, finding: "redirect-leaks-credential" };
      const script = /```bash\n([\s\S]*?)\n```/.exec(format.render(moved(await franceCentral()), view))?.[1] ?? "";
      expect(script).toContain(
        "# A response can repeat the credential, for example in Location: this prints REDACTED instead.",
      );
      for (const key of KEYS) {
        const before = asked;
        const { stdout, stderr } = await run(shell, script, `${key.replaceAll("\\", "\\\\")}\n`);
        expect(asked).toBeGreaterThan(before);
        for (const form of Object.values(FORMS)) expect(`${stdout}${stderr}`).not.toContain(form(key));
        expect(stdout).toContain("302 Found");
        expect(stdout).toContain("Location: /openai/x?api-key=REDACTED");
      }
    },
  );

  it("of the report about a gateway: neither of the two keys is in the output, and both were sent", async () => {
    const view = { matrix: false, target: null, finding: "redirect-leaks-credential" };
    const report = moved(await franceCentral());
    const behind = { ...report, targets: report.targets.map((target) => ({ ...target, headers: ["X-Gateway-Key"] })) };
    const script = /```bash\n([\s\S]*?)\n```/.exec(format.render(behind, view))?.[1] ?? "";
    const [gatewayKey = "", , key = ""] = KEYS;
    const { stdout, stderr } = await run("/bin/bash", script, `${key}\n${gatewayKey}\n`);
    expect(script).toContain("read -rs GATEWAY_KEY   # the value of the header X-Gateway-Key");
    const forms = [key, gatewayKey].flatMap((secret) => Object.values(FORMS).map((form) => form(secret)));
    for (const form of forms) expect(`${stdout}${stderr}`).not.toContain(form);
    expect(stdout.split("REDACTED").length).toBeGreaterThan(forms.length);
  });

  it("as a recipe for curl: the key is in no output", async () => {
    const recipe = LANGUAGES.curl(
      {
        auth: "key",
        gateway: [],
        host: null,
        actions: [
          {
            kind: "request",
            method: "POST",
            path: "/openai/v1/chat/completions",
            headers: [],
            credential: { kind: "resource" },
            body: { kind: "json", json: { model: "gpt-4.1-mini" } },
            keep: {},
            reads: "json",
            result: null,
          },
        ],
      },
      {
        lines: [],
        provenOn: "r.example",
        refusedNames: [],
        credentials: ["key"],
        result: (await franceCentral()).results[0] ?? never(),
      },
    );
    for (const key of KEYS) {
      const { stdout, stderr } = await run("/bin/bash", recipe ?? "", "", {
        AZURE_OPENAI_API_KEY: key,
        AZURE_OPENAI_ENDPOINT: endpoint,
      });
      expect(stdout.split("REDACTED").length).toBeGreaterThan(Object.keys(FORMS).length);
      for (const form of Object.values(FORMS)) expect(`${stdout}${stderr}`).not.toContain(form(key));
    }
  });
});

function never(): never {
  throw new Error("the situation has no results");
}
