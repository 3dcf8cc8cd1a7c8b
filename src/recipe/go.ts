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
import { blocksOf, WEBSOCKET } from "./go-blocks.ts";
import type { Language } from "./language.ts";
import { type Action, argumentOf, type Credential, isSession, mints, speaks } from "./script.ts";
import { literal } from "./source-text.ts";

/** A program for Go 1.18 with the package gorilla/websocket. A program without a session needs no package. */
export const go: Language = (script, { lines }) => {
  const { variable, header, prefix } = credentialHeader(script.auth);
  const session = isSession(script);
  const blocks = blocksOf(script);
  const imports = [...new Set(blocks.flatMap((block) => block.imports))].sort();
  const secret = prefix === "" ? "key" : `${literal(prefix)} + key`;
  return [
    ...lines.map((line) => `// ${line}`),
    `// Needs: Go 1.18${session ? `, go mod init recipe, go get ${WEBSOCKET}` : ""}. Run: ${assignments(script.auth, script.gateway)} go run recipe.go${argumentOf(script)}`,
    "package main",
    "",
    "import (",
    ...imports.filter((name) => name !== WEBSOCKET).map((name) => `\t${literal(name)}`),
    ...(session ? ["", `\t${literal(WEBSOCKET)}`] : []),
    ")",
    "",
    `var endpoint = strings.TrimRight(required("${ENDPOINT_VARIABLE}", "${endpointAdvice(script.host)}"), "/")`,
    ...(mints(script) ? ["var kept = map[string]string{}"] : []),
    "",
    ...blocks.flatMap((block) => [...block.lines, ""]),
    "func main() {",
    `\tkey := required("${variable}", "${CREDENTIAL_ADVICE}")`,
    ...(speaks(script) ? ["\taudio, err := os.ReadFile(os.Args[1])", "\tcheck(err)"] : []),
    ...script.actions.flatMap((action) =>
      statements(action, `${literal(header)}: {${secret}}`).map((line) => `\t${line}`),
    ),
    ...(session ? ["\tsocket.Close()"] : []),
    "}",
    "",
  ].join("\n");
};

function statements(action: Action, own: string): string[] {
  switch (action.kind) {
    case "request":
      return request(action, own);
    case "open":
      return [`socket = open(${literal(action.path)}, ${headers(action.credential, offered(action), own)})`];
    case "send":
      return [`check(send(${literal(JSON.stringify(action.event))}))`];
    case "speak":
      return [
        `speak(audio, ${literal(JSON.stringify(action.append))}, ${action.commit}, ${action.pace ?? 0}, ${action.silence})`,
      ];
    case "await": {
      const wait = `until(${list(action.events)}, ${list(action.refusedBy)})`;
      return [action.result === null ? wait : `fmt.Println(at(${wait}, ${literal(action.result)}))`];
    }
  }
}

function request(
  { method, path, credential, body, keep, result, reads: reading, ...action }: Action & { kind: "request" },
  own: string,
) {
  const type: [string, string][] =
    body.kind === "none" ? [] : [["Content-Type", body.kind === "json" ? "application/json" : FORM_TYPE]];
  const content =
    body.kind === "json"
      ? `[]byte(${literal(JSON.stringify(body.json))})`
      : body.kind === "multipart"
        ? `bytes.Join([][]byte{${formBody(body.parts)
            .map((piece) => (piece.kind === "audio" ? "audio" : `[]byte(${literal(piece.text)})`))
            .join(", ")}}, nil)`
        : "nil";
  const asked = `ask(${literal(method)}, ${literal(path)}, ${headers(credential, [...action.headers, ...type], own)}, ${content})`;
  const read = `bodyOf(${asked})`;
  if (reading === "events") return [`printEvents(${asked}, ${literal(result ?? "")})`];
  if (reading === "audio") return [`writeAudio(${asked})`];
  const used = [
    ...Object.entries(keep).map(([name, from]) => `kept[${literal(name)}] = at(answer, ${literal(from)})`),
    ...(result === null ? [] : [`fmt.Println(at(answer, ${literal(result)}))`]),
  ];
  return used.length === 0 ? [read] : ["{", `\tanswer := ${read}`, ...used.map((line) => `\t${line}`), "}"];
}

/** The library takes a subprotocol from the header. */
function offered({ headers: more, subprotocol }: Action & { kind: "open" }): [string, HeaderValue][] {
  return subprotocol === null ? more : [...more, ["Sec-Websocket-Protocol", subprotocol]];
}

function headers(credential: Credential, more: [string, HeaderValue][], own: string): string {
  const rest = more.map(([name, value]) => `${literal(name)}: {${headerValue(value, literal)}}`);
  return `http.Header{${[...who(credential, own), ...rest].join(", ")}}`;
}

function who(credential: Credential, own: string): string[] {
  if (credential.kind === "none") return [];
  if (credential.kind === "resource") return [own];
  const value = `kept[${literal(credential.name)}]`;
  return [credential.as === "bearer" ? `"Authorization": {"Bearer " + ${value}}` : `"api-key": {${value}}`];
}

function list(names: string[]): string {
  return `[]string{${names.map(literal).join(", ")}}`;
}
