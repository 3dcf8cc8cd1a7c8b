import { describe, expect, it } from "vitest";
import { noteTargetUri, readTargetUri } from "../../../src/cli/configuration/target-uri.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const R = "https://contoso.openai.azure.com";
const PROJECT = "https://contoso.services.ai.azure.com/api/projects/voice";
const APIM = "https://gateway.contoso.com";

type Read = [base: string | null, deployment: string | null, version: string | null];

/** What people copy from the portal, from samples and from a gateway. */
const READ: [pasted: string, origin: string, read: Read][] = [
  [R, R, [null, null, null]],
  [`${R}/`, R, [null, null, null]],
  [`${R}/openai`, R, [null, null, null]],
  [`${R}/openai/`, R, [null, null, null]],
  [`${R}/openai/v1`, R, [null, null, null]],
  [`${R}/openai/v1/chat/completions`, R, [null, null, null]],
  [`${R}/openai/deployments/D`, R, [null, "D", null]],
  [`${R}/openai/deployments/D/chat/completions?api-version=2025-01-01-preview`, R, [null, "D", "2025-01-01-preview"]],
  [`${R}/openai/deployments/whisper/audio/translations?api-version=2024-06-01`, R, [null, "whisper", "2024-06-01"]],
  [`${R}/openai/realtime?api-version=2024-10-01-preview&deployment=rt`, R, [null, "rt", "2024-10-01-preview"]],
  [`${R}/openai/v1/realtime?model=gpt-realtime`, R, [null, "gpt-realtime", null]],
  [`${R}/openai/v1/realtime?intent=transcription`, R, [null, null, null]],
  [`${R}/openai/responses?api-version=2025-04-01-preview`, R, [null, null, "2025-04-01-preview"]],
  [`  ${R}/openai/v1/\n`, R, [null, null, null]],
  ["https://Contoso.OpenAI.azure.com:443/openai/v1", R, [null, null, null]],
  [PROJECT, "https://contoso.services.ai.azure.com", ["/api/projects/voice", null, null]],
  [`${PROJECT}/`, "https://contoso.services.ai.azure.com", ["/api/projects/voice", null, null]],
  [`${PROJECT}/openai/v1`, "https://contoso.services.ai.azure.com", ["/api/projects/voice", null, null]],
  [`${APIM}/ai`, APIM, ["/ai", null, null]],
  [`${APIM}/team/v2/openai`, APIM, ["/team/v2", null, null]],
  [`${APIM}/team/openai/deployments/D/chat/completions?api-version=2024-10-21`, APIM, ["/team", "D", "2024-10-21"]],
  ["http://127.0.0.1:8080/prefix", "http://127.0.0.1:8080", ["/prefix", null, null]],
];

const REFUSED: [pasted: string, why: string][] = [
  [`${R}/some/path`, "has a path"],
  [`${R}/api/projects/p/agents`, "has a path"],
  [`${R}?api-version=2024-10-21`, "has a query"],
  [`${APIM}/ai?api-version=2024-10-21`, "has a query"],
  [`${R}/openai/v1?subscription=1`, "has a query"],
  [`${R}/openai/deployments/D/chat/completions?api-version=a%20b`, "has a query"],
  [`${R}/openai/deployments/a%2fb/chat`, "has a path"],
  [`${R}/openai/deployments/${SECRET}/chat`, "has a path"],
  [`${APIM}/${SECRET}`, "has a path"],
  [`${APIM}/a//b`, "has a path"],
  [`${APIM}/a/..%2fb`, "has a path"],
  [`${APIM}/{name}`, "placeholder"],
  [`${APIM}/a/b/c/d/e/f/g/h/i`, "has a path"],
  [`${R}/openai/v1?api-key=${SECRET}`, "has a key in its query"],
  [`${R}/openai/v1#x`, "fragment"],
  [`https://user:${SECRET}@contoso.openai.azure.com/openai/v1`, "user name or password"],
  ["http://contoso.openai.azure.com/openai/v1", "plain http"],
  ["wss://contoso.openai.azure.com/openai/v1/realtime?model=D", "query"],
  ["https://ai.azure.com/resource/deployments", "portal"],
  ["https://api.openai.com/v1", "OpenAI's platform"],
];

describe("a pasted endpoint", () => {
  it.each(READ)("%s is read", (pasted, origin, [basePath, deployment, apiVersion]) => {
    expect(readTargetUri(pasted)).toMatchObject({ kind: "target", origin, basePath, deployment, apiVersion });
  });

  it.each(REFUSED)("%s is refused without its secret", (pasted, why) => {
    const reading = readTargetUri(pasted);
    expect(reading).toMatchObject({ kind: "refused", why: expect.stringContaining(why) });
    expect(JSON.stringify(reading)).not.toContain(SECRET.slice(0, 8));
  });

  it("is announced with all that was read of it, and not if it is an origin", () => {
    const note = (text: string) => {
      const uri = readTargetUri(text);
      return uri.kind === "target" ? noteTargetUri("--endpoint", uri) : null;
    };
    expect(note(R)).toBeNull();
    expect(note(`${R}/openai/v1`)).toBeNull();
    expect(note(`${APIM}/team/openai/deployments/D/chat/completions?api-version=2024-10-21`)).toBe(
      "--endpoint was read as the endpoint https://gateway.contoso.com, the base path /team, under which every path is requested, the deployment D, the api-version 2024-10-21.",
    );
  });
});
