/**
 * Whether to print colours: FORCE_COLOR before NO_COLOR (no-color.org) before the terminal.
 * @param isTerminal whether standard output is one
 */
export function wantsColour(variables: Record<string, string | undefined>, isTerminal: boolean): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: terminal } = variables;
  if (force !== undefined && force !== "") return force !== "0" && force !== "false";
  if (no !== undefined && no !== "") return false;
  return isTerminal && terminal !== "dumb";
}
