import { createServer, type IncomingMessage } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { readInventory } from "../../src/discover/inventory.ts";
import { TokenError } from "../../src/entra/token-source.ts";
import { armAt, roleOf } from "./discovery.ts";

const TOKEN = "the-management-token-of-the-operator";
const ID = "00000000-0000-4000-8000-000000000001";
const ACCOUNT_ID = `/subscriptions/${ID}/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a`;
const SUBSCRIPTIONS = { value: [{ subscriptionId: ID, displayName: "One", state: "Enabled" }] };
const account = (name: string, more: object = {}) => ({
  id: ACCOUNT_ID.replace(/a$/, name),
  name,
  location: "swedencentral",
  kind: "OpenAI",
  properties: { endpoint: "https://a.openai.azure.com/" },
  ...more,
});
const DEPLOYMENTS = {
  value: [{ name: "d", sku: { name: "Standard" }, properties: { model: { name: "gpt-realtime", version: "1" } } }],
};

/** What a server answers: a body as JSON or text, or all of an answer. */
type Given = object | string | { status: number; headers?: Record<string, string>; body: object | string };
type Lists = {
  accounts?: (request: IncomingMessage, origin: string) => Given;
  deployments?: () => Given;
  models?: () => Given;
};

interface Served {
  origin: string;
  /** `GET /path?query` in order. */
  seen: string[];
  authorizations: Set<string | undefined>;
}

const servers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of servers.splice(0)) await close();
});

async function serve({ accounts, deployments, models }: Lists): Promise<Served> {
  const served: Served = { origin: "", seen: [], authorizations: new Set() };
  const server = createServer((request, response) => {
    const { url = "" } = request;
    served.seen.push(`${request.method} ${url}`);
    served.authorizations.add(request.headers.authorization);
    const given: Given = url.startsWith("/subscriptions?")
      ? SUBSCRIPTIONS
      : url.includes("/deployments")
        ? (deployments?.() ?? DEPLOYMENTS)
        : url.includes("/models")
          ? (models?.() ?? { value: [] })
          : (accounts?.(request, served.origin) ?? { value: [account("a")] });
    const whole = typeof given === "object" && "status" in given ? given : { status: 200, body: given };
    response.writeHead(whole.status, "headers" in whole ? whole.headers : {});
    response.end(typeof whole.body === "string" ? whole.body : JSON.stringify(whole.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  served.origin = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  return served;
}

async function inventoryOf(served: Served) {
  const { arm, waits } = armAt(served.origin, TOKEN);
  return { ...(await readInventory(arm, [], roleOf)), unread: arm.unread, waits };
}

describe("an Azure Resource Manager that is not what it should be", () => {
  it("is only asked for lists, and never for keys", async () => {
    const served = await serve({});
    const { accounts, problems } = await inventoryOf(served);
    expect(problems).toEqual([]);
    expect(accounts.map(({ name, deployments }) => [name, deployments.length])).toEqual([["a", 1]]);
    expect(served.seen.map((line) => line.split("?")[0])).toEqual([
      "GET /subscriptions",
      `GET /subscriptions/${ID}/providers/Microsoft.CognitiveServices/accounts`,
      `GET ${ACCOUNT_ID}/deployments`,
      `GET /subscriptions/${ID}/providers/Microsoft.CognitiveServices/locations/swedencentral/models`,
    ]);
  });

  it("gets no token at another origin, if nextLink leads there", async () => {
    const other = await serve({});
    const served = await serve({
      accounts: () => ({ value: [account("a")], nextLink: `${other.origin}/subscriptions` }),
    });
    const { accounts, problems } = await inventoryOf(served);
    expect(other.seen).toEqual([]);
    expect(accounts.length).toBe(1);
    expect(problems.map(({ text }) => text)).toEqual(["its next page is not on this host, so it was not requested"]);
  });

  it("is followed to a page whose token looks like a credential", async () => {
    const skip = "eyJhbGciOiJIUzI1NiJ9.eyJuZXh0IjoiMTIzNDU2Nzg5MCJ9.c2lnbmF0dXJlLXNpZ25hdHVyZQ";
    const served = await serve({
      accounts: ({ url = "" }, origin) =>
        url.includes("skiptoken")
          ? { value: [account("b")] }
          : { value: [account("a")], nextLink: `${origin}${url}&$skiptoken=${skip}` },
    });
    const { accounts } = await inventoryOf(served);
    expect(accounts.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(served.seen.some((line) => line.endsWith(`skiptoken=${skip}`))).toBe(true);
  });

  it("ends the list if its pages go round in a circle", async () => {
    const served = await serve({
      accounts: ({ url = "" }, origin) => ({
        value: [account("a")],
        nextLink: `${origin}${url.split("&")[0]}&$skiptoken=${url.endsWith("=1") ? 2 : 1}`,
      }),
    });
    const { problems } = await inventoryOf(served);
    expect(problems.map(({ text }) => text)).toEqual(["its pages go round in a circle"]);
    expect(served.seen.filter((line) => line.includes("/accounts?")).length).toBe(3);
  });

  it.each<[string, Given, string]>([
    ["a page of a portal", "<html>Sign in</html>", "the response (200) is not one of Azure Resource Manager"],
    ["JSON of a gateway", { statusCode: 401 }, "the response (200) is not one of Azure Resource Manager"],
    ["a redirect", { status: 302, headers: { location: "/login" }, body: "" }, "it was redirected (302)"],
    [
      "an error of its own",
      { status: 404, body: { error: { code: "InvalidResourceType", message: "The type was not found.\nDetails" } } },
      "404 InvalidResourceType: The type was not found.",
    ],
  ])("is named with %s", async (_, given, text) => {
    const { problems, accounts } = await inventoryOf(await serve({ accounts: () => given }));
    expect(problems).toMatchObject([{ scope: `subscription ${ID}`, text }]);
    expect(accounts).toEqual([]);
  });

  it("keeps the entries that it can read, and counts the others", async () => {
    const { accounts, unread } = await inventoryOf(
      await serve({ accounts: () => ({ value: [account("a"), { name: 7 }, null, account("b", { kind: "Face" })] }) }),
    );
    expect(accounts.map(({ name }) => name)).toEqual(["a"]);
    expect(unread).toBe(2);
  });

  it("is asked again after a fault that may pass", async () => {
    let faults = 2;
    const served = await serve({
      accounts: () => (faults-- > 0 ? { status: 503, body: "" } : { value: [account("a")] }),
    });
    const { accounts, waits } = await inventoryOf(served);
    expect([accounts.length, waits]).toEqual([1, [1000, 2000]]);
  });

  it("is not asked if there is no token, and the reason is named", async () => {
    const served = await serve({});
    const token = () => Promise.reject(new TokenError("No Entra token from azure-cli: not signed in. Run `az login`."));
    const { problems } = await readInventory(armAt(served.origin, TOKEN, { token }).arm, [], roleOf);
    expect(problems.map(({ text }) => text)).toEqual(["No Entra token from azure-cli: not signed in. Run `az login`"]);
    expect(served.seen).toEqual([]);
  });

  it.each([
    ["states no wait", "0", "it is rate-limited for longer than --max-wait allows (66 s)", 11],
    [
      "states an absurd wait",
      "1000000000",
      "it is rate-limited for longer than --max-wait allows (more than a day)",
      0,
    ],
  ])("is not asked for ever if each 429 %s", async (_, seconds, text, waited) => {
    const served = await serve({ accounts: () => ({ status: 429, headers: { "retry-after": seconds }, body: "" }) });
    const { problems, waits } = await inventoryOf(served);
    expect(problems).toMatchObject([{ text, isLimit: true }]);
    expect(waits.length).toBe(waited);
  });

  it.each([{ a: 1 }, 7, "/subscriptions", "https://management.azure.com@127.0.0.2/x"])(
    "is not read to its end if nextLink is %j",
    async (nextLink) => {
      const { accounts, problems } = await inventoryOf(
        await serve({ accounts: () => ({ value: [account("a")], nextLink }) }),
      );
      expect(accounts.length).toBe(1);
      expect(problems).toMatchObject([{ text: "its next page is not on this host, so it was not requested" }]);
    },
  );

  it("is asked again if a page ends early, and is then not taken for another server", async () => {
    const headers = { "content-length": "1000", connection: "close" };
    const { problems, waits } = await inventoryOf(
      await serve({ accounts: () => ({ status: 200, headers, body: '{"value":[' }) }),
    );
    expect(problems).toMatchObject([{ text: "the connection was closed within the response body", status: 200 }]);
    expect(waits).toEqual([1000, 2000]);
  });

  it("counts an entry once that two pages have", async () => {
    const served = await serve({
      accounts: ({ url = "" }, origin) => ({
        value: [account("a")],
        ...(url.includes("skip") ? {} : { nextLink: `${origin}${url}&skip=1` }),
      }),
      deployments: () => ({ value: [...DEPLOYMENTS.value, ...DEPLOYMENTS.value] }),
    });
    const { accounts } = await inventoryOf(served);
    expect(accounts.map(({ deployments }) => deployments.length)).toEqual([1]);
  });

  it("says that the deployments of an account with an unusable id are not known", async () => {
    const { problems } = await inventoryOf(
      await serve({ accounts: () => ({ value: [account("a", { id: "/x/../subscriptions" })] }) }),
    );
    expect(problems.map(({ scope }) => scope)).toEqual(["deployments of account a"]);
  });

  it("cannot put the token of the request into what was found", async () => {
    const served = await serve({ accounts: ({ headers }) => ({ value: [account(`x ${headers.authorization}`)] }) });
    const { accounts } = await inventoryOf(served);
    expect(served.authorizations).toEqual(new Set([`Bearer ${TOKEN}`]));
    expect(accounts[0]?.name).toBe("x Bearer REDACTED-token-1");
  });

  it("does not lose the deployments if the models cannot be read", async () => {
    const denied = { error: { code: "AuthorizationFailed", message: "no" } };
    const { accounts, problems } = await inventoryOf(await serve({ models: () => ({ status: 403, body: denied }) }));
    expect(accounts[0]?.deployments).toMatchObject([{ name: "d", role: "conversation", claim: null }]);
    expect(problems.map(({ scope }) => scope)).toEqual([`models of swedencentral in subscription ${ID}`]);
  });
});
