import type { JsonObject } from "../model/json.ts";
import type { Part } from "../steps/request.ts";
import type { Action } from "./script.ts";
import { scriptLiteral } from "./source-text.ts";

/*
 * The calls of the package `openai` for the requests that a probe can prove. Each sends the same body to the same path.
 */

type Request = Action & { kind: "request" };

/** A call, and what its program needs. */
export interface SdkCall {
  lines: string[];
  /** The path before the API. */
  basePath: string;
  /** For a path with a deployment and an api-version. Null for the v1 API. */
  azure: { deployment: string; apiVersion: string } | null;
  /** Whether it reads a file, writes one, or prints while it reads. */
  reads: boolean;
  writes: boolean;
  streams: boolean;
}

/** The argument of the program. */
export const FIRST_ARGUMENT = "argv[2]";

/** The API and what comes before it. A deployment in a path is not escaped, or the package would name another one. */
const PATH =
  /^((?:\/[A-Za-z0-9._~-]+)*?)\/openai\/(?:v1|deployments\/([A-Za-z0-9._-]+))\/([a-z/]+)(?:\?api-version=([A-Za-z0-9.-]+))?$/;

type Written = Pick<SdkCall, "lines"> & Partial<Pick<SdkCall, "reads" | "writes" | "streams">>;

const CALLS: Record<string, (request: Request) => Written | null> = {
  "chat/completions": (request) => {
    const body = jsonOf(request);
    if (body === null) return null;
    if (request.reads !== "events") {
      return {
        lines: [
          `const completion = await client.chat.completions.create(${scriptLiteral(body)});`,
          "console.log(completion.choices[0]?.message.content);",
        ],
      };
    }
    return {
      streams: true,
      lines: [
        `const stream = await client.chat.completions.create(${scriptLiteral(body)});`,
        'for await (const chunk of stream) stdout.write(chunk.choices[0]?.delta?.content ?? "");',
        'stdout.write("\\n");',
      ],
    };
  },
  responses: (request) => {
    const body = jsonOf(request);
    if (body === null) return null;
    if (request.reads !== "events") {
      return {
        lines: [
          `const response = await client.responses.create(${scriptLiteral(body)});`,
          "console.log(response.output_text);",
        ],
      };
    }
    return {
      streams: true,
      lines: [
        `const stream = await client.responses.create(${scriptLiteral(body)});`,
        "for await (const event of stream) {",
        '  if (event.type === "response.output_text.delta") stdout.write(event.delta);',
        '  if (event.type === "error" || event.type === "response.failed") throw new Error(JSON.stringify(event));',
        "}",
        'stdout.write("\\n");',
      ],
    };
  },
  "audio/speech": (request) => {
    const body = jsonOf(request);
    if (body === null) return null;
    return {
      writes: true,
      lines: [
        `const speech = await client.audio.speech.create(${scriptLiteral(body)});`,
        "const audio = new Uint8Array(await speech.arrayBuffer());",
        `writeFileSync(${FIRST_ARGUMENT} ?? "answer.pcm", audio);`,
        'console.log(audio.length + " bytes of audio");',
      ],
    };
  },
  "audio/transcriptions": (request) => transcription(request, "transcriptions"),
  "audio/translations": (request) => transcription(request, "translations"),
};

/** The call that sends this request. Null if the package has none. */
export function callOf(request: Request): SdkCall | null {
  const [, basePath = "", deployment, api = "", apiVersion] = PATH.exec(request.path) ?? [];
  const write = Object.hasOwn(CALLS, api) ? CALLS[api] : undefined;
  // The package adds an api-version to a path with a deployment only.
  if (write === undefined || request.method !== "POST" || (deployment === undefined) !== (apiVersion === undefined)) {
    return null;
  }
  const written = write(request);
  if (written === null) return null;
  const azure = deployment === undefined || apiVersion === undefined ? null : { deployment, apiVersion };
  return { reads: false, writes: false, streams: false, ...written, basePath, azure };
}

/** The body. The package needs the model in it, also if the path names the deployment. */
function jsonOf({ body, path }: Request): JsonObject | null {
  if (body.kind !== "json") return null;
  const deployment = PATH.exec(path)?.[2];
  return "model" in body.json || deployment === undefined ? body.json : { model: deployment, ...body.json };
}

function transcription({ body, path }: Request, name: "transcriptions" | "translations"): Written | null {
  if (body.kind !== "multipart") return null;
  const deployment = PATH.exec(path)?.[2];
  const fields = [
    ...(deployment === undefined ? [] : [`model: ${scriptLiteral(deployment)}`]),
    ...body.parts.map(fieldOf),
  ];
  return {
    reads: true,
    lines: [
      `const heard = await client.audio.${name}.create({ ${fields.join(", ")} });`,
      'console.log(typeof heard === "string" ? heard : heard.text);',
    ],
  };
}

function fieldOf(part: Part): string {
  const value = "value" in part ? scriptLiteral(part.value) : `createReadStream(${FIRST_ARGUMENT} ?? "speech.wav")`;
  return `${scriptLiteral(part.name)}: ${value}`;
}
