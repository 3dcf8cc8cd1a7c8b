import { gatewayBefore, type OwnAnswer } from "../support/gateway.ts";
import {
  CA,
  certificateFor,
  closedOrigin,
  KEY,
  keep,
  OTHER_KEY,
  proxyWith,
  resource,
  resourceAt,
  type Setup,
  scenario,
  TOKEN,
} from "./setup.ts";

/** A set-up that fails, the one without its fault, and what doctor must say first about the fault. */
export interface BrokenSetup {
  broken(): Promise<Setup>;
  healthy(): Promise<Setup>;
  check: string;
  /** What the first line must have, in any order. */
  says: RegExp[];
}

const HOST = "contoso.openai.azure.com";
/** Set-ups without a fault, each the counterpart of several broken ones. */
const withKey = async (): Promise<Setup> => ({ endpoint: (await resource()).endpoint });
const withToken = async (): Promise<Setup> => ({ endpoint: (await resource()).endpoint, token: TOKEN });
const throughGateway = async (): Promise<Setup> => ({ endpoint: await gateway(() => null) });
const trusted = async (): Promise<Setup> => ({ endpoint: await resourceAt(HOST), trust: CA });

const refusal = (status: number, code: string, message: string) => ({ status, body: { error: { code, message } } });
const json = (status: number, body: unknown): OwnAnswer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
/** As API Management words it. */
const NO_SUBSCRIPTION_KEY = json(401, {
  statusCode: 401,
  message:
    "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.",
});
const NO_OPERATION = json(404, { statusCode: 404, message: "Resource not found" });

async function gateway(instead: (header: (name: string) => unknown, path: string) => OwnAnswer | null, strip = "") {
  const { endpoint } = await resource();
  const standing = await gatewayBefore(endpoint, {
    path: (path) => (path.startsWith(strip) ? path.slice(strip.length) : path),
    instead: ({ headers, url = "" }) => instead((name) => headers[name], url),
  });
  return keep(standing).endpoint;
}

/** A rule for every request that shows a credential of this kind. */
const always = (
  credential: "key" | "entra" | "none",
  reply: { status: number; headers?: Record<string, string>; body?: unknown },
) => ({
  request: { credential, always: true as const },
  reply,
});

export const BROKEN_SETUPS: Record<string, BrokenSetup> = {
  "wrong key": {
    broken: async () => ({
      endpoint: await scenario("fr-085"),
      deployments: ["gpt-realtime"],
      key: `${KEY.slice(0, -1)}e`,
    }),
    healthy: withKey,
    check: "credential",
    says: [/Compare the key and the endpoint/],
  },
  "key of another resource": {
    broken: async () => ({ endpoint: (await resource()).endpoint, key: OTHER_KEY }),
    healthy: withKey,
    check: "credential",
    says: [/regenerated key/, /key of another resource/, /wrong endpoint/],
  },
  "expired token": {
    broken: async () => ({
      endpoint: (
        await resource({
          rules: [always("entra", refusal(401, "401", "Access token has expired. The token has expired."))],
        })
      ).endpoint,
      token: TOKEN,
    }),
    healthy: withToken,
    check: "credential",
    says: [/Fetch a new token/, /clock/],
  },
  "wrong audience": {
    broken: async () => ({ endpoint: await scenario("token-for-another"), token: TOKEN }),
    healthy: withToken,
    check: "credential",
    says: [/scope https:\/\/cognitiveservices\.azure\.com\/\.default/],
  },
  "role missing": {
    broken: async () => ({
      endpoint: (
        await resource({
          rules: [
            always(
              "entra",
              refusal(
                401,
                "PermissionDenied",
                "The principal `00000000-0000-0000-0000-000000000000` lacks the required data action `Microsoft.CognitiveServices/accounts/OpenAI/models/read` to perform `GET /openai/v1/models` operation.",
              ),
            ),
          ],
        })
      ).endpoint,
      token: TOKEN,
    }),
    healthy: withToken,
    check: "credential",
    says: [/Assign the role Cognitive Services OpenAI User/],
  },
  "key auth disabled": {
    broken: async () => ({ endpoint: await scenario("fr-087"), deployments: ["gpt-realtime"] }),
    healthy: withKey,
    check: "credential",
    says: [/Use an Entra token/],
  },
  "proxy down": {
    broken: async () => ({ ...(await trusted()), proxy: { origin: await closedOrigin() } }),
    healthy: async () => ({ ...(await trusted()), proxy: { origin: await proxyWith(null) } }),
    check: "proxy",
    says: [/HTTPS_PROXY/, /proxy is reachable/],
  },
  "proxy password wrong": {
    broken: async () => ({
      ...(await trusted()),
      proxy: { origin: await proxyWith("operator:right-password"), credential: "operator:wrong-password" },
    }),
    healthy: async () => ({
      ...(await trusted()),
      proxy: { origin: await proxyWith("operator:right-password"), credential: "operator:right-password" },
    }),
    check: "proxy",
    says: [/HTTPS_PROXY=http:\/\/USER:PASSWORD@HOST:PORT/],
  },
  "NO_PROXY wrong": {
    broken: async () => ({
      ...(await trusted()),
      proxy: { origin: await proxyWith(null), except: ".azure.com" },
      unknown: true,
    }),
    healthy: async () => ({
      ...(await trusted()),
      proxy: { origin: await proxyWith(null), except: ".contoso.internal" },
      unknown: true,
    }),
    check: "proxy",
    says: [/Remove this host from NO_PROXY/],
  },
  "missing CA": {
    broken: async () => ({ endpoint: await resourceAt(HOST) }),
    healthy: trusted,
    check: "tls",
    says: [/CA certificate/],
  },
  "expired certificate": {
    broken: async () => ({
      endpoint: await resourceAt(HOST, { certificate: certificateFor([HOST], { from: -30, to: -1 }) }),
      trust: CA,
    }),
    healthy: trusted,
    check: "tls",
    says: [/certificate's dates/],
  },
  "wrong host name": {
    broken: async () => ({
      endpoint: await resourceAt(HOST, { certificate: certificateFor(["portal.contoso.example"]) }),
      trust: CA,
    }),
    healthy: trusted,
    check: "tls",
    says: [/Use the resource's own host name/],
  },
  "DNS failure": {
    broken: async () => ({ ...(await trusted()), unknown: true }),
    healthy: trusted,
    check: "dns",
    says: [/Check the resource name in the endpoint/, /DNS resolver/],
  },
  "private endpoint from outside": {
    broken: async () => ({ endpoint: await scenario("fr-088"), deployments: ["gpt-realtime"] }),
    healthy: withKey,
    check: "service",
    says: [/Run from a network that the resource allows/, /private endpoint/],
  },
  "clock off by an hour": {
    broken: async () => {
      const date = () => new Date(Date.now() - 3_600_000);
      return { endpoint: keep(await gatewayBefore((await resource()).endpoint, { date })).endpoint };
    },
    healthy: withKey,
    check: "clock",
    says: [/Set the clock of this machine/],
  },
  "endpoint with a path": {
    broken: async () => ({ endpoint: `${await gateway(() => null)}/aoai` }),
    healthy: throughGateway,
    check: "service",
    says: [/path/],
  },
  "endpoint of another cloud": {
    broken: async () => ({ endpoint: await resourceAt("contoso.openai.azure.us"), trust: CA, key: OTHER_KEY }),
    healthy: async () => ({ endpoint: await resourceAt("contoso.openai.azure.us"), trust: CA }),
    check: "credential",
    says: [/Azure Government/, /no credential of another cloud/],
  },
  "deployment name with a typo": {
    broken: async () => ({ endpoint: (await resource()).endpoint, deployments: ["gpt-realtme-1.5", "gpt-4.1-mini"] }),
    healthy: async () => ({ endpoint: (await resource()).endpoint, deployments: ["gpt-realtime-1.5", "gpt-4.1-mini"] }),
    check: "deployments",
    says: [/did you mean `gpt-realtime-1\.5`/],
  },
  "gateway without WebSockets": {
    broken: async () => ({
      endpoint: await gateway((header) =>
        header("upgrade") === undefined
          ? null
          : { status: 502, headers: { "content-type": "text/html" }, body: "<html><h1>502 Bad Gateway</h1></html>" },
      ),
    }),
    healthy: throughGateway,
    check: "websocket",
    says: [/Upgrade and Connection headers/],
  },
  "gateway with its own key header": {
    broken: async () => ({
      endpoint: await gateway((header) =>
        header("ocp-apim-subscription-key") === undefined ? NO_SUBSCRIPTION_KEY : null,
      ),
    }),
    healthy: async () => ({
      endpoint: await gateway((header) => (header("api-key") === undefined ? NO_SUBSCRIPTION_KEY : null)),
    }),
    check: "credential",
    says: [/Ocp-Apim-Subscription-Key/],
  },
  "Foundry project URL": {
    broken: async () => ({
      endpoint: `${await resourceAt("contoso.services.ai.azure.com", {
        basePath: "/api/projects/voice",
        rules: [
          {
            request: { transport: "websocket", always: true },
            reply: refusal(404, "404", "Resource not found"),
          },
        ],
      })}/api/projects/voice`,
      trust: CA,
    }),
    healthy: trusted,
    check: "websocket",
    says: [/contoso\.openai\.azure\.com/],
  },
  "API Management without its prefix": {
    broken: async () => ({
      endpoint: await gateway((_, path) => (path.startsWith("/aoai/") ? null : NO_OPERATION), "/aoai"),
    }),
    healthy: async () => ({
      endpoint: `${await gateway((_, path) => (path.startsWith("/aoai/") ? null : NO_OPERATION), "/aoai")}/aoai`,
    }),
    check: "service",
    says: [/add the path of its API to the endpoint/],
  },
  "retired model": {
    broken: async () => ({ endpoint: await scenario("model-retired") }),
    healthy: withKey,
    check: "deployments",
    says: [/Deploy a model that is still served/],
  },
  "login portal": {
    broken: async () => ({
      endpoint: await gateway(() => ({
        status: 200,
        headers: { "content-type": "text/html" },
        body: "<html><title>Sign in to the guest network</title></html>",
      })),
    }),
    healthy: throughGateway,
    check: "service",
    says: [/without a proxy or portal/],
  },
  "redirect to a login": {
    broken: async () => ({
      endpoint: await gateway(() => ({
        status: 302,
        headers: { location: "https://login.contoso.example/?next=/openai/v1/models" },
        body: "",
      })),
    }),
    healthy: throughGateway,
    check: "service",
    says: [/without a proxy or portal/],
  },
  "address that the network rules exclude": {
    broken: async () => ({ endpoint: await scenario("fr-089"), deployments: ["gpt-realtime"] }),
    healthy: withKey,
    check: "service",
    says: [/add this machine's address to its network rules/],
  },
};
