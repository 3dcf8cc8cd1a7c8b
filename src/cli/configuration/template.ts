import { closeSync, existsSync, openSync, writeFileSync } from "node:fs";
import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ROLES } from "../../model/role.ts";
import { writeArtefact } from "../output/artefact.ts";
import { codeOf } from "../output/standard-output.ts";
import { OutputError, UsageError } from "../usage-error.ts";
import { DEFAULT_FILE } from "./default-file.ts";
import { defaultInWords, SETTINGS } from "./settings.ts";

/** `init [FILE]`: writes a commented configuration. */
export function writeTemplate(file = DEFAULT_FILE): number {
  writeConfiguration(file, CONFIGURATION_TEMPLATE);
  process.stderr.write(
    `Wrote ${file}. Replace the placeholders with your resource and deployments, then run: aoai-probe plan -c ${file}\n`,
  );
  return 0;
}

/**
 * Writes a configuration below a line that names its schema.
 * @param overwrite true if the operator allowed to replace an existing file
 * @throws UsageError if the file exists
 */
export function writeConfiguration(file: string, text: string, overwrite = false): void {
  const content = `# yaml-language-server: $schema=${schemaFor(file)}\n${text}`;
  if (overwrite) {
    // The old file stays if the new one cannot be written completely.
    writeArtefact(dirname(file), basename(file), content);
    return;
  }
  try {
    const descriptor = openSync(file, "wx");
    writeFileSync(descriptor, content);
    closeSync(descriptor);
  } catch (error) {
    if (codeOf(error) === "EEXIST") throw alreadyExists(file);
    throw new OutputError(`${file} could not be written (${codeOf(error)}): check the folder and its permissions.`);
  }
}

/** Refuses a file that exists, before work is done for it. */
export function refuseExisting(file: string): void {
  if (existsSync(file)) throw alreadyExists(file);
}

function alreadyExists(file: string): UsageError {
  return new UsageError(`${file} already exists: move it or name another file.`);
}

const SCHEMA = fileURLToPath(new URL("../../../reports/schema/configuration.schema.json", import.meta.url));

/** The place of the schema for an editor: a relative path if the package is installed below it, else a URL. */
function schemaFor(file: string): string {
  const path = relative(dirname(resolve(file)), SCHEMA);
  const isBelow = !path.startsWith("..") && !isAbsolute(path);
  return isBelow ? `./${path.split(sep).join("/")}` : pathToFileURL(SCHEMA).href;
}

/** A line for each setting of the table, in its order. */
function settingLines(): string {
  const lines = Object.entries(SETTINGS).flatMap(([name, setting]) => {
    if (setting.variable !== undefined) return [];
    const value = setting.example ?? defaultInWords(setting) ?? "";
    return [`# ${setting.describe.replace(/ Repeatable\.$/, "")}`, `# ${name}: ${value}`];
  });
  return lines.join("\n");
}

/** What `init` writes. It is valid once the placeholders are replaced, also with each comment made a setting. */
export const CONFIGURATION_TEMPLATE = `# Configuration of aoai-probe. Do not write a secret into this file: name the variable that has it.
# Run with this file: aoai-probe run -c aoai-probe.yaml
# Without -c, the tool reads aoai-probe.yaml of the working directory. It may then use only the variables
# AZURE_OPENAI_* and OPENAI_*, and only for the endpoint in AZURE_OPENAI_ENDPOINT.
version: 1

# What each target has unless it has its own: key, token, auth, entra, deployments, kind, subscription, provider, optional.
# defaults:
#   key: { env: AZURE_OPENAI_API_KEY }
#   deployments: [{ name: gpt-realtime-1.5 }, { name: gpt-realtime-whisper }]

# YAML anchors work too: write \`deployments: &standard [...]\` at one target and \`deployments: *standard\` at the next.
targets:
  # One entry for each Azure OpenAI resource.
  - name: my-resource # keep it short: cell IDs begin with it
    label: My resource, France Central # optional, for readers of the report
    endpoint: https://YOUR-RESOURCE.openai.azure.com # without a path
    # basePath: /api/projects/YOUR-PROJECT # a Foundry project, or the path of an API in a gateway
    region: France Central # optional, as the portal shows it
    # kind: AIServices
    # subscription: 00000000-0000-0000-0000-000000000000
    # resourceId: /subscriptions/…/providers/Microsoft.CognitiveServices/accounts/…

    # Variables or files that have the credentials. If they are not set, only this target is skipped.
    key: { env: AZURE_OPENAI_API_KEY } # or { file: PATH }
    # token: { env: AZURE_OPENAI_AD_TOKEN } # a ready Entra token
    # headers: { Ocp-Apim-Subscription-Key: { env: GATEWAY_KEY } } # further secrets in headers, for a gateway
    # auth: [key, entra] # run every probe with both. Default: the key if both are set. Also: key-bearer, key-query.
    # entra: { credential: azure-cli } # get tokens through @azure/identity. Also: scopes: [https://ai.azure.com/.default].

    # Endpoints of other hosts that a few probes need. Without them, these probes are skipped.
    # hosts:
    #   webrtc: https://eastus2.realtimeapi-preview.ai.azure.com
    #   voice-live: https://YOUR-RESOURCE.services.ai.azure.com

    # Other endpoints of the same resource. Redirects to them are followed with the key.
    # trust-origins: [https://YOUR-RESOURCE.cognitiveservices.azure.com]

    # Missing evidence about this target does not change the exit code.
    # optional: true

    # Without a role, the name of the model or of the deployment decides:
    # ${ROLES.join(", ")}.
    deployments:
      - name: gpt-realtime-1.5
        model: gpt-realtime-1.5
        version: "2026-02-23"
        sku: GlobalStandard
        # probe: false # leave it out, unless --deployment names it
      - name: gpt-realtime-whisper
        role: transcription

# What you expect. The last entry that selects a target, deployment or probe decides. Each selector is a glob:
# target, region, model, deployment, probe. Without \`probe\`, one documented way of the deployment is enough.
# expect:
#   - for: transcription # each target must serve this role by one documented path
#   - { region: France Central, probe: "preview-*", is: unsupported }
#   - { deployment: gpt-realtime-whisper, is: supported }

# Settings of a run. Flags of the same names override them.
${settingLines()}

# Example for a nightly job that runs only the probes of each deployment's role:
#   aoai-probe run -c aoai-probe.yaml --scope documented -o nightly --baseline last
`;
