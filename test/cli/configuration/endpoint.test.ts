import { describe, expect, it } from "vitest";
import { readEndpoint } from "../../../src/cli/configuration/endpoint.ts";

const SECRET = "0123456789abcdef0123456789abcdef";

const REFUSED: [text: string, said: string][] = [
  ["", "is empty"],
  ["contoso.openai.azure.com", "write https://"],
  ["localhost:8080", "write http://"],
  ["localhost:", "write http://"],
  ["http://contoso.openai.azure.com", "plain http"],
  ["http://10.0.0.4", "plain http"],
  ["http://localhost.evil.example", "plain http"],
  ["wss://contoso.openai.azure.com", "write https://"],
  ["ftp://contoso.openai.azure.com", "unknown scheme"],
  ["file:///etc/passwd", "unknown scheme"],
  [`https://user:${SECRET}@contoso.openai.azure.com`, "user name or password"],
  [`https://contoso.openai.azure.com?api-key=${SECRET}`, "has a key in its query"],
  [`https://contoso.openai.azure.com/?x=${SECRET}`, "has a key in its query"],
  ["https://contoso.openai.azure.com/?api-version=1", "has a query"],
  ["https://contoso.openai.azure.com/#a", "fragment"],
  ["https://contoso.openai.azure.com/openai/v1", "write only https://contoso.openai.azure.com,"],
  ["https://contoso.openai.azure.com.", "a dot after the host"],
  ["https://contoso.openai.azure.com:0", "port 0"],
  ["https://contoso.openai.azure.com:99999", "is not a URL"],
  ["https://<resource>.openai.azure.com", "placeholder"],
  ["https://YOUR-RESOURCE.openai.azure.com", "placeholder"],
  ["https://your_resource_name.openai.azure.com", "placeholder"],
  [["https://$", "{RESOURCE}.openai.azure.com"].join(""), "placeholder"],
  ["https://::1", "is not a URL"],
  ["https://contoso", "without a dot"],
  ["https://ai.azure.com", "a portal"],
  ["https://api.openai.com", "OpenAI's platform"],
  ["https://сontoso.openai.azure.com", "outside ASCII"],
  ["https://contoso.openai.azure.com\r\nx: y", "control characters"],
  ['"https://contoso.openai.azure.com"', "quotation marks"],
  [SECRET, "looks like a key"],
];

describe("an endpoint", () => {
  it.each([
    ["https://contoso.openai.azure.com", "https://contoso.openai.azure.com"],
    ["https://contoso.openai.azure.com/", "https://contoso.openai.azure.com"],
    [" https://Contoso.OpenAI.azure.com:443/\n", "https://contoso.openai.azure.com"],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
    ["http://localhost:8080/", "http://localhost:8080"],
    ["http://[::1]:8080", "http://[::1]:8080"],
    ["https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"],
    ["https://contoso.cognitiveservices.azure.com", "https://contoso.cognitiveservices.azure.com"],
  ])("%s is read as its origin", (text, origin) => {
    expect(readEndpoint(text)).toMatchObject({ kind: "origin", origin });
  });

  it.each(REFUSED)("%s is refused with advice and without the value's secret", (text, said) => {
    const reading = readEndpoint(text);
    expect(reading.kind).toBe("refused");
    const why = reading.kind === "refused" ? reading.why : "";
    expect(why).toContain(said);
    expect(why).not.toContain(SECRET.slice(0, 8));
  });
});
