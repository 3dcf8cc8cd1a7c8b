import { assignments, CREDENTIAL_ADVICE, credentialHeader, ENDPOINT_VARIABLE, endpointAdvice } from "./environment.ts";
import type { Language } from "./language.ts";
import { callOf, FIRST_ARGUMENT, type SdkCall } from "./openai-calls.ts";
import { type Action, argumentOf, isSession, type Script, speaks } from "./script.ts";
import { jsonLiteral, scriptLiteral } from "./source-text.ts";
import { REQUIRED } from "./typescript.ts";

/**
 * A program in TypeScript with the vendor's package `openai`: one call of its client, or a realtime session. Null if the
 * package has no call that sends what the script sends.
 */
export const openai: Language = (script, { lines }) => {
  if (script.host !== null) return null;
  const body = isSession(script) ? sessionOf(script) : requestOf(script);
  if (body === null) return null;
  const { variable } = credentialHeader(script.auth);
  return [
    ...lines.map((line) => `// ${line}`),
    `// Needs: Node 20, npm install openai${isSession(script) ? " ws" : ""}. Run: ${assignments(script.auth, script.gateway)} npx tsx recipe.mts${argumentOf(script)}`,
    ...body.imports.map(([what, module]) => `import ${what} from "${module}";`),
    "",
    ...REQUIRED,
    "",
    `const endpoint = required("${ENDPOINT_VARIABLE}", "${endpointAdvice(null)}").replace(/\\/$/, "");`,
    `const key = required("${variable}", "${CREDENTIAL_ADVICE}");`,
    ...body.lines,
    "",
  ].join("\n");
};

interface Body {
  imports: [what: string, module: string][];
  lines: string[];
}

/** One call of the client. */
function requestOf(script: Script): Body | null {
  const [action, ...more] = script.actions;
  if (action?.kind !== "request" || more.length > 0) return null;
  const call = callOf(action);
  if (call === null || action.headers.length > 0 || action.credential.kind !== "resource") return null;
  const files = [...(call.reads ? ["createReadStream"] : []), ...(call.writes ? ["writeFileSync"] : [])];
  return {
    imports: [
      ...files.map((name): [string, string] => [`{ ${name} }`, "node:fs"]),
      [`{ ${usesArgument(call) ? "argv, " : ""}env, exit${call.streams ? ", stdout" : ""} }`, "node:process"],
      [call.azure === null ? "OpenAI" : "{ AzureOpenAI }", "openai"],
    ],
    lines: [...clientOf(script, call.azure, call.basePath), "", ...call.lines],
  };
}

function usesArgument({ lines }: SdkCall): boolean {
  return lines.some((line) => line.includes(FIRST_ARGUMENT));
}

/**
 * The client, which follows no redirect, because the platform would send the key to any host. For the v1 API the service
 * takes a key as `api-key`, which is what the report proved.
 */
function clientOf(script: Script, azure: SdkCall["azure"], basePath: string): string[] {
  const comment = "// Redirects are not followed, because the platform would send the key to any host.";
  if (azure !== null) {
    const credential = script.auth === "key" ? "apiKey: key" : "azureADTokenProvider: async () => key";
    return [
      comment,
      `const client = new AzureOpenAI({ endpoint: endpoint + ${scriptLiteral(basePath)}, ${credential}, apiVersion: ${scriptLiteral(azure.apiVersion)}, deployment: ${scriptLiteral(azure.deployment)}, fetchOptions: { redirect: "manual" } });`,
    ];
  }
  const header = script.auth === "key" ? ', defaultHeaders: { "api-key": key }' : "";
  return [
    comment,
    `const client = new OpenAI({ baseURL: endpoint + ${scriptLiteral(`${basePath}/openai/v1`)}, apiKey: key${header}, fetchOptions: { redirect: "manual" } });`,
  ];
}

const REALTIME = /^((?:\/[A-Za-z0-9._~-]+)*)\/openai\/v1\/realtime\?(model|intent)=([^&]+)$/;

/** A session of OpenAIRealtimeWS. Its URL has `model` or `intent` only. */
function sessionOf(script: Script): Body | null {
  const [open, ...actions] = script.actions;
  if (open?.kind !== "open" || open.subprotocol !== null || open.headers.length > 0) return null;
  if (open.credential.kind !== "resource" || !actions.every(isRealtime)) return null;
  const [, basePath = "", selector = "", value = ""] = REALTIME.exec(open.path) ?? [];
  const given = selector === "" ? null : new URLSearchParams(open.path.slice(open.path.indexOf("?"))).get(selector);
  if (given === null || value === "" || (selector === "intent" && given !== "transcription")) return null;
  const options = script.auth === "key" ? ', options: { headers: { "api-key": key } }' : "";
  const audio = speaks(script);
  return {
    imports: [
      ...(audio ? [["{ readFileSync }", "node:fs"] as [string, string]] : []),
      [`{ ${audio ? "argv, " : ""}env, exit }`, "node:process"],
      ["OpenAI", "openai"],
      ["{ OpenAIRealtimeWS }", "openai/realtime/ws"],
      ["type { RealtimeClientEvent, RealtimeServerEvent }", "openai/resources/realtime/realtime"],
    ],
    lines: [
      ...(audio ? ['const audio = readFileSync(argv[2] ?? "speech.wav");'] : []),
      ...clientOf(script, null, basePath),
      `const socket = new OpenAIRealtimeWS({ ${selector}: ${scriptLiteral(given)}${options} }, client);`,
      "",
      ...SESSION,
      ...(audio ? ["", ...SPEECH] : []),
      "",
      'await new Promise((resolve) => socket.socket.once("open", resolve));',
      ...actions.flatMap(statements),
      ...(actions.some((action) => action.kind === "speak" && action.silence) ? ["clearInterval(silence);"] : []),
      "socket.close();",
    ],
  };
}

/** Whether the types of the package know the action. Other sockets have other events for audio. */
function isRealtime(action: Action): boolean {
  if (action.kind === "speak") return action.append === "input_audio_buffer.append";
  return action.kind === "send" || action.kind === "await";
}

const SESSION = [
  "const arrived: (RealtimeServerEvent | Error)[] = [];",
  "let wake = () => {};",
  "function arrive(event: RealtimeServerEvent | Error): void {",
  "  arrived.push(event);",
  "  wake();",
  "}",
  'socket.on("event", arrive);',
  'socket.on("error", arrive);',
  'socket.socket.once("close", (code) => arrive(new Error("closed: " + code)));',
  "",
  "let sent = 0;",
  "function send(event: RealtimeClientEvent): void {",
  "  sent += 1;",
  '  socket.send({ ...event, event_id: "aoai_probe_" + sent });',
  "}",
  "",
  "/** Returns the next event of this type. Throws at an error or a refusal. */",
  'async function until<T extends RealtimeServerEvent["type"]>(types: T[], refusedBy: string[]): Promise<Extract<RealtimeServerEvent, { type: T }>> {',
  "  for (;;) {",
  "    const event = arrived.shift();",
  "    if (event === undefined) await new Promise<void>((resolve) => (wake = resolve));",
  "    else if (event instanceof Error) throw event;",
  "    else if (types.some((type) => type === event.type)) return event as Extract<RealtimeServerEvent, { type: T }>;",
  "    else if (refusedBy.includes(event.type)) throw new Error(JSON.stringify(event));",
  "  }",
  "}",
];

const SPEECH = [
  "/** Sends 24 kHz mono PCM16 after the WAV header in frames of 200 ms. */",
  "async function speak(commit: boolean, pace: number | null): Promise<void> {",
  '  const pcm = audio.subarray(audio.indexOf("data") + 8);',
  "  for (let from = 0; from < pcm.length; from += 9600) {",
  '    send({ type: "input_audio_buffer.append", audio: pcm.subarray(from, from + 9600).toString("base64") });',
  "    if (pace !== null) await new Promise((resolve) => setTimeout(resolve, 200 / pace));",
  "  }",
  '  if (commit) send({ type: "input_audio_buffer.commit" });',
  "}",
];

function statements(action: Action): string[] {
  switch (action.kind) {
    case "send":
      return [`send(${scriptLiteral(action.event)});`];
    case "speak": {
      const silence = 'send({ type: "input_audio_buffer.append", audio: Buffer.alloc(9600).toString("base64") })';
      return [
        `await speak(${action.commit}, ${action.pace});`,
        ...(action.silence ? [`const silence = setInterval(() => ${silence}, ${200 / (action.pace ?? 1)});`] : []),
      ];
    }
    case "await": {
      const wait = `await until(${jsonLiteral(action.events)}, ${jsonLiteral(action.refusedBy)})`;
      return action.result === null ? [`${wait};`] : printed(wait, action.result);
    }
    default:
      return [];
  }
}

/** A transcript is a field of its event. The text of a response is in its items. */
function printed(wait: string, result: string): string[] {
  if (result === "transcript") return [`console.log((${wait}).transcript);`];
  return [
    `const done = ${wait};`,
    'console.log(JSON.stringify("response" in done ? done.response.output : done, null, 2));',
  ];
}
