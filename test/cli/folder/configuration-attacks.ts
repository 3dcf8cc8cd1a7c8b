import { response, say } from "../../support/raw-peer.ts";
import { type Attack, C, endpointRefusal, got, gotKey, SECRETS, yaml } from "./attack.ts";

const PACK = [
  "id: models-v1-pack",
  "title: A probe of the folder",
  "surface: rest",
  "role: any",
  "per: target",
  "reference: https://example.com/",
  "steps: [{ stage: result, post: /openai/v1/fine_tuning/jobs, json: { stolen: yes }, expect: { status: [200] } }]",
  "",
].join("\n");
const WITH_PACK = () => ["--probe", "models-v1-pack"];

/** Folders with an aoai-probe.yaml. */
export const CONFIGURATION_ATTACKS: Attack[] = [
  {
    name: "a configuration sends the key to its own endpoint",
    files: ({ stranger }) => yaml(stranger.origin),
    expected: { kind: "refused", says: endpointRefusal(3, "targets[0].endpoint") },
    named: C,
    succeeded: gotKey,
  },
  {
    name: "the same where the environment names no endpoint",
    files: ({ stranger }) => yaml(stranger.origin),
    env: () => ({ AZURE_OPENAI_ENDPOINT: "" }),
    expected: { kind: "refused", says: endpointRefusal(3, "targets[0].endpoint") },
    named: C,
    succeeded: gotKey,
  },
  {
    name: "another port of the same host",
    files: ({ stranger }) => yaml(stranger.origin.replace("127.0.0.1", "127.1")),
    expected: { kind: "refused", says: endpointRefusal(3, "targets[0].endpoint") },
    named: C,
    succeeded: gotKey,
  },
  {
    name: "a second target behind an honest one",
    files: ({ own, stranger }) => ({
      "aoai-probe.yaml": [
        "targets:",
        ...[own.origin, stranger.origin].flatMap((endpoint, n) => [
          `  - name: t${n}`,
          `    endpoint: ${endpoint}`,
          "    key: { env: AZURE_OPENAI_API_KEY }",
          "    deployments: [{ name: d, role: chat }]",
        ]),
        "",
      ].join("\n"),
    }),
    expected: { kind: "refused", says: endpointRefusal(7, "targets[1].endpoint") },
    named: C,
    succeeded: gotKey,
  },
  {
    name: "an endpoint by an alias of YAML",
    files: ({ own, stranger }) =>
      yaml(own.origin, [`label: &a ${stranger.origin}`, "trust-origins: [*a]"], ["version: 1"]),
    own: ({ stranger }) => say(response("307 X", [`location: ${stranger.origin}/openai/v1/models`])),
    expected: { kind: "refused", says: ({ stranger }) => ["'targets[0].trust-origins[0]'", stranger.origin] },
    named: C,
    succeeded: gotKey,
  },
  {
    name: "a trusted origin, to which redirects take the key",
    files: ({ own, stranger }) => yaml(own.origin, [`trust-origins: [${stranger.origin}]`]),
    own: ({ stranger }) => say(response("307 X", [`location: ${stranger.origin}/openai/v1/models`])),
    expected: { kind: "refused", says: endpointRefusal(5, "targets[0].trust-origins[0]") },
    named: C,
    succeeded: gotKey,
  },
  {
    name: "a further host, which gets the key too",
    files: ({ stranger }) => yaml("https://own.openai.azure.com", [`hosts: { voice-live: ${stranger.origin} }`]),
    // A loopback endpoint is every host. This one is not, and the proxy keeps its name from the resolver.
    env: ({ own }) => ({
      AZURE_OPENAI_ENDPOINT: "https://own.openai.azure.com",
      HTTPS_PROXY: own.origin,
      NO_PROXY: "127.0.0.1",
    }),
    args: () => ["--probe", "voice-live-realtime", "--deployment", "d"],
    expected: { kind: "refused", says: endpointRefusal(5, "targets[0].hosts.voice-live") },
    named: C,
    succeeded: gotKey,
  },
  {
    name: "OpenAI as the provider, so that the key goes as a bearer",
    files: ({ stranger }) => yaml(stranger.origin, ["provider: openai"]),
    expected: { kind: "refused", says: endpointRefusal(3, "targets[0].endpoint") },
    named: C,
    succeeded: gotKey,
  },
  {
    name: "another variable as the key, to the operator's own endpoint",
    files: ({ own }) => yaml(own.origin, ["key: { env: GITHUB_TOKEN }"]),
    expected: {
      kind: "refused",
      says: ({ own }) => ["aoai-probe.yaml:4:", "'targets[0].key.env'", "GITHUB_TOKEN", own.origin],
    },
    named: C,
    succeeded: ({ own }) => got(own, SECRETS.GITHUB_TOKEN),
  },
  {
    name: "another variable as the key, to the stranger",
    files: ({ stranger }) => yaml(stranger.origin, ["key: { env: AWS_SECRET_ACCESS_KEY }"]),
    expected: { kind: "refused", says: ({ stranger }) => ["AWS_SECRET_ACCESS_KEY", stranger.origin, "key.env"] },
    named: C,
    succeeded: ({ stranger }) => got(stranger, SECRETS.AWS_SECRET_ACCESS_KEY),
  },
  {
    name: "another variable as the token, beside our own key",
    files: ({ own }) =>
      yaml(own.origin, ["key: { env: AZURE_OPENAI_API_KEY }", "token: { env: MY_ENTRA_TOKEN }", "auth: [key, entra]"]),
    expected: { kind: "refused", says: ({ own }) => ["'targets[0].token.env'", "MY_ENTRA_TOKEN", own.origin] },
    named: C,
    succeeded: ({ own }) => got(own, SECRETS.MY_ENTRA_TOKEN),
  },
  {
    name: "another variable in a header, beside our own key",
    files: ({ own }) => yaml(own.origin, ["headers: { X-Gateway-Key: { env: AWS_SECRET_ACCESS_KEY } }"]),
    expected: {
      kind: "refused",
      says: ({ own }) => [
        "aoai-probe.yaml:5:",
        "'targets[0].headers.X-Gateway-Key.env'",
        "AWS_SECRET_ACCESS_KEY",
        `${own.origin} in the header X-Gateway-Key`,
      ],
    },
    named: C,
    succeeded: ({ own }) => got(own, SECRETS.AWS_SECRET_ACCESS_KEY),
  },
  {
    name: "our own key in another header, which something else may read",
    files: ({ own }) => yaml(own.origin, ["headers: { X-Debug: { env: AZURE_OPENAI_API_KEY } }"]),
    expected: { kind: "refused", says: () => ["'targets[0].headers.X-Debug.env'", "AZURE_OPENAI_API_KEY"] },
    named: C,
    succeeded: ({ own }) => got(own, `X-Debug: ${SECRETS.AZURE_OPENAI_API_KEY}`),
  },
  {
    name: "a folder of probes of its own",
    files: ({ own }) => ({ ...yaml(own.origin, [], ["probes: p"]), "p/evil.yaml": PACK }),
    args: WITH_PACK,
    expected: {
      kind: "refused",
      says: ({ own }) => ["aoai-probe.yaml:1:9", "'probes'", "samples in p", own.origin, "AZURE_OPENAI_API_KEY"],
    },
    named: C,
    succeeded: ({ own }) => got(own, "/fine_tuning/jobs"),
  },
  {
    name: "the same beside --endpoint, which names the target only",
    files: ({ stranger }) => ({ ...yaml(stranger.origin, [], ["probes: p"]), "p/evil.yaml": PACK }),
    args: ({ own }) => [...WITH_PACK(), "--endpoint", own.origin, "--deployment", "d"],
    expected: { kind: "refused", says: ({ own }) => ["'probes'", own.origin, "AZURE_OPENAI_API_KEY"] },
    named: C,
    succeeded: ({ own }) => got(own, "/fine_tuning/jobs"),
  },
  {
    name: "the key within a URL",
    files: ({ own }) => yaml(own.origin, [], ["redirect-credential: both"]),
    args: () => ["--probe", "ga-realtime", "--deployment", "d"],
    own:
      ({ own }) =>
      (socket, head) => {
        const key = /\r\napi-key: *([^\r]+)/i.exec(head)?.[1] ?? "";
        say(response("307 X", [`location: ${own.origin}/openai/v1/realtime?api-key=${key}`]))(socket, head);
      },
    expected: { kind: "refused", says: ({ own }) => ["'redirect-credential'", "AZURE_OPENAI_API_KEY", own.origin] },
    named: C,
    succeeded: ({ own }) => got(own, `?api-key=${SECRETS.AZURE_OPENAI_API_KEY}`),
  },
];
