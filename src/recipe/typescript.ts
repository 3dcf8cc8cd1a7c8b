import {
  assignments,
  CREDENTIAL_ADVICE,
  credentialHeader,
  ENDPOINT_VARIABLE,
  endpointAdvice,
  type HeaderValue,
  headerValue,
} from "./environment.ts";
import type { Language } from "./language.ts";
import {
  type Action,
  argumentOf,
  type Credential,
  isSession,
  reads,
  readsAnswers,
  type Script,
  speaks,
} from "./script.ts";
import { scriptLiteral } from "./source-text.ts";

/** A function of the program that reads a variable, or ends it with advice. It needs `env` and `exit`. */
export const REQUIRED = [
  "function required(name: string, advice: string): string {",
  '  const value = env[name] ?? "";',
  '  if (value !== "") return value;',
  '  console.error(name + ": " + advice);',
  "  return exit(2);",
  "}",
];

/** A program for Node 20 with the package ws. A program without a session needs no package. */
export const typescript: Language = (script, { lines }) => {
  const { variable, header, prefix } = credentialHeader(script.auth);
  const session = isSession(script);
  const audio = speaks(script);
  return [
    ...lines.map((line) => `// ${line}`),
    `// Needs: Node 20${session ? ", npm install ws" : ""}. Run: ${assignments(script.auth, script.gateway)} npx tsx recipe.mts${argumentOf(script)}`,
    ...(audio ? [imported("{ readFileSync }", "node:fs")] : []),
    ...(reads(script, "audio") ? [imported("{ writeFileSync }", "node:fs")] : []),
    imported(`{ argv, env, exit${reads(script, "events") ? ", stdout" : ""} }`, "node:process"),
    ...(session ? [imported("WebSocket", "ws")] : []),
    "",
    ...REQUIRED,
    "",
    `const endpoint = required("${ENDPOINT_VARIABLE}", "${endpointAdvice(script.host)}").replace(/\\/$/, "");`,
    `const key = required("${variable}", "${CREDENTIAL_ADVICE}");`,
    `const own: Record<string, string> = { ${JSON.stringify(header)}: ${prefix === "" ? "key" : `\`${prefix}\${key}\``} };`,
    ...(audio ? ['const audio = readFileSync(argv[2] ?? "speech.wav");'] : []),
    "",
    ...(readsAnswers(script) ? AT : []),
    ...(reads(script, "events") ? ["", ...EVENTS] : []),
    ...(session ? ["", ...SESSION] : []),
    ...(script.actions.some(({ kind }) => kind === "speak") ? ["", ...SPEECH] : []),
    "",
    ...script.actions.flatMap((action, index) => statements(action, index, script)),
    "",
  ].join("\n");
};

/** Builds an import line of the program. As a plain text it would look like an import of this file. */
function imported(what: string, module: string): string {
  return `import ${what} from "${module}";`;
}

const AT = [
  "/** Returns the values at a dotted path. * selects every element. */",
  "function at(value: unknown, path: string): unknown[] {",
  '  return path.split(".").reduce<unknown[]>(',
  "    (found, name) =>",
  "      found.flatMap((one) => {",
  '        if (typeof one !== "object" || one === null) return [];',
  "        const inner: Record<string, unknown> = { ...one };",
  '        return name === "*" ? Object.values(inner) : name in inner ? [inner[name]] : [];',
  "      }),",
  "    [value],",
  "  );",
  "}",
];

const EVENTS = [
  "/** Prints the values at a path in each event of a stream. Throws at an error in it. */",
  "async function printEvents(answer: Response, path: string): Promise<void> {",
  "  const decoder = new TextDecoder();",
  '  let rest = "";',
  "  for await (const bytes of answer.body ?? []) {",
  '    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\\n");',
  '    rest = lines.pop() ?? "";',
  "    for (const line of lines) {",
  '      if (!line.startsWith("data:") || line.includes("[DONE]")) continue;',
  "      const event: unknown = JSON.parse(line.slice(5));",
  '      if (at(event, "error").some((error) => error !== null)) throw new Error(line);',
  '      stdout.write(at(event, path).join(""));',
  "    }",
  "  }",
  '  stdout.write("\\n");',
  "}",
];

const SESSION = [
  "let socket: WebSocket;",
  "let sent = 0;",
  "const arrived: Record<string, unknown>[] = [];",
  "let wake = () => {};",
  "",
  "/** Redirects are not followed, because the library would send the key to any host. */",
  "function open(path: string, headers: Record<string, string>, protocols: string[]): Promise<WebSocket> {",
  '  const opening = new WebSocket(endpoint.replace(/^http/, "ws") + path, protocols, { headers });',
  '  opening.on("message", (data) => {',
  "    arrived.push(JSON.parse(String(data)));",
  "    wake();",
  "  });",
  "  return new Promise((resolve, reject) => {",
  '    opening.once("open", () => resolve(opening));',
  '    opening.once("error", reject);',
  '    opening.once("close", (code) => {',
  '      arrived.push({ type: "error", error: { message: "closed", code } });',
  "      wake();",
  "    });",
  "  });",
  "}",
  "",
  "function send(event: object): void {",
  "  sent += 1;",
  '  socket.send(JSON.stringify({ ...event, event_id: "aoai_probe_" + sent }));',
  "}",
  "",
  "/** Returns the next event of these types. Throws at an error or a refusal. */",
  "async function until(types: string[], refusedBy: string[]): Promise<Record<string, unknown>> {",
  "  for (;;) {",
  "    const event = arrived.shift();",
  "    if (event === undefined) await new Promise<void>((resolve) => (wake = resolve));",
  "    else if (types.includes(String(event.type))) return event;",
  '    else if (event.type === "error" || refusedBy.includes(String(event.type))) throw new Error(JSON.stringify(event));',
  "  }",
  "}",
];

const SPEECH = [
  "let silence: ReturnType<typeof setInterval> | undefined;",
  "",
  "/** Sends 24 kHz mono PCM16 after the WAV header in frames of 200 ms. */",
  "async function speak(type: string, commit: boolean, pace: number | null, goOn: boolean): Promise<void> {",
  '  const pcm = audio.subarray(audio.indexOf("data") + 8);',
  "  for (let from = 0; from < pcm.length; from += 9600) {",
  '    send({ type, audio: pcm.subarray(from, from + 9600).toString("base64") });',
  "    if (pace !== null) await new Promise((resolve) => setTimeout(resolve, 200 / pace));",
  "  }",
  '  if (commit) send({ type: "input_audio_buffer.commit" });',
  '  if (goOn) silence = setInterval(() => send({ type, audio: Buffer.alloc(9600).toString("base64") }), 200 / (pace ?? 1));',
  "}",
];

function statements(action: Action, index: number, script: Script): string[] {
  const isLast = index === script.actions.length - 1;
  const code = scriptLiteral;
  switch (action.kind) {
    case "request":
      return request(action, index);
    case "open":
      return [
        `socket = await open(${code(action.path)}, ${headers(action.credential, action.headers)}, ${code(action.subprotocol === null ? [] : [action.subprotocol])});`,
      ];
    case "send":
      return [`send(${code(action.event)});`];
    case "speak":
      return [`await speak(${code(action.append)}, ${action.commit}, ${action.pace}, ${action.silence});`];
    case "await": {
      const wait = `await until(${code(action.events)}, ${code(action.refusedBy)})`;
      const end = isLast
        ? [...(script.actions.some((a) => a.kind === "speak") ? ["clearInterval(silence);"] : []), "socket.close();"]
        : [];
      if (action.result === null) return [`${wait};`, ...end];
      return [`console.log(at(${wait}, ${code(action.result)}).join(""));`, ...end];
    }
  }
}

function request(action: Action & { kind: "request" }, index: number): string[] {
  const { method, path, credential, body, keep } = action;
  const own =
    body.kind === "json"
      ? [...action.headers, ["Content-Type", "application/json"] as [string, HeaderValue]]
      : action.headers;
  const form =
    body.kind !== "multipart"
      ? []
      : [
          `const form${index} = new FormData();`,
          ...body.parts.map((part) =>
            "value" in part
              ? `form${index}.append(${scriptLiteral(part.name)}, ${scriptLiteral(part.value)});`
              : `form${index}.append(${scriptLiteral(part.name)}, new Blob([new Uint8Array(audio)], { type: ${scriptLiteral(part.type)} }), ${scriptLiteral(part.filename)});`,
          ),
        ];
  const content =
    body.kind === "json"
      ? `, body: JSON.stringify(${scriptLiteral(body.json)})`
      : body.kind === "multipart"
        ? `, body: form${index}`
        : "";
  return [
    ...form,
    `const answer${index} = await fetch(endpoint + ${scriptLiteral(path)}, { method: "${method}", redirect: "manual", headers: ${headers(credential, own)}${content} });`,
    `if (!answer${index}.ok) throw new Error(\`\${answer${index}.status} \${await answer${index}.text()}\`);`,
    ...answered(action, index),
    ...Object.entries(keep).map(
      ([name, from]) => `const ${kept(name)} = String(at(body${index}, ${scriptLiteral(from)})[0]);`,
    ),
  ];
}

function answered({ reads: reading, result, keep }: Action & { kind: "request" }, index: number): string[] {
  if (reading === "events") return [`await printEvents(answer${index}, ${scriptLiteral(result ?? "")});`];
  if (reading === "audio") {
    return [
      `const body${index} = new Uint8Array(await answer${index}.arrayBuffer());`,
      `writeFileSync(argv[2] ?? "answer.pcm", body${index});`,
      `console.log(body${index}.length + " bytes of audio");`,
    ];
  }
  if (result === null && Object.keys(keep).length === 0) return [];
  return [
    `const body${index}: unknown = await answer${index}.json();`,
    ...(result === null ? [] : [`console.log(at(body${index}, ${scriptLiteral(result)}).join(""));`]),
  ];
}

function headers(credential: Credential, more: [string, HeaderValue][]): string {
  const rest = more.map(([name, value]) => `${scriptLiteral(name)}: ${headerValue(value, scriptLiteral)}`);
  const who =
    credential.kind === "resource"
      ? ["...own"]
      : credential.kind === "none"
        ? []
        : credential.as === "bearer"
          ? [`Authorization: \`Bearer \${${kept(credential.name)}}\``]
          : [`"api-key": ${kept(credential.name)}`];
  return `{ ${[...who, ...rest].join(", ")} }`;
}

function kept(name: string): string {
  return `kept_${name.replaceAll("-", "_")}`;
}
