import {
  assignments,
  CREDENTIAL_ADVICE,
  credentialHeader,
  ENDPOINT_VARIABLE,
  endpointAdvice,
  type HeaderValue,
  headerValue,
} from "./environment.ts";
import { FORM_TYPE, formBody } from "./form.ts";
import type { Language } from "./language.ts";
import { type Action, argumentOf, type Credential, isSession, reads, readsAnswers, speaks } from "./script.ts";
import { literal as textLiteral } from "./source-text.ts";

/** A program for Python 3.8 with the package websockets. A program without a session needs no package. */
export const python: Language = (script, { lines }) => {
  const { variable, header, prefix } = credentialHeader(script.auth);
  const session = isSession(script);
  const statements = script.actions.flatMap(statementsOf);
  const program = [
    "def required(name, advice):",
    '    return os.environ.get(name) or sys.exit(name + ": " + advice)',
    "",
    `ENDPOINT = required("${ENDPOINT_VARIABLE}", "${endpointAdvice(script.host)}").rstrip("/")`,
    `OWN = {${literal(header)}: ${literal(prefix)} + required("${variable}", "${CREDENTIAL_ADVICE}")}`,
    ...(speaks(script) ? ['AUDIO = open(sys.argv[1], "rb").read()'] : []),
    "",
    ...(readsAnswers(script) ? AT : []),
    ...(script.actions.some(({ kind }) => kind === "request") ? REQUESTS : []),
    ...(reads(script, "json") ? ANSWERS : []),
    ...(reads(script, "events") ? EVENTS : []),
    ...(session ? SESSION : []),
    ...(script.actions.some(({ kind }) => kind === "speak") ? SPEECH : []),
    ...(session
      ? [
          "async def main():",
          "    sent = 0",
          ...[...statements, "await socket.close()"].map((line) => `    ${line}`),
          "",
          "asyncio.run(main())",
        ]
      : statements),
    "",
  ].join("\n");
  return [
    // Python reads the encoding of a file from a comment in its first two lines, so this line states it.
    "# -*- coding: utf-8 -*-",
    ...lines.map((line) => `# ${line}`),
    `# Needs: Python 3.8${session ? ", pip install websockets" : ""}. Run: ${assignments(script.auth, script.gateway)} python3 recipe.py${argumentOf(script)}`,
    `import ${MODULES.filter((name) => program.includes(`${name}.`)).join(", ")}`,
    ...(session ? ["import websockets"] : []),
    "",
    program,
  ].join("\n");
};

/** The modules of the standard library that a program may need. */
const MODULES = ["asyncio", "base64", "json", "os", "sys", "urllib.request"];

const AT = [
  "def at(value, path):",
  '    """Returns the values at a dotted path. * selects every element."""',
  "    found = [value]",
  '    for name in path.split("."):',
  "        inner = []",
  "        for one in found:",
  "            if isinstance(one, list):",
  '                inner += one if name == "*" else ([one[int(name)]] if name.isdigit() and int(name) < len(one) else [])',
  "            elif isinstance(one, dict):",
  '                inner += list(one.values()) if name == "*" else ([one[name]] if name in one else [])',
  "        found = inner",
  "    return found",
  "",
];

const REQUESTS = [
  "class NoRedirect(urllib.request.HTTPRedirectHandler):",
  "    def redirect_request(self, *_):",
  "        return None  # a redirect would send the key to any host",
  "",
  "def ask(method, path, headers, body):",
  "    request = urllib.request.Request(ENDPOINT + path, data=body, headers=headers, method=method)",
  "    return urllib.request.build_opener(NoRedirect).open(request)",
  "",
];

const ANSWERS = ["def body_of(answer):", "    with answer:", "        return json.load(answer)", ""];

const EVENTS = [
  "def print_events(answer, path):",
  '    """Prints the values at a path in each event of a stream. Raises at an error in it."""',
  "    for line in answer:",
  '        if not line.startswith(b"data:") or b"[DONE]" in line:',
  "            continue",
  "        event = json.loads(line[5:])",
  '        if event.get("error"):',
  "            raise SystemExit(line.decode())",
  '        print(*[value for value in at(event, path) if value is not None], sep="", end="", flush=True)',
  "    print()",
  "",
];

const SESSION = [
  "async def connect(path, headers, protocols):",
  "    # The name of this argument changed with version 14.",
  '    name = "additional_headers" if int(websockets.__version__.split(".")[0]) >= 14 else "extra_headers"',
  '    return await websockets.connect("ws" + ENDPOINT[4:] + path, max_size=None, subprotocols=protocols, **{name: headers})',
  "",
  "async def send(socket, number, event):",
  '    await socket.send(json.dumps({**event, "event_id": "aoai_probe_%d" % number}))',
  "    return number",
  "",
  "async def until(socket, types, refused_by):",
  '    """Returns the next event of these types. Raises at an error or a refusal."""',
  "    async for text in socket:",
  "        event = json.loads(text)",
  '        if event["type"] in types:',
  "            return event",
  '        if event["type"] == "error" or event["type"] in refused_by:',
  "            raise SystemExit(text)",
  '    raise SystemExit("the socket was closed")',
  "",
];

const SPEECH = [
  "async def speak(socket, sent, kind, commit, pace):",
  '    """Sends 24 kHz mono PCM16 after the WAV header in frames of 200 ms."""',
  '    pcm = AUDIO[AUDIO.index(b"data") + 8:]',
  "    for start in range(0, len(pcm), 9600):",
  '        sent = await send(socket, sent + 1, {"type": kind, "audio": base64.b64encode(pcm[start:start + 9600]).decode()})',
  "        if pace:",
  "            await asyncio.sleep(0.2 / pace)",
  "    if commit:",
  '        sent = await send(socket, sent + 1, {"type": "input_audio_buffer.commit"})',
  "    return sent",
  "",
  "async def be_silent(socket, sent, kind, pace):",
  "    while True:",
  '        sent = await send(socket, sent + 1, {"type": kind, "audio": base64.b64encode(bytes(9600)).decode()})',
  "        await asyncio.sleep(0.2 / pace)",
  "",
];

function statementsOf(action: Action, index: number): string[] {
  switch (action.kind) {
    case "request":
      return request(action, index);
    case "open":
      return [
        `socket = await connect(${literal(action.path)}, ${headers(action.credential, action.headers)}, ${action.subprotocol === null ? "None" : literal([action.subprotocol])})`,
      ];
    case "send":
      return [`sent = await send(socket, sent + 1, ${literal(action.event)})`];
    case "speak":
      return [
        `sent = await speak(socket, sent, ${literal(action.append)}, ${literal(action.commit)}, ${literal(action.pace)})`,
        ...(action.silence
          ? [`silence = asyncio.ensure_future(be_silent(socket, sent, ${literal(action.append)}, ${action.pace ?? 1}))`]
          : []),
      ];
    case "await": {
      const wait = `await until(socket, ${literal(action.events)}, ${literal(action.refusedBy)})`;
      return [action.result === null ? wait : `print("".join(at(${wait}, ${literal(action.result)})))`];
    }
  }
}

function request(
  { method, path, credential, body, keep, result, reads: reading, ...action }: Action & { kind: "request" },
  index: number,
): string[] {
  const type =
    body.kind === "json"
      ? [["Content-Type", "application/json"] as [string, string]]
      : body.kind === "multipart"
        ? [["Content-Type", FORM_TYPE] as [string, string]]
        : [];
  const content =
    body.kind === "json"
      ? `json.dumps(${literal(body.json)}).encode()`
      : body.kind === "multipart"
        ? `b"".join([${formBody(body.parts)
            .map((piece) => (piece.kind === "audio" ? "AUDIO" : `${literal(piece.text)}.encode()`))
            .join(", ")}])`
        : "None";
  const asked = `ask(${literal(method)}, ${literal(path)}, ${headers(credential, [...action.headers, ...type])}, ${content})`;
  if (reading === "events") return [`print_events(${asked}, ${literal(result ?? "")})`];
  if (reading === "audio") {
    return [
      'with open(sys.argv[1] if len(sys.argv) > 1 else "answer.pcm", "wb") as file:',
      `    print(file.write(${asked}.read()), "bytes of audio")`,
    ];
  }
  return [
    `answer${index} = body_of(${asked})`,
    ...Object.entries(keep).map(([name, from]) => `${kept(name)} = at(answer${index}, ${literal(from)})[0]`),
    ...(result === null ? [] : [`print("".join(at(answer${index}, ${literal(result)})))`]),
  ];
}

function headers(credential: Credential, more: [string, HeaderValue][]): string {
  const rest = more.map(([name, value]) => `${literal(name)}: ${headerValue(value, literal)}`);
  const who =
    credential.kind === "resource"
      ? ["**OWN"]
      : credential.kind === "none"
        ? []
        : credential.as === "bearer"
          ? [`"Authorization": "Bearer " + ${kept(credential.name)}`]
          : [`"api-key": ${kept(credential.name)}`];
  return `{${[...who, ...rest].join(", ")}}`;
}

/** Formats JSON as Python, in which true, false and null have other names. */
function literal(value: unknown): string {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object") {
    return `{${Object.entries(value)
      .map(([name, inner]) => `${textLiteral(name)}: ${literal(inner)}`)
      .join(", ")}}`;
  }
  return typeof value === "string" ? textLiteral(value) : JSON.stringify(value);
}

function kept(name: string): string {
  return `kept_${name.replaceAll("-", "_")}`;
}
