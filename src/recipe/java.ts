import type { Part } from "../steps/request.ts";
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
import { type Action, argumentOf, type Credential, isSession, mints, type Reading, reads, speaks } from "./script.ts";
import { javaLiteral } from "./source-text.ts";

/**
 * A program for Java 17 that needs only the standard library, which has no JSON parser. It therefore prints the whole
 * message of the result. Null if the script must read a secret from an answer.
 */
export const java: Language = (script, { lines }) => {
  if (mints(script)) return null;
  const { variable, header, prefix } = credentialHeader(script.auth);
  const session = isSession(script);
  return [
    ...lines.map((line) => `// ${line}`),
    `// Needs: Java 17. Run: ${assignments(script.auth, script.gateway)} java Recipe.java${argumentOf(script)}`,
    "import java.io.*;",
    "import java.net.URI;",
    "import java.net.http.*;",
    "import java.nio.file.*;",
    "import java.util.*;",
    "import java.util.concurrent.*;",
    ...(reads(script, "events") ? ["import java.util.stream.*;"] : []),
    "",
    "public class Recipe {",
    `  static final String ENDPOINT = required("${ENDPOINT_VARIABLE}", "${endpointAdvice(script.host)}").replaceAll("/$", "");`,
    `  static final String KEY = required("${variable}", "${CREDENTIAL_ADVICE}");`,
    "  static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER).build();",
    "",
    "  static String required(String name, String advice) {",
    '    String value = System.getenv().getOrDefault(name, "");',
    "    if (!value.isEmpty()) return value;",
    '    System.err.println(name + ": " + advice);',
    "    System.exit(2);",
    "    return null;",
    "  }",
    ...(session ? ["", ...SESSION] : []),
    "",
    "  public static void main(String[] args) throws Exception {",
    ...(speaks(script) ? ["    byte[] audio = Files.readAllBytes(Path.of(args[0]));"] : []),
    ...script.actions
      .flatMap((action, index) => statements(action, index, `${javaLiteral(header)}, ${javaLiteral(prefix)} + KEY`))
      .map((line) => `    ${line}`),
    ...(session ? ["    socket.abort();"] : []),
    "    System.exit(0);",
    "  }",
    "}",
    "",
  ].join("\n");
};

const SESSION = [
  "  static final BlockingQueue<String> ARRIVED = new LinkedBlockingQueue<>();",
  "  static WebSocket socket;",
  "  static int sent = 0;",
  "",
  "  static class Listener implements WebSocket.Listener {",
  "    private final StringBuilder text = new StringBuilder();",
  "",
  "    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {",
  "      text.append(part);",
  "      if (last) {",
  "        ARRIVED.add(text.toString());",
  "        text.setLength(0);",
  "      }",
  "      socket.request(1);",
  "      return null;",
  "    }",
  "",
  "    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {",
  '      ARRIVED.add("{\\"type\\":\\"error\\",\\"code\\":" + code + "}");',
  "      return null;",
  "    }",
  "  }",
  "",
  "  static synchronized void send(String event) {",
  "    sent += 1;",
  '    socket.sendText(event.substring(0, event.length() - 1) + ",\\"event_id\\":\\"aoai_probe_" + sent + "\\"}", true).join();',
  "  }",
  "",
  "  /** Returns the next event of these types. Throws at an error or a refusal. */",
  "  static String until(List<String> types, List<String> refusedBy) throws Exception {",
  "    while (true) {",
  "      String event = ARRIVED.poll(30, TimeUnit.SECONDS);",
  '      if (event == null) throw new IOException("no answer in 30 s");',
  "      String type = typeOf(event);",
  "      if (types.contains(type)) return event;",
  '      if (type.equals("error") || refusedBy.contains(type)) throw new IOException(event);',
  "    }",
  "  }",
  "",
  "  /** Returns the type of the outermost object, not of an inner one. */",
  "  static String typeOf(String event) {",
  "    int depth = 0;",
  "    for (int at = 0; at < event.length(); at++) {",
  "      char c = event.charAt(at);",
  "      if (c == '{' || c == '[') depth++;",
  "      else if (c == '}' || c == ']') depth--;",
  "      else if (c == '\"') {",
  "        int end = at + 1;",
  "        while (event.charAt(end) != '\"') end += event.charAt(end) == '\\\\' ? 2 : 1;",
  '        if (depth == 1 && event.substring(at + 1, end).equals("type") && event.startsWith(":", end + 1)) {',
  "          int from = event.indexOf('\"', end + 1) + 1;",
  "          return event.substring(from, event.indexOf('\"', from));",
  "        }",
  "        at = end;",
  "      }",
  "    }",
  '    return "";',
  "  }",
  "",
  "  /** Sends 24 kHz mono PCM16 after the WAV header in frames of 200 ms. The type is JSON. */",
  "  static void speak(byte[] wav, String type, boolean commit, double pace, boolean silence) throws Exception {",
  "    int from = 12;",
  "    while (!(wav[from] == 'd' && wav[from + 1] == 'a' && wav[from + 2] == 't' && wav[from + 3] == 'a')) from++;",
  "    for (from += 8; from < wav.length; from += 9600) {",
  "      append(type, Arrays.copyOfRange(wav, from, Math.min(from + 9600, wav.length)));",
  "      if (pace > 0) Thread.sleep((long) (200 / pace));",
  "    }",
  '    if (commit) send("{\\"type\\":\\"input_audio_buffer.commit\\"}");',
  "    if (!silence) return;",
  "    Thread quiet = new Thread(() -> {",
  "      try {",
  "        while (true) {",
  "          append(type, new byte[9600]);",
  "          Thread.sleep((long) (200 / (pace > 0 ? pace : 1)));",
  "        }",
  "      } catch (Exception ended) {",
  "        return;",
  "      }",
  "    });",
  "    quiet.setDaemon(true);",
  "    quiet.start();",
  "  }",
  "",
  "  static void append(String type, byte[] pcm) {",
  '    send("{\\"type\\":" + type + ",\\"audio\\":\\"" + Base64.getEncoder().encodeToString(pcm) + "\\"}");',
  "  }",
];

function statements(action: Action, index: number, own: string): string[] {
  const text = javaLiteral;
  switch (action.kind) {
    case "request":
      return request(action, index, own);
    case "open":
      return [
        "socket = CLIENT.newWebSocketBuilder()",
        ...headers(action.credential, action.headers, own).map((pair) => `    .header(${pair})`),
        ...(action.subprotocol === null ? [] : [`    .subprotocols(${text(action.subprotocol)})`]),
        `    .buildAsync(URI.create(ENDPOINT.replaceFirst("^http", "ws") + ${text(action.path)}), new Listener()).join();`,
      ];
    case "send":
      return [`send(${text(JSON.stringify(action.event))});`];
    case "speak":
      return [
        `speak(audio, ${text(JSON.stringify(action.append))}, ${action.commit}, ${action.pace ?? 0}, ${action.silence});`,
      ];
    case "await": {
      const wait = `until(List.of(${action.events.map((e) => text(e)).join(", ")}), List.of(${action.refusedBy.map((e) => text(e)).join(", ")}))`;
      return [action.result === null ? `${wait};` : `System.out.println(${wait});`];
    }
  }
}

function request(action: Action & { kind: "request" }, index: number, own: string): string[] {
  const { method, path, credential, body, result } = action;
  const text = javaLiteral;
  const publisher =
    body.kind === "json"
      ? `HttpRequest.BodyPublishers.ofString(${text(JSON.stringify(body.json))})`
      : body.kind === "multipart"
        ? `HttpRequest.BodyPublishers.ofByteArray(form${index}.toByteArray())`
        : "HttpRequest.BodyPublishers.noBody()";
  const type =
    body.kind === "none" ? [] : [`"Content-Type", ${text(body.kind === "json" ? "application/json" : FORM_TYPE)}`];
  const answered = ANSWERED[action.reads];
  return [
    ...(body.kind === "multipart" ? form(body.parts, index) : []),
    `HttpResponse<${answered.type}> answer${index} = CLIENT.send(HttpRequest.newBuilder(URI.create(ENDPOINT + ${text(path)}))`,
    ...[...headers(credential, action.headers, own), ...type].map((pair) => `    .header(${pair})`),
    `    .method("${method}", ${publisher}).build(), HttpResponse.BodyHandlers.${answered.handler}());`,
    `if (answer${index}.statusCode() >= 300) throw new IOException(answer${index}.statusCode() + " " + ${answered.text(`answer${index}.body()`)});`,
    ...(result === null && action.reads === "json" ? [] : answered.print(`answer${index}.body()`)),
  ];
}

/** How Java reads each form of an answer. Without a JSON parser it prints the events of a stream as they are. */
const ANSWERED = {
  json: {
    type: "String",
    handler: "ofString",
    text: (body) => body,
    print: (body) => [`System.out.println(${body});`],
  },
  events: {
    type: "Stream<String>",
    handler: "ofLines",
    text: (body) => `${body}.collect(Collectors.joining())`,
    print: (body) => [`${body}.filter(line -> line.startsWith("data:")).forEach(System.out::println);`],
  },
  audio: {
    type: "byte[]",
    handler: "ofByteArray",
    text: (body) => `new String(${body})`,
    print: (body) => [
      `Files.write(Path.of(args.length > 0 ? args[0] : "answer.pcm"), ${body});`,
      `System.out.println(${body}.length + " bytes of audio");`,
    ],
  },
} as const satisfies Record<
  Reading,
  { type: string; handler: string; text(body: string): string; print(body: string): string[] }
>;

function form(parts: Part[], index: number): string[] {
  const name = `form${index}`;
  return [
    `ByteArrayOutputStream ${name} = new ByteArrayOutputStream();`,
    ...formBody(parts).map((piece) =>
      piece.kind === "audio" ? `${name}.write(audio);` : `${name}.write(${javaLiteral(piece.text)}.getBytes("UTF-8"));`,
    ),
  ];
}

function headers(credential: Credential, more: [string, HeaderValue][], own: string): string[] {
  const rest = more.map(([name, value]) => `${javaLiteral(name)}, ${headerValue(value, javaLiteral)}`);
  return [...(credential.kind === "resource" ? [own] : []), ...rest];
}
