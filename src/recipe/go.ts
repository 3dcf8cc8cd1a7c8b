import { CREDENTIAL_ADVICE, credentialHeader, ENDPOINT_ADVICE, ENDPOINT_VARIABLE } from "./environment.ts";
import { FORM_TYPE, formBody } from "./form.ts";
import { blocksOf, WEBSOCKET } from "./go-blocks.ts";
import type { Language } from "./language.ts";
import { type Action, type Credential, isSession, mints, speaks } from "./script.ts";
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
    `// Needs: Go 1.18${session ? `, go mod init recipe, go get ${WEBSOCKET}` : ""}. Run: ${ENDPOINT_VARIABLE}=… ${variable}=… go run recipe.go${speaks(script) ? " speech.wav  (24 kHz mono PCM16)" : ""}`,
    "package main",
    "",
    "import (",
    ...imports.filter((name) => name !== WEBSOCKET).map((name) => `\t${literal(name)}`),
    ...(session ? ["", `\t${literal(WEBSOCKET)}`] : []),
    ")",
    "",
    `var endpoint = strings.TrimRight(required("${ENDPOINT_VARIABLE}", "${ENDPOINT_ADVICE}"), "/")`,
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
      return [`socket = open(${literal(action.path)}, ${headers(action.credential, action.headers, own)})`];
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
  { method, path, credential, body, keep, result, ...action }: Action & { kind: "request" },
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
  const used = [
    ...Object.entries(keep).map(([name, from]) => `kept[${literal(name)}] = at(answer, ${literal(from)})`),
    ...(result === null ? [] : [`fmt.Println(at(answer, ${literal(result)}))`]),
  ];
  return used.length === 0 ? [asked] : ["{", `\tanswer := ${asked}`, ...used.map((line) => `\t${line}`), "}"];
}

function headers(credential: Credential, more: [string, string][], own: string): string {
  const rest = more.map(([name, value]) => `${literal(name)}: {${literal(value)}}`);
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
