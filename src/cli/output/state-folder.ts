import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** The folder for the journals of runs without --output: the XDG state folder. */
export function stateFolder(variables: Record<string, string | undefined>): string {
  const named = variables.XDG_STATE_HOME ?? "";
  // The XDG specification says to ignore relative paths.
  const root = isAbsolute(named) ? named : join(homedir(), ".local", "state");
  return join(root, "aoai-probe", "runs");
}
