import { existsSync, readFileSync } from "node:fs";

/** The help texts, which the build writes. In a checkout that was not built, yargs writes them each time. */
const FILE = new URL("help.json", import.meta.url);

/** The help that these arguments ask for and nothing else; null if it has to be made. */
export function builtHelp(argv: string[]): string | null {
  const [first = "", second = "", ...more] = argv;
  if (more.length > 0 || !isHelp(second === "" ? first : second) || !existsSync(FILE)) return null;
  const texts: Record<string, string> = JSON.parse(readFileSync(FILE, "utf8"));
  const name = isHelp(first) ? second : first;
  return Object.hasOwn(texts, name) ? (texts[name] ?? null) : null;
}

function isHelp(argument: string): boolean {
  return argument === "--help" || argument === "-h" || argument === "help";
}
