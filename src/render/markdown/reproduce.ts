import { isDeepStrictEqual } from "node:util";
import type { Hop } from "../../model/recording.ts";
import type { Result } from "../../model/report.ts";
import { plain } from "../inert.ts";
import { placeOf } from "../reading.ts";
import { maskFunction } from "../shell-mask.ts";
import { outcome } from "../words.ts";
import { type Section, wholeSection } from "./budget.ts";
import { comparedHops } from "./contrast.ts";
import { jsonPieces, pathPieces, type ShellPiece, shellWord } from "./shell.ts";
import { stepLines } from "./steps.ts";
import type { Ticket } from "./ticket.ts";

/** One command, and what came back when it was asked. */
interface Command {
  kind: "handshake" | "ask" | "probe";
  line: string;
  said: string;
}

/** The most commands that somebody else will run. */
const COMMANDS = 3;

/** What was done in numbered steps, then at most three commands for any resource, the failing one first; the key stands on no command line. */
export function reproduceSection(ticket: Ticket): Section {
  const failing = ticket.principal?.failing ?? null;
  const commands = failing === null ? [] : commandsOf(ticket, failing);
  return wholeSection(
    "Reproduce on any resource",
    failing === null || commands.length === 0
      ? []
      : [
          ...stepLines(ticket, failing),
          "```bash",
          ...preamble(ticket, failing, commands),
          "",
          ...commands.map(({ line, said }) => `${line}   # ${said}`),
          "```",
        ],
  );
}

function commandsOf(ticket: Ticket, failing: Result): Command[] {
  const { passing } = ticket.principal ?? { passing: null };
  const [mine, theirs] = passing === null ? [comparedHops(failing, failing)[0], null] : comparedHops(failing, passing);
  const place = placeOf(failing);
  const first =
    mine === null || place?.frame !== null
      ? null
      : command(ticket, failing, mine, `${seen(mine)}${mine.redirect === null ? "" : ", see Location"}`);
  const commands = [
    first ?? probeCommand(ticket, failing),
    ...(first === null || place === null || place.hop === null || isDeepStrictEqual(place.hop, mine)
      ? []
      : [command(ticket, failing, place.hop, `${seen(place.hop)}, where Location leads`)]),
    passing === null || passing.cell.target !== failing.cell.target
      ? null
      : besideCommand(ticket, passing, theirs, first),
  ];
  return commands.filter((c) => c !== null).slice(0, COMMANDS);
}

/** The pair: as one request where the failing one is, else climbed by the prober as well. */
function besideCommand(ticket: Ticket, passing: Result, hop: Hop | null, first: Command | null): Command | null {
  const asRequest =
    first === null || hop === null ? null : command(ticket, passing, hop, `${seen(hop)}, the nearest that differs`);
  return asRequest ?? probeCommand(ticket, passing);
}

/** A single request with curl; null where it needs what curl has not: a minted secret, a file, another host's name. */
function command(ticket: Ticket, result: Result, hop: Hop, said: string): Command | null {
  const probe = ticket.report.probes.find(({ id }) => id === result.cell.probe);
  const record = placeOf(result)?.attempt.steps.find(({ hops }) => hops.some((own) => isDeepStrictEqual(own, hop)));
  const credential = record === undefined ? undefined : probe?.steps[record.index]?.credential;
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

/** The whole ladder, climbed by the prober: for answers that come only after a conversation. */
function probeCommand(ticket: Ticket, result: Result): Command {
  const { deployment, probe } = result.cell;
  const known = ticket.target.deployments.find(({ name }) => name === deployment);
  const name: ShellPiece[] =
    deployment === null || deployment === variableOf(ticket, result)
      ? [{ variable: "DEPLOYMENT" }]
      : [{ literal: deployment }];
  const role: ShellPiece[] = known === undefined || known.role === "unknown" ? [] : [{ literal: `=${known.role}` }];
  const companion =
    result.cell.companion === null
      ? ""
      : ` --deployment ${shellWord([{ literal: `${result.cell.companion}=conversation` }])}`;
  return {
    kind: "probe",
    line: `AZURE_OPENAI_API_KEY="$AOAI_KEY" npx aoai-probe run --endpoint "\${AOAI_SCHEME:-https}://$AOAI_HOST" --deployment ${shellWord([...name, ...role])}${companion} --probe ${shellWord([{ literal: probe }])} --format markdown`,
    said: outcome(result),
  };
}

/** The deployment that stands as $DEPLOYMENT: the failing cell's. */
function variableOf({ principal }: Ticket, result: Result): string | null {
  const deployment = principal?.failing?.cell.deployment ?? null;
  return deployment === result.cell.deployment ? deployment : null;
}

function seen(hop: Hop): string {
  return hop.status === 101 ? "101 (curl ends after 10 s with error 28)" : String(hop.status ?? "no answer");
}

function preamble({ target }: Ticket, failing: Result, commands: Command[]): string[] {
  const url = new URL(target.endpoint);
  const deployment = failing.cell.deployment;
  const uses = (kind: Command["kind"]) => commands.some((c) => c.kind === kind);
  const key = "-H @<(printf 'api-key: %s\\n' \"$AOAI_KEY\")";
  return [
    '[ -z "$ZSH_VERSION" ] || setopt interactivecomments',
    `export AOAI_HOST=${shellWord([{ literal: plain(url.host, 200) }])}${deployment === null ? "" : ` DEPLOYMENT=${shellWord([{ literal: deployment }])}`}   # yours`,
    ...(url.protocol === "http:"
      ? ["export AOAI_SCHEME=http   # an emulator on loopback; leave this out for a real resource"]
      : []),
    "read -rs AOAI_KEY   # typed, so that it stands on no command line",
    ...(uses("handshake") || uses("ask") ? maskFunction("AOAI_KEY") : []),
    ...(uses("handshake")
      ? [
          `handshake() { curl -sSi --http1.1 --max-time 10 ${key} \\`,
          "  -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' \\",
          `  -H "Sec-WebSocket-Key: $(head -c16 /dev/urandom | base64)" "\${AOAI_SCHEME:-https}://$AOAI_HOST$1" 2>&1 | mask; }`,
        ]
      : []),
    ...(uses("ask")
      ? [
          `ask() { curl -sSi --http1.1 --max-time 10 -X "$1" ${key} -H 'Content-Type: application/json' \\`,
          // Two expansions, because zsh would pass one as a single word.
          `  \${3:+--data} \${3:+"$3"} "\${AOAI_SCHEME:-https}://$AOAI_HOST$2" 2>&1 | mask; }`,
        ]
      : []),
  ];
}
