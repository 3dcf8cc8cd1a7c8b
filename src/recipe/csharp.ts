import { ASKING, AUDIO, EVENTS, READING, SESSION, SETTINGS, SPEECH } from "./csharp-members.ts";
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
import { type Action, argumentOf, type Credential, isSession, mints, reads, speaks } from "./script.ts";
import { literal } from "./source-text.ts";

/** A program for .NET 8 or Mono that needs only the standard library. */
export const csharp: Language = (script, { lines }) => {
  const { variable, header, prefix } = credentialHeader(script.auth);
  const session = isSession(script);
  const own = `{ ${literal(header)}, ${prefix === "" ? "key" : `${literal(prefix)} + key`} }`;
  return [
    ...lines.map((line) => `// ${line}`),
    `// Needs: .NET 8, this file as Program.cs of \`dotnet new console\`. Run: ${assignments(script.auth, script.gateway)} dotnet run${argumentOf(script) === "" ? "" : ` --${argumentOf(script)}`}`,
    "using System;",
    "using System.Collections.Generic;",
    "using System.IO;",
    "using System.Linq;",
    "using System.Net.Http;",
    "using System.Net.WebSockets;",
    "using System.Runtime.Serialization.Json;",
    "using System.Text;",
    "using System.Threading;",
    "using System.Threading.Tasks;",
    "using System.Xml;",
    "using System.Xml.Linq;",
    "",
    "static class Recipe",
    "{",
    `    static readonly string Endpoint = Required("${ENDPOINT_VARIABLE}", "${endpointAdvice(script.host)}").TrimEnd('/');`,
    ...(mints(script)
      ? ["    static readonly Dictionary<string, string> Kept = new Dictionary<string, string>();"]
      : []),
    "",
    "    static void Main(string[] args) => Run(args).GetAwaiter().GetResult();",
    "",
    "    static async Task Run(string[] args)",
    "    {",
    "        Console.OutputEncoding = new UTF8Encoding(false);",
    `        var key = Required("${variable}", "${CREDENTIAL_ADVICE}");`,
    ...(speaks(script) ? ["        var audio = File.ReadAllBytes(args[0]);"] : []),
    ...script.actions.flatMap((action, index) => statements(action, index, own)).map((line) => `        ${line}`),
    ...(session ? ["        Socket.Abort();"] : []),
    "    }",
    "",
    ...SETTINGS,
    "",
    ...READING,
    ...(script.actions.some(({ kind }) => kind === "request") ? ["", ...ASKING] : []),
    ...(reads(script, "events") ? ["", ...EVENTS] : []),
    ...(reads(script, "audio") ? ["", ...AUDIO] : []),
    ...(session ? ["", ...SESSION] : []),
    ...(script.actions.some(({ kind }) => kind === "speak") ? ["", ...SPEECH] : []),
    "}",
    "",
  ].join("\n");
};

function statements(action: Action, index: number, own: string): string[] {
  switch (action.kind) {
    case "request":
      return request(action, index, own);
    case "open":
      return [
        `await Open(${literal(action.path)}, ${headers(action.credential, action.headers, own)}${action.subprotocol === null ? "" : `, ${literal(action.subprotocol)}`});`,
      ];
    case "send":
      return [`await Send(${literal(JSON.stringify(action.event))});`];
    case "speak":
      return [
        `await Speak(audio, ${literal(JSON.stringify(action.append))}, ${action.commit}, ${action.pace ?? 0}, ${action.silence});`,
      ];
    case "await": {
      const wait = `await Until(${list(action.events)}, ${list(action.refusedBy)})`;
      return [action.result === null ? `${wait};` : `Console.WriteLine(At(${wait}, ${literal(action.result)}));`];
    }
  }
}

function request(action: Action & { kind: "request" }, index: number, own: string): string[] {
  const { method, path, credential, body, keep, result } = action;
  const answer = `answer${index}`;
  const type = body.kind === "none" ? '""' : literal(body.kind === "json" ? "application/json" : FORM_TYPE);
  const content =
    body.kind === "json"
      ? bytes(JSON.stringify(body.json))
      : body.kind === "multipart"
        ? `new[] { ${formBody(body.parts)
            .map((piece) => (piece.kind === "audio" ? "audio" : bytes(piece.text)))
            .join(", ")} }.SelectMany(part => part).ToArray()`
        : "null";
  const asked = `await Ask(${literal(method)}, ${literal(path)}, ${headers(credential, action.headers, own)}, ${type}, ${content})`;
  if (action.reads === "events") return [`await PrintEvents(${asked}, ${literal(result ?? "")});`];
  if (action.reads === "audio") return [`await WriteAudio(${asked}, args);`];
  return [
    `var ${answer} = await (${asked}).Content.ReadAsStringAsync();`,
    ...Object.entries(keep).map(([name, from]) => `Kept[${literal(name)}] = At(${answer}, ${literal(from)});`),
    ...(result === null ? [] : [`Console.WriteLine(At(${answer}, ${literal(result)}));`]),
  ];
}

function bytes(text: string): string {
  return `Encoding.UTF8.GetBytes(${literal(text)})`;
}

function headers(credential: Credential, more: [string, HeaderValue][], own: string): string {
  const rest = more.map(([name, value]) => `{ ${literal(name)}, ${headerValue(value, literal, "Required")} }`);
  return `new Dictionary<string, string> { ${[...who(credential, own), ...rest].join(", ")} }`;
}

function who(credential: Credential, own: string): string[] {
  if (credential.kind === "none") return [];
  if (credential.kind === "resource") return [own];
  const value = `Kept[${literal(credential.name)}]`;
  return [credential.as === "bearer" ? `{ "Authorization", "Bearer " + ${value} }` : `{ "api-key", ${value} }`];
}

function list(names: string[]): string {
  return names.length === 0 ? "new string[0]" : `new[] { ${names.map(literal).join(", ")} }`;
}
