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

/** As a value of `env`: the variable is not set at all. */
export const UNSET = "(unset)";

/** The flags that name the two files. */
export const C = ["-c", "aoai-probe.yaml"];
export const DOTENV = ["--dotenv", ".env"];

export const got = (peer: { received: string[] }, text: string) => peer.received.some((bytes) => bytes.includes(text));
export const gotKey = ({ stranger }: Peers) => got(stranger, SECRETS.AZURE_OPENAI_API_KEY);
export const connected = ({ stranger }: Peers) => stranger.received.length > 0;

/** A configuration of one target. */
export function yaml(endpoint: string, more: string[] = [], top: string[] = []): Record<string, string> {
  const credential = more.some((line) => /^(key|token):/.test(line)) ? [] : ["key: { env: AZURE_OPENAI_API_KEY }"];
  const lines = ["name: t", `endpoint: ${endpoint}`, ...credential, ...more, "deployments: [{ name: d, role: chat }]"];
  return { "aoai-probe.yaml": [...top, "targets:", `  - ${lines.join("\n    ")}`, ""].join("\n") };
}

/** What the error says of an endpoint at a line of the configuration. */
export const endpointRefusal = (line: number, key: string) => (peers: Peers) => [
  `aoai-probe.yaml:${line}:`,
  `'${key}'`,
  "AZURE_OPENAI_API_KEY",
  peers.stranger.origin,
  "-c aoai-probe.yaml",
];
