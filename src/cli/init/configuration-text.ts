import { stringify } from "yaml";
import type { TargetGroup } from "./target-groups.ts";
import type { ForeignCredential, Note } from "./translation.ts";

/** What a foreign file became. */
interface Draft {
  /** The file, as the operator wrote it. */
  source: string;
  /** What the file is, such as `a configuration of LiteLLM`. */
  form: string;
  targets: TargetGroup[];
  notes: Note[];
}

/** The text of a configuration, and what its operator has to do before it can be used. */
export interface DraftText {
  text: string;
  /** Whether its last comment lists settings that have no counterpart. */
  hasNotes: boolean;
  /** Imperative sentences. */
  tasks: string[];
}

const ENDPOINT_PLACEHOLDER = "https://YOUR-RESOURCE.openai.azure.com";
const DEPLOYMENT_PLACEHOLDER = '"<YOUR-DEPLOYMENT>"';
const MOST_LINES = 12;

/** Writes the configuration. It has names of variables, and no value of a credential. */
export function writeDraft({ source, form, targets, notes }: Draft): DraftText {
  const tasks: string[] = [];
  const file = plainName(source);
  const blocks = targets.map((target) => writeTarget(target, file, targets.length > 1, tasks));
  const text = [
    `# Translated from ${file}, ${form}. It has names of variables and no secret.`,
    "version: 1",
    "",
    "targets:",
    ...blocks.flat(),
    ...writeNotes(notes, file),
    "",
  ].join("\n");
  return { text, tasks, hasNotes: notes.length > 0 };
}

function writeTarget(group: TargetGroup, file: string, isOneOfMany: boolean, tasks: string[]): string[] {
  const { first, name, apiVersions, deployments } = group;
  const credentials = (["key", "token"] as const).flatMap((kind) => {
    const credential = first[kind];
    return credential === null ? [] : writeCredential(kind, credential, { group, file, isOneOfMany, tasks });
  });
  return [
    `  - name: ${scalar(name)}`,
    ...writeEndpoint(group, file, tasks),
    ...(apiVersions.length === 0
      ? []
      : [
          `    # api-version in ${file}: ${apiVersions.join(", ")}. Probes have their own, and --api-version sets another.`,
        ]),
    ...credentials,
    "    deployments:",
    ...(deployments.length === 0 ? writeNoDeployment(group, file, tasks) : []),
    ...deployments.flatMap((one) => [
      `      - name: ${scalar(one.name)}`,
      ...(one.model === null ? [] : [`        model: ${scalar(one.model)}`]),
      ...(one.version === null ? [] : [`        version: ${JSON.stringify(one.version)}`]),
      ...(one.role === null ? [] : [`        role: ${one.role}`]),
    ]),
  ];
}

function writeEndpoint({ first, name }: TargetGroup, file: string, tasks: string[]): string[] {
  const { endpoint } = first;
  if (endpoint.kind === "read") {
    return [
      `    endpoint: ${endpoint.origin}`,
      ...(endpoint.basePath === null ? [] : [`    basePath: ${endpoint.basePath}`]),
    ];
  }
  const { variable, place } = endpoint;
  const whose = variable === null ? "variables" : `the variable ${variable}`;
  tasks.push(`Write the endpoint of target ${name} into the file.`);
  return [
    `    # ${file}:${place.line} leaves the endpoint to ${whose}. Write it here.`,
    `    endpoint: ${ENDPOINT_PLACEHOLDER}`,
  ];
}

function writeCredential(
  kind: "key" | "token",
  credential: ForeignCredential,
  context: { group: TargetGroup; file: string; isOneOfMany: boolean; tasks: string[] },
): string[] {
  const { group, file, isOneOfMany, tasks } = context;
  if (credential.kind === "variable") {
    const why = kind === "key" ? `${file} states no credential` : `${file} signs in to Entra ID, so set a token`;
    const comment = credential.isDefault ? ` # ${why}` : "";
    return [`    ${kind}: { env: ${credential.name} }${comment}`];
  }
  const own = kind === "key" ? "AZURE_OPENAI_API_KEY" : "AZURE_OPENAI_AD_TOKEN";
  const variable = isOneOfMany ? `${own}_${group.name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}` : own;
  const { line, key } = credential.place;
  tasks.push(`Put the secret of ${file}:${line} (${key}) into the variable ${variable}.`);
  return [
    `    # ${file}:${line} has the secret itself. Put it into this variable, and remove it from that file.`,
    `    ${kind}: { env: ${variable} }`,
  ];
}

function writeNoDeployment({ first, name }: TargetGroup, file: string, tasks: string[]): string[] {
  tasks.push(`Write the deployments of target ${name} into the file.`);
  return [
    `      # ${file}:${first.place.line} names no deployment that can be read. Write it here.`,
    `      - name: ${DEPLOYMENT_PLACEHOLDER}`,
  ];
}

/** One line for each key, however many entries have it. */
function writeNotes(notes: Note[], file: string): string[] {
  if (notes.length === 0) return [];
  const lines = new Map<string, number[]>();
  for (const { line, key, why } of [...notes].sort((a, b) => a.line - b.line)) {
    const text = `${key.replace(/\[\d+\]/g, "[]")} ${why}`;
    lines.set(text, [...(lines.get(text) ?? []), line]);
  }
  return [
    "",
    `# Not translated, with the lines of ${file}:`,
    ...[...lines].map(([text, at]) => `# - ${text} (${listLines(at)})`),
  ];
}

function listLines(numbers: number[]): string {
  const distinct = [...new Set(numbers)];
  const more = distinct.length - MOST_LINES;
  const shown = distinct.slice(0, MOST_LINES).join(", ");
  return `${distinct.length === 1 ? "line" : "lines"} ${shown}${more > 0 ? ` and ${more} more` : ""}`;
}

/** A name as YAML, in quotation marks if it would be a number or a boolean. */
function scalar(text: string): string {
  return stringify(text, { lineWidth: 0 }).trimEnd();
}

/** The name of the file as one line of a comment. */
function plainName(source: string): string {
  return source.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, "?");
}
