/** The request of a `curl` command line. */
export interface CurlCommand {
  method: string;
  /** Null if the command has no URL that can be read. */
  url: string | null;
  headers: [string, string][];
  /** Null if there is none, or if it is in a file. */
  body: string | null;
}

/** A line of a transcript, with its number. The command is set if the line begins one. */
interface TranscriptLine {
  text: string;
  number: number;
  command: CurlCommand | null;
}

const WORD = /"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/gs;
/** A line that continues: of a POSIX shell, of cmd, of PowerShell. */
const CONTINUED = /\s[\\^`]$/;
const BODY = /^(-d|--data|--data-raw|--data-ascii|--data-binary|--json)$/;
/** `--trace-time` writes the time of day, without the day. */
const TIME = /^\d\d:\d\d:\d\d\.\d{6} /;

/** Splits a transcript into lines. A command takes one line, also if it was written on several. */
export function readTranscriptLines(text: string): TranscriptLine[] {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.replace(TIME, ""));
  const read: TranscriptLine[] = [];
  for (let index = 0; index < lines.length; index++) {
    const number = index + 1;
    const words = [lines[index] ?? ""];
    const isCommand = isCurlCommand(words[0] ?? "");
    while (isCommand && CONTINUED.test(lines[index] ?? "") && index + 1 < lines.length)
      words.push(lines[++index] ?? "");
    read.push({ text: words.join("\n"), number, command: isCommand ? parseCommand(words) : null });
  }
  return read;
}

/** Whether a line begins with a curl command, after any prompt. */
function isCurlCommand(line: string): boolean {
  return /^(?:[^'"<>{}]{0,200}[$>#%+]\s*)?curl(?:\.exe)?\s+\S/.test(line);
}

function parseCommand(lines: string[]): CurlCommand {
  const text = lines.map((line) => line.replace(CONTINUED, " ")).join(" ");
  const words = [...text.slice(text.search(/\bcurl/)).matchAll(WORD)].map(
    ([, double, single, bare]) => double?.replace(/\\(.)/gs, "$1") ?? single ?? bare ?? "",
  );
  const command: CurlCommand = { method: "GET", url: null, headers: [], body: null };
  let method: string | null = null;
  for (const [index, word] of words.entries()) {
    const value = words[index + 1] ?? "";
    if (word === "-X" || word === "--request") method = value;
    else if (/^-X[A-Z]+$/.test(word)) method = word.slice(2);
    else if (word === "-H" || word === "--header") command.headers.push(...headerOf(value));
    else if (word === "--oauth2-bearer") command.headers.push(["Authorization", `Bearer ${value}`]);
    else if (BODY.test(word)) {
      command.method = "POST";
      command.body = value.startsWith("@") ? null : value;
    } else if (/^https?:\/\//i.test(word) && URL.canParse(word)) command.url ??= word;
  }
  return { ...command, method: method?.toUpperCase() ?? command.method };
}

function headerOf(text: string): [string, string][] {
  const [, name, value = ""] = /^([^:\s]+):\s*(.*)$/s.exec(text) ?? [];
  return name === undefined ? [] : [[name, value]];
}
