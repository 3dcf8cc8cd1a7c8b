import { describe, expect, it } from "vitest";
import { issueToken } from "../../src/emulator/token.ts";
import { identityTokens } from "../../src/entra/identity.ts";
import { renewedTokens } from "../../src/entra/renewed-token.ts";
import { TokenError } from "../../src/entra/token-source.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { readTokenClaims } from "../../src/redaction/token-claims.ts";

const MINUTE = 60_000;
const SCOPE = "https://ai.azure.com/.default";

/** A source that counts its tokens, and a clock that the test sets. */
function sourceOf(lifetime: number) {
  const vault = new Vault();
  const state = { now: 0, fetched: 0, broken: false };
  const tokens = renewedTokens(
    async () => {
      state.fetched += 1;
      if (state.broken) throw new TokenError(`failure ${state.fetched}`);
      const expires = state.now + lifetime;
      return { secret: vault.register(`token-number-${state.fetched}-of-this-test`, "token"), expires };
    },
    () => state.now,
  );
  return { tokens, state };
}

describe("a token", () => {
  it("is fetched once for all who need it at the same time, and once for each scope", async () => {
    const { tokens, state } = sourceOf(60 * MINUTE);
    const all = await Promise.all([tokens(SCOPE), tokens(SCOPE), tokens("https://other.example/.default")]);
    expect(all.map(({ label }) => label)).toEqual(["REDACTED-token-1", "REDACTED-token-1", "REDACTED-token-2"]);
    expect(state.fetched).toBe(2);
  });

  it("is renewed five minutes before it expires", async () => {
    const { tokens, state } = sourceOf(60 * MINUTE);
    const labels: string[] = [];
    for (const now of [0, 54.9, 55, 109.9, 110]) {
      state.now = now * MINUTE;
      labels.push((await tokens(SCOPE)).label);
    }
    expect(labels.map((label) => label.at(-1))).toEqual(["1", "1", "2", "2", "3"]);
  });

  it("stays in use until it expires if no new one can be fetched, and the source is not asked each time", async () => {
    const { tokens, state } = sourceOf(60 * MINUTE);
    await tokens(SCOPE);
    state.broken = true;
    state.now = 56 * MINUTE;
    expect([(await tokens(SCOPE)).label, (await tokens(SCOPE)).label]).toEqual([
      "REDACTED-token-1",
      "REDACTED-token-1",
    ]);
    expect(state.fetched).toBe(2);
    state.now = 60 * MINUTE;
    await expect(tokens(SCOPE)).rejects.toThrow("failure 3");
    await expect(tokens(SCOPE)).rejects.toThrow("failure 3");
    state.broken = false;
    state.now = 61 * MINUTE;
    expect((await tokens(SCOPE)).label).toBe("REDACTED-token-2");
  });
});

describe("a token of @azure/identity", () => {
  const base = { authority: "https://login.microsoftonline.com", networkOf: () => ({}) };
  /** Stands for the package: what a credential is made with, and what it gives. */
  const packageOf = (getToken: () => Promise<{ token: string; expiresOnTimestamp: number } | null>) => {
    const made: [name: string, options: object][] = [];
    const credential = (name: string) =>
      class {
        constructor(options: object) {
          made.push([name, options]);
        }
        getToken = getToken;
      };
    const load = async () => ({
      AzureCliCredential: credential("azure-cli"),
      DefaultAzureCredential: credential("default"),
      EnvironmentCredential: credential("environment"),
      ManagedIdentityCredential: credential("managed-identity"),
      WorkloadIdentityCredential: credential("workload-identity"),
    });
    return { made, load };
  };
  const expiresOnTimestamp = Date.now() + 60 * MINUTE;

  it.each([
    ["default", { managedIdentityClientId: "c" }],
    ["environment", {}],
    ["workload-identity", {}],
    ["managed-identity", { clientId: "c" }],
  ] as const)("comes from the chosen credential: %s", async (credential, own) => {
    const { made, load } = packageOf(async () => ({ token: "a-token-of-the-package-0001", expiresOnTimestamp }));
    const vault = new Vault();
    const tokens = identityTokens({ ...base, credential, clientId: "c", vault, load });
    expect(made).toEqual([]);
    expect((await tokens(SCOPE)).label).toBe("REDACTED-token-1");
    expect(vault.redact("a-token-of-the-package-0001")).toBe("REDACTED-token-1");
    expect(made).toEqual([
      [credential, { authorityHost: base.authority, additionalPolicies: [expect.anything()], ...own }],
    ]);
  });

  it("is not looked up in Microsoft's directory of authorities if the authority is another", async () => {
    const { made, load } = packageOf(async () => ({ token: "a-token-of-the-package-0001", expiresOnTimestamp }));
    const authority = "https://127.0.0.1:8443";
    await identityTokens({ ...base, authority, credential: "environment", vault: new Vault(), load })(SCOPE);
    expect(made[0]?.[1]).toMatchObject({ authorityHost: authority, disableInstanceDiscovery: true });
  });

  it.each<[string, () => Promise<null>, string]>([
    ["gives none", async () => null, "it returned no token."],
    [
      "fails over many lines",
      async () => Promise.reject(new Error("CredentialUnavailableError:\n\tPlease run 'az login'\u001b[31m")),
      "CredentialUnavailableError: Please run 'az login' [31m.",
    ],
    ["repeats a secret", async () => Promise.reject(new Error("bad c1ient-secret-0001!")), "bad REDACTED-unknown-1!"],
  ])("says why if the source %s", async (_what, getToken, says) => {
    const vault = new Vault();
    vault.register("c1ient-secret-0001", "unknown");
    const { load } = packageOf(getToken);
    const tokens = identityTokens({ ...base, credential: "azure-cli", vault, load });
    const message = `No Entra token from azure-cli for ${SCOPE}: ${says} Run \`az login\` first.`;
    await expect(tokens(SCOPE)).rejects.toThrow(new TokenError(message));
  });

  it("needs the package, and the error has the command that installs it", async () => {
    const absent = Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
    const load = async () => Promise.reject(absent);
    const tokens = identityTokens({ ...base, credential: "default", vault: new Vault(), load });
    await expect(tokens(SCOPE)).rejects.toThrow("npm install @azure/identity@4.13.1");
  });
});

describe("the claims of a token", () => {
  const jwt = (claims: unknown) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sig`;

  it("are its audience, issuer, tenant and expiry, and nothing else", () => {
    const token = issueToken({ audience: "https://ai.azure.com", expires: 1_764_428_400_000 });
    expect(readTokenClaims(token)).toEqual({
      audience: "https://ai.azure.com",
      issuer: "https://sts.windows.net/00000000-0000-4000-8000-000000000001/",
      tenant: "00000000-0000-4000-8000-000000000001",
      expires: "2025-11-29T15:00:00.000Z",
    });
    expect(Object.keys(readTokenClaims(jwt({ aud: "x", upn: "a@b.c", oid: "1" })) ?? {}).sort()).toEqual([
      "audience",
      "expires",
      "issuer",
      "tenant",
    ]);
  });

  it.each<[string, unknown, object]>([
    ["an audience with a line break", { aud: "https://a\nb" }, { audience: null }],
    ["an audience that is an address", { aud: "someone@contoso.com" }, { audience: null }],
    ["a list of audiences", { aud: ["https://ai.azure.com"] }, { audience: "https://ai.azure.com" }],
    ["a long audience", { aud: `https://${"a".repeat(300)}` }, { audience: null }],
    ["a tenant that is a name", { tid: "contoso" }, { tenant: null }],
    ["an issuer with a query", { iss: "https://sts.example/?key=1" }, { issuer: null }],
    ["an expiry beyond every date", { exp: 1e300 }, { expires: null }],
    ["an expiry that is text", { exp: "soon" }, { expires: null }],
  ])("count only in their usual form: %s", (_what, claims, expected) => {
    expect(readTokenClaims(jwt(claims))).toMatchObject(expected);
  });

  it.each([
    ["a key", "0123456789abcdef0123456789abcdef"],
    ["an opaque token", "emulated.token"],
    ["no JSON", "e30.bm9uZQ.sig"],
    ["a list", jwt([])],
    ["a text", jwt("x")],
    ["too long", jwt({ aud: "a".repeat(40_000) })],
  ])("are unknown for %s", (_what, token) => {
    expect(readTokenClaims(token)).toBeNull();
  });
});
