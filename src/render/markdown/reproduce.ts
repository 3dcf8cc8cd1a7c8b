import { isDeepStrictEqual } from "node:util";
import type { Hop } from "../../model/recording.ts";
import type { Result } from "../../model/report.ts";
import type { AuthKind } from "../../model/target.ts";
import { gatewayVariables } from "../../model/target-header.ts";
import { plain } from "../inert.ts";
import { placeOf } from "../reading.ts";
import { maskFunctions, maskPipe } from "../shell-mask.ts";
import { outcome } from "../words.ts";
import { comparedHops } from "./contrast.ts";
import type { Section } from "./sections.ts";
import { jsonPieces, pathPieces, type ShellPiece, shellWord } from "./shell.ts";
import { probeOf, type Subject, type Ticket } from "./ticket.ts";

/** One command, and what it returned in this run. */
interface Command {
  kind: "handshake" | "ask" | "probe";
  line: string;
  said: string;
}

/** The most commands that somebody else will run. */
const COMMANDS = 3;

/** The variable of each kind of credential, and the options of curl that send it without showing it in a process list. */
const CREDENTIALS = {
  key: { variable: "AOAI_KEY", own: "AZURE_OPENAI_API_KEY", options: headerOptions("api-key: %s", "AOAI_KEY") },
  "key-bearer": {
    variable: "AOAI_KEY",
    own: "AZURE_OPENAI_API_KEY",
    options: headerOptions("Authorization: Bearer %s", "AOAI_KEY"),
  },
  "key-query": {
    variable: "AOAI_KEY",
    own: "AZURE_OPENAI_API_KEY",
    options: `--url-query api-key@<(printf %s "$AOAI_KEY")`,
  },
  entra: {
    variable: "AOAI_TOKEN",
    own: "AZURE_OPENAI_AD_TOKEN",
    options: headerOptions("Authorization: Bearer %s", "AOAI_TOKEN"),
  },
} as const satisfies Record<AuthKind, { variable: string; own: string; options: string }>;

function headerOptions(header: string, variable: string): string {
  return `-H @<(printf '${header}\\n' "$${variable}")`;
}

/** At most three commands for any resource, the failing one first. No credential is on a command line. */
export function reproduceSection(ticket: Ticket): Section {
  const { subject } = ticket;
  const commands = subject === null ? [] : commandsOf(ticket, subject);
  return {
    name: "reproduce",
    lines:
      subject === null || commands.length === 0
        ? []
        : [
            "```bash",
            ...preamble(ticket, subject.failing, commands),
            "",
            ...commands.map(({ line, said }, n) => `${line}   # ${n + 1}. ${said}`),
            "```",
          ],
  };
}

function commandsOf(ticket: Ticket, { failing, paired, working }: Subject): Command[] {
  const compared = paired ?? working;
  const [mine, theirs] =
    compared === null ? [comparedHops(failing, failing)[0], null] : comparedHops(failing, compared);
  const place = placeOf(failing);
  const first =
    mine === null || place?.frame !== null
      ? null
      : command(ticket, failing, mine, `${statusOf(mine)}${mine.redirect === null ? "" : ", see Location"}`);
  const hasNext = first !== null && place !== null && place.hop !== null && !isDeepStrictEqual(place.hop, mine);
  const commands = [
    first ?? probeCommand(ticket, failing),
    hasNext && place?.hop != null
      ? command(ticket, failing, place.hop, `${statusOf(place.hop)}, the URL in Location`)
      : null,
    compared === null || compared.cell.target !== failing.cell.target
      ? null
      : comparedCommand(ticket, compared, theirs, first),
  ];
  return commands.filter((c) => c !== null).slice(0, COMMANDS);
}

/** The compared cell: one request if the failing cell is one, else the whole probe. */
function comparedCommand(ticket: Ticket, compared: Result, hop: Hop | null, first: Command | null): Command | null {
  const name =
    compared.verdict === "supported" ? "the nearest working request" : "the nearest request with another result";
  const asRequest = first === null || hop === null ? null : command(ticket, compared, hop, `${statusOf(hop)}, ${name}`);
  return asRequest ?? probeCommand(ticket, compared);
}

/** One request with curl; null if curl lacks what it needs: a client secret, a file, another host's name. */
function command(ticket: Ticket, result: Result, hop: Hop, said: string): Command | null {
  const record = placeOf(result)?.attempt.steps.find(({ hops }) => hops.some((own) => isDeepStrictEqual(own, hop)));
  const credential = record === undefined ? undefined : probeOf(ticket, result)?.steps[record.index]?.credential;
  if (!URL.canParse(hop.url) || credential !== undefined) return null;
  const url = new URL(hop.url);
  if (url.host !== new URL(ticket.target.endpoint).host) return null;
  const variable = variableOf(ticket, result);
  const path = shellWord(pathPieces(url, variable));
  if (hop.transport === "websocket") return { kind: "handshake", line: `handshake ${path}`, said };
  if (hop.requestBody !== null && hop.requestBody.json === null) return null;
  const body = hop.requestBody === null ? "" : ` ${shellWord(jsonPieces(hop.requestBody.json, variable))}`;
  return { kind: "ask", line: `ask ${shellWord([{ literal: hop.method }])} ${path}${body}`, said };
}

/** The whole probe: for responses that come only within a session. */
function probeCommand(ticket: Ticket, result: Result): Command | null {
  // The probe of an imported request is in no catalogue.
  if (ticket.report.run.imported !== undefined) return null;
  const { deployment, probe, companion, variant } = result.cell;
  const known = ticket.target.deployments.find(({ name }) => name === deployment);
  const name: ShellPiece[] =
    deployment === null || deployment === variableOf(ticket, result)
      ? [{ variable: "DEPLOYMENT" }]
      : [{ literal: deployment }];
  const role: ShellPiece[] = known === undefined || known.role === "unknown" ? [] : [{ literal: `=${known.role}` }];
  const flags = companion === null ? "" : ` --deployment ${shellWord([{ literal: `${companion}=conversation` }])}`;
  const { variable, own } = CREDENTIALS[variant.auth];
  if (ticket.target.headers !== undefined) {
    const words = [...(companion === null ? [] : [companion]), ...(deployment === null ? [] : [deployment])].map(
      (word) => ` --deployment ${shellWord([{ literal: word }])}`,
    );
    return {
      kind: "probe",
      line: `npx aoai-probe run -c aoai-probe.yaml --target ${shellWord([{ literal: ticket.target.name }])}${words.join("")} --probe ${shellWord([{ literal: probe }])} --format markdown`,
      said: outcome(result),
    };
  }
  const auth = variant.auth === "key" ? "" : ` --auth ${variant.auth}`;
  return {
    kind: "probe",
    line: `${own}="$${variable}" npx aoai-probe run --endpoint "\${AOAI_SCHEME:-https}://$AOAI_HOST${ticket.target.basePath ?? ""}" --deployment ${shellWord([...name, ...role])}${flags} --probe ${shellWord([{ literal: probe }])}${auth} --format markdown`,
    said: outcome(result),
  };
}

/** The deployment that is $DEPLOYMENT: the failing cell's. */
function variableOf({ subject }: Ticket, result: Result): string | null {
  const deployment = subject?.failing.cell.deployment ?? null;
  return deployment === result.cell.deployment ? deployment : null;
}

function statusOf(hop: Hop): string {
  return hop.status === 101 ? "101 (curl ends after 10 s with error 28)" : String(hop.status ?? "no response");
}

function preamble({ target }: Ticket, failing: Result, commands: Command[]): string[] {
  const url = new URL(target.endpoint);
  const { deployment, variant } = failing.cell;
  const scheme = url.protocol === "http:" ? " AOAI_SCHEME=http" : "";
  const uses = (kind: Command["kind"]) => commands.some((c) => c.kind === kind);
  const { variable, options } = CREDENTIALS[variant.auth];
  const gateway = gatewayVariables(target);
  const credential = [
    options,
    ...gateway.map((name, index) => headerOptions(`${target.headers?.[index]}: %s`, name)),
  ].join(" ");
  const pipe = maskPipe(1 + gateway.length);
  return [
    '[ -z "$ZSH_VERSION" ] || setopt interactivecomments',
    `export AOAI_HOST=${shellWord([{ literal: plain(url.host, 200) }])}${deployment === null ? "" : ` DEPLOYMENT=${shellWord([{ literal: deployment }])}`}${scheme}   # replace with your values${scheme === "" ? "" : " (AOAI_SCHEME is for an emulator only)"}`,
    `read -rs ${variable}   # type or paste the credential, it is not shown`,
    ...gateway.map((name, index) => `read -rs ${name}   # the value of the header ${target.headers?.[index]}`),
    ...(uses("handshake") || uses("ask") ? maskFunctions([variable, ...gateway]) : []),
    ...(uses("handshake")
      ? [
          `handshake() { curl -sSi --http1.1 --max-time 10 ${credential} \\`,
          "  -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' \\",
          `  -H "Sec-WebSocket-Key: $(head -c16 /dev/urandom | base64)" "\${AOAI_SCHEME:-https}://$AOAI_HOST$1" 2>&1 | ${pipe}; }`,
        ]
      : []),
    ...(uses("ask")
      ? [
          `ask() { curl -sSi --http1.1 --max-time 10 -X "$1" ${credential} -H 'Content-Type: application/json' \\`,
          // Two expansions, because zsh would pass one as a single word.
          `  \${3:+--data} \${3:+"$3"} "\${AOAI_SCHEME:-https}://$AOAI_HOST$2" 2>&1 | ${pipe}; }`,
        ]
      : []),
  ];
}
