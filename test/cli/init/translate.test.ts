import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readConfigurationFile } from "../../../src/cli/configuration/file.ts";
import { translateConfiguration } from "../../../src/cli/init/translate.ts";
import { findFaults, formatFaults } from "../../language/rules.ts";
import { buildCli, callCli } from "../../support/built-cli.ts";
import { partOf } from "../../support/long-counts.ts";
import { DOTENV, KEY, LITELLM, LITELLM_SHARED, PASSWORD, PROMPTFOO } from "./samples.ts";

const folder = mkdtempSync(join(tmpdir(), "aoai-probe-translate-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Texts name the file by its path. */
const short = (text: string) => text.replaceAll(`${folder}/`, "");
const fileOf = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

async function translate(name: string, content: string | Buffer) {
  const { text, tasks } = await translateConfiguration(fileOf(name, content));
  const draft = { text: short(text), tasks: tasks.map(short) };
  for (const secret of [KEY, PASSWORD, "sk-12345"]) expect(JSON.stringify(draft)).not.toContain(secret);
  return draft;
}

function nameIn(place: { env: string } | { file: string } | undefined): string {
  return place !== undefined && "env" in place ? place.env : "no variable";
}

/** The configuration as the program reads it, with every placeholder replaced. */
async function configure(name: string, content: string | Buffer) {
  const { text } = await translate(name, content);
  const filled = text.replaceAll("YOUR-RESOURCE", "filled").replaceAll("<YOUR-DEPLOYMENT>", "filled");
  return readConfigurationFile(fileOf("out.yaml", filled)).content.targets.map(
    ({ name: target, endpoint, basePath, key, token, deployments }) => [
      `${target} ${endpoint}${basePath ?? ""} ${key === undefined ? "token " : ""}${nameIn(key ?? token)}`,
      ...deployments.map((one) => [one.name, one.model, one.role].filter((part) => part !== undefined).join(" ")),
    ],
  );
}

const failure = async (name: string, content: string | Buffer): Promise<string> => {
  return await translateConfiguration(fileOf(name, content)).then(
    () => "no error",
    (error: Error) => short(error.message),
  );
};

/** A configuration of LiteLLM with one entry. */
const litellm = (params: string) => `model_list:\n  - litellm_params: ${params}\n`;
const BASE = "api_base: https://contoso.openai.azure.com";

describe("a configuration of LiteLLM", () => {
  it("becomes one target for each endpoint and credential, with what its entries state", async () => {
    expect(await configure("litellm.yaml", LITELLM)).toEqual([
      [
        "contoso-eu https://contoso-eu.openai.azure.com AZURE_EU_KEY",
        "chat-eu",
        "vectors text-embedding-3-small",
        "rt-eu conversation",
        "gpt-realtime-whisper",
      ],
      ["contoso-us https://contoso-us.openai.azure.com AZURE_OPENAI_API_KEY_CONTOSO_US", "reasoning"],
    ]);
  });

  it("names the variable for a literal key, and lists what is not translated by line and key", async () => {
    const { text, tasks } = await translate("litellm.yaml", LITELLM);
    expect(tasks).toEqual([
      "Put the secret of litellm.yaml:37 (model_list[5].litellm_params.api_key) into the variable AZURE_OPENAI_API_KEY_CONTOSO_US.",
    ]);
    expect(text).toContain("# api-version in litellm.yaml: 2024-10-21, 2025-01-01-preview.");
    expect(text.slice(text.indexOf("# Not translated"))).toBe(`# Not translated, with the lines of litellm.yaml:
# - model_list[].litellm_params.model is not a deployment of Azure OpenAI (lines 4, 42)
# - model_list[].model_name has no counterpart (lines 6, 13, 22, 27, 33)
# - model_list[].litellm_params.rpm has no counterpart (lines 12, 23)
# - model_list[].litellm_params.timeout has no counterpart (line 38)
# - model_list[].litellm_params.model names no single deployment (line 40)
# - litellm_settings is a setting of LiteLLM itself (line 43)
# - general_settings is a setting of LiteLLM itself (line 45)
`);
  });

  it("takes shared credentials, its own variables and the defaults of LiteLLM into account", async () => {
    expect(await configure("shared.yaml", LITELLM_SHARED)).toEqual([
      ["contoso https://contoso.openai.azure.com EU_KEY", "a"],
      ["azure-sweden-base https://filled.openai.azure.com AZURE_SWEDEN_KEY", "b"],
      ["azure-api-base https://filled.openai.azure.com AZURE_API_KEY", "c"],
      ["known https://known.openai.azure.com token AZURE_AD_TOKEN", "d"],
      ["known-2 https://known.openai.azure.com token AZURE_OPENAI_AD_TOKEN", "e"],
    ]);
    const { text, tasks } = await translate("shared.yaml", LITELLM_SHARED);
    expect(text).toContain("shared.yaml:5 leaves the endpoint to the variable AZURE_SWEDEN_BASE. Write it here.");
    expect(text).toContain("shared.yaml:6 leaves the endpoint to the variable AZURE_API_BASE. Write it here.");
    expect(text).toContain("client_secret signs in to Entra ID: get a token instead (line 11)");
    expect(tasks).toEqual([
      "Write the endpoint of target azure-sweden-base into the file.",
      "Write the endpoint of target azure-api-base into the file.",
    ]);
  });

  it.each([
    [
      "a gateway",
      `{ model: azure/d, api_base: https://gw.contoso.com/team/openai, api_key: env:K }`,
      "gw https://gw.contoso.com/team K",
      "d",
    ],
    [
      "a project",
      `{ model: azure_ai/d, api_base: https://c.services.ai.azure.com/api/projects/p, api_key: $K }`,
      "c https://c.services.ai.azure.com/api/projects/p K",
      "d",
    ],
    [
      "OpenAI's provider at the service",
      `{ model: openai/d, api_base: https://c.openai.azure.com/openai/v1, api_key: $K }`,
      "c https://c.openai.azure.com K",
      "d",
    ],
    [
      "a Target URI",
      `{ model: azure/d, api_base: "https://c.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21", api_key: $K }`,
      "c https://c.openai.azure.com K",
      "d",
    ],
    [
      "a name like a number",
      `{ model: azure/35, ${BASE}, api_key: $K }`,
      "contoso https://contoso.openai.azure.com K",
      "35",
    ],
    [
      "a host without scheme",
      `{ model: azure/d, api_base: contoso.openai.azure.com/, api_key: $K }`,
      "contoso https://contoso.openai.azure.com K",
      "d",
    ],
  ])("may name %s", async (_, params, target, deployment) => {
    expect(await configure("one.yaml", litellm(params))).toEqual([[target, deployment]]);
  });

  it("states a role only if the catalogue would choose another one, and notes a contradiction", async () => {
    const entry = (name: string, mode: string) =>
      `  - litellm_params: { model: azure/${name}, ${BASE} }\n    model_info: { mode: ${mode} }\n`;
    const modes = [
      ["gpt-4o", "chat"],
      ["x1", "chat"],
      ["gpt-realtime-translate", "realtime"],
      ["x2", "audio_speech"],
      ["x3", "audio_transcription"],
      ["x4", "rerank"],
      ["x1", "embedding"],
    ];
    const text = `model_list:\n${modes.map(([name = "", mode = ""]) => entry(name, mode)).join("")}`;
    expect(await configure("modes.yaml", text)).toEqual([
      [
        "contoso https://contoso.openai.azure.com AZURE_API_KEY",
        "gpt-4o",
        "x1 chat",
        "gpt-realtime-translate",
        "x2 speech",
        "x3 transcription",
        "x4",
      ],
    ]);
    expect((await translate("modes.yaml", text)).text).toContain(
      "states another model or kind than an earlier entry (line 14)",
    );
  });
});

describe("a configuration of promptfoo", () => {
  it("becomes targets, from each form of provider and from graders", async () => {
    expect(await configure("promptfooconfig.yaml", PROMPTFOO)).toEqual([
      [
        "contoso https://contoso.openai.azure.com AZURE_API_KEY",
        "gpt-5.1",
        "voice gpt-realtime",
        "grader chat",
        "text-embedding-3-large",
        "similar embedding",
      ],
      ["contoso-2 https://contoso.openai.azure.com AZURE_OPENAI_API_KEY_CONTOSO_2", "old-name chat"],
      ["gateway https://gateway.contoso.com/team GATEWAY_KEY", "named-in-env chat"],
      ["contoso-3 https://contoso.services.ai.azure.com FOUNDRY_KEY", "router chat"],
    ]);
  });

  it("lists what is not translated", async () => {
    const { text } = await translate("promptfooconfig.yaml", PROMPTFOO);
    expect(text).toContain("# - providers[] is not a deployment of Azure OpenAI (lines 22, 23)");
    expect(text).toContain("# - providers[].id is a kind of provider that names no deployment (line 20)");
    expect(text).toContain("# - env.DEPLOYMENT is a variable: set it in the environment (line 25)");
    expect(text).toContain("# - providers[].config.temperature has no counterpart (line 11)");
  });

  it("may be JSON, with one provider as a text", async () => {
    expect(
      await configure("promptfooconfig.json", JSON.stringify({ prompts: ["x"], providers: "azure:chat:d" })),
    ).toEqual([["azure-api-host https://filled.openai.azure.com AZURE_API_KEY", "d chat"]]);
  });
});

describe("a file of variables", () => {
  const TARGET = [["contoso https://contoso.openai.azure.com AZURE_OPENAI_KEY", "gpt-4o"]];
  it.each([
    ["UTF-8", DOTENV],
    ["UTF-8 with a mark and CRLF", `\ufeff${DOTENV.replaceAll("\n", "\r\n")}`],
    ["UTF-16", Buffer.from(`\ufeff${DOTENV}`, "utf16le")],
    ["UTF-16 of the other order", Buffer.from(`\ufeff${DOTENV}`, "utf16le").swap16()],
    ["PowerShell", DOTENV.replace(/^(\w+)=(.*)$/gm, '$env:$1 = "$2"')],
    ["cmd", DOTENV.replace(/^(\w+)=(.*)$/gm, "set $1=$2")],
  ])("may be %s", async (_, content) => {
    expect(await configure("variables.txt", content)).toEqual(TARGET);
    const { text } = await translate(".env.local", content);
    expect(text).toContain("# - DATABASE_PASSWORD is not a variable of this program (line 4)");
    expect(text).toContain("# api-version in .env.local: 2025-01-01-preview.");
  });

  it("may have several deployments with roles, a token and no key", async () => {
    const text =
      "AZURE_OPENAI_ENDPOINT=https://contoso.openai.azure.com\nAZURE_OPENAI_AD_TOKEN=eyJx.y.z\nAZURE_OPENAI_DEPLOYMENT=a=chat,b=gpt-realtime@2025-08-28,gpt-4o\n";
    expect(await configure("two.env", text)).toEqual([
      ["contoso https://contoso.openai.azure.com token AZURE_OPENAI_AD_TOKEN", "a chat", "b gpt-realtime", "gpt-4o"],
    ]);
  });

  it("gets placeholders that no run accepts, for what it lacks", async () => {
    const { text, tasks } = await translate("lacks.env", "AZURE_OPENAI_API_KEY=x\n");
    expect(tasks).toHaveLength(2);
    expect(() => readConfigurationFile(fileOf("out.yaml", text))).toThrow(/placeholder.*\n.*deployments\[0\]\.name/);
  });
});

describe("a file that cannot be translated", () => {
  it.each([
    [
      "both.yaml",
      "providers: []\nmodel_list: []\n",
      "both.yaml:1: 'providers' is of promptfoo and `model_list` is of LiteLLM: remove one of them.",
    ],
    [
      "own.yaml",
      "targets:\n  - { name: a, endpoint: https://a.openai.azure.com }\n",
      "own.yaml:1: 'targets' is of a configuration of aoai-probe: use it with -c own.yaml.",
    ],
    [
      "compose.yaml",
      "services: {}\n",
      "compose.yaml:1: 'services' is not recognised: name a configuration of LiteLLM (model_list), one of promptfoo (providers), or a file of NAME=VALUE lines.",
    ],
    [
      "promptfooconfig.js",
      "module.exports = { providers: ['azure:chat:d'] };\n",
      "promptfooconfig.js:1:48: not valid YAML",
    ],
    ["empty.yaml", "", "empty.yaml:1: the file is not recognised"],
    [
      "broken.yaml",
      `model_list:\n  - { api_key: ${KEY}\n`,
      "broken.yaml:2:5: not valid YAML: the { that opens here is never closed",
    ],
    ["none.yaml", litellm("{ model: openai/gpt-4 }"), "none.yaml: has no deployment of Azure OpenAI"],
    [
      "path.yaml",
      litellm("{ model: azure/d, api_base: https://c.openai.azure.com/other }"),
      "path.yaml:2: 'model_list[0].litellm_params.api_base' has a path",
    ],
    [
      "sample.yaml",
      litellm("{ model: azure/d, api_base: https://your-resource.openai.azure.com }"),
      "'model_list[0].litellm_params.api_base' still has a placeholder",
    ],
    [
      "swapped.yaml",
      litellm(`{ model: azure/d, api_base: ${KEY} }`),
      "'model_list[0].litellm_params.api_base' looks like a key",
    ],
    [
      "named.yaml",
      litellm(`{ model: azure/${KEY}, ${BASE} }`),
      "named.yaml:2: 'model_list[0].litellm_params.model' does not name a deployment",
    ],
    [
      "two.yaml",
      litellm("{ model: azure/d, api_base: https://c.openai.azure.com/openai/deployments/e }"),
      "'model_list[0].litellm_params.api_base' names another deployment than the model",
    ],
    ["noparams.yaml", "model_list:\n  - model_name: x\n", "noparams.yaml:2: 'model_list[0]' has no `litellm_params`"],
    ["swap.env", `AZURE_OPENAI_ENDPOINT=${KEY}\n`, "swap.env:1: 'AZURE_OPENAI_ENDPOINT' looks like a key"],
    [
      "deployment.env",
      `AZURE_OPENAI_ENDPOINT=https://c.openai.azure.com\nAZURE_OPENAI_DEPLOYMENT=${KEY}\n`,
      "deployment.env:2: 'AZURE_OPENAI_DEPLOYMENT' does not name a deployment",
    ],
    ["disagree.env", `AZURE_API_KEY=${KEY}\nAZURE_OPENAI_KEY=other\n`, "AZURE_OPENAI_KEY and AZURE_API_KEY disagree"],
    ["keys.yaml", `model_list: []\n${KEY}: x\n`, "keys.yaml: has no deployment"],
    ["nul.env", Buffer.from("A=1\n", "utf16le"), "nul.env: has NUL characters"],
  ])("is refused with its place, and without its secrets: %s", async (name, content, message) => {
    const said = await failure(name, content);
    expect(said).toContain(message);
    expect(said).not.toContain(KEY.slice(0, 8));
  });

  it("lists the first ten problems", async () => {
    const entries = Array.from({ length: 12 }, () => "  - litellm_params: { model: azure/d, api_base: ftp://x.y }\n");
    const said = await failure("many.yaml", `model_list:\n${entries.join("")}`);
    expect(said.split("\n")).toHaveLength(11);
    expect(said).toContain("many.yaml: 2 more problems.");
  });

  it("has hostile names that reach no message and no second line", async () => {
    const text = `"a\\nb": 1\nmodel_list:\n  - litellm_params: { model: azure/d, ${BASE}, "x\\n  - name: evil": 1, "${KEY}": 2 }\n`;
    const { text: written } = await translate("hostile.yaml", text);
    expect(written).not.toContain("evil");
    expect(written).toContain("(a key that is not shown) has no counterpart");
  });
});

/** Every copy of a document with one key or one text of it replaced. */
function* replacedOnce(value: unknown, by: string): Generator<unknown> {
  if (typeof value === "string") yield by;
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const withInner = (one: unknown) =>
      Array.isArray(value) ? value.with(Number(key), one) : { ...value, [key]: one };
    for (const one of replacedOnce(inner, by)) yield withInner(one);
    if (!Array.isArray(value)) yield { ...value, [by]: inner, [key]: undefined };
  }
}

describe("a secret anywhere in a foreign file", () => {
  /** The key of a resource, one that begins like the name of a variable, and a key of OpenAI. */
  const SECRETS = [KEY, "abcdef0123456789abcdef0123456789", "sk-abcdefghij0123456789abcdefghij"];

  it.each([
    ["LiteLLM", LITELLM],
    ["LiteLLM with shared credentials", LITELLM_SHARED],
    ["promptfoo", PROMPTFOO],
  ])("of %s, as a key or a text, reaches no output and no message", async (_, sample) => {
    const document: unknown = parse(sample, { merge: true });
    const changed = SECRETS.flatMap((secret) =>
      [...replacedOnce(document, secret)].map((one) => [secret, one] as const),
    );
    expect(changed.length).toBeGreaterThan(150);
    for (const [secret, one] of partOf(changed, 7)) {
      const file = fileOf("changed.yaml", JSON.stringify(one));
      const said = await translateConfiguration(file).then(
        (draft) => JSON.stringify(draft),
        (error: Error) => error.message,
      );
      expect(said).not.toContain(secret);
    }
  });
});

describe("the comments and tasks of a translation", () => {
  it.each([
    ["litellm.yaml", LITELLM],
    ["shared.yaml", LITELLM_SHARED],
    ["promptfooconfig.yaml", PROMPTFOO],
    ["lacks.env", "AZURE_OPENAI_API_KEY=x\nOTHER=1\n"],
  ])("of %s follow the writing rules", async (name, sample) => {
    const { text, tasks } = await translate(name, sample);
    const comments = text.split("\n").flatMap((line) => /# (.*)$/.exec(line)?.[1] ?? []);
    expect(formatFaults(findFaults([...comments, ...tasks].join("\n\n")), name)).toEqual([]);
    expect(comments.length).toBeGreaterThan(2);
  });
});

describe("init --from", () => {
  beforeAll(buildCli);

  it("writes the file once, and nothing after an error", async () => {
    const place = mkdtempSync(join(folder, "cli-"));
    writeFileSync(join(place, ".env"), DOTENV);
    writeFileSync(join(place, "bad.yaml"), "services: {}\n");
    const bad = await callCli(["init", "--from", "bad.yaml"], { cwd: place });
    expect([bad.code, bad.stdout]).toEqual([2, ""]);
    expect(readdirSync(place).sort()).toEqual([".env", "bad.yaml"]);
    const good = await callCli(["init", "--from", ".env", "mine.yaml"], { cwd: place });
    expect(good.code).toBe(0);
    expect(good.stderr).toContain("Then run: aoai-probe plan -c mine.yaml --dotenv .env");
    const written = readFileSync(join(place, "mine.yaml"), "utf8");
    expect((await callCli(["plan", "-c", "mine.yaml", "--dotenv", ".env"], { cwd: place })).code).toBe(0);
    const again = await callCli(["init", "--from", ".env", "mine.yaml"], { cwd: place });
    expect([again.code, readFileSync(join(place, "mine.yaml"), "utf8")]).toEqual([2, written]);
  });
});
