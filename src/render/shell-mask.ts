/**
 * Lines of a shell function for each variable: it copies its input and writes REDACTED for the value. It finds the
 * value as it is, percent-encoded once or more, or escaped as in JSON, also if each character is written in another way.
 * An empty variable hides nothing. The value is on no command line. For bash and zsh, with the awk of any system.
 */
export function maskFunctions(variables: string[]): string[] {
  return variables.flatMap((variable, index) => maskFunction(nameOf(index), variable));
}

/** The functions for this number of variables, to be put after a pipe: `mask | mask2`. */
export function maskPipe(count: number): string {
  return Array.from({ length: count }, (_, index) => nameOf(index)).join(" | ");
}

function nameOf(index: number): string {
  return index === 0 ? "mask" : `mask${index + 1}`;
}

function maskFunction(name: string, variable: string): string[] {
  return [
    `${name}() { # A response can repeat the credential, for example in Location: this prints REDACTED instead.`,
    `  SECRET="$${variable}" LC_ALL=C awk 'BEGIN { secret = ENVIRON["SECRET"]; for (i = 33; i < 127; i++) hex[sprintf("%c", i)] = sprintf("%X", i)`,
    String.raw`  for (i = 1; i <= length(secret); i++) { c = substr(secret, i, 1); h = hex[c]; find = find "(\\\\*" (c ~ /[\\^]/ ? "\\" c : "[" c "]") "|(%(25)*|\\\\+u00)(" h "|" tolower(h) "))" } }`,
    `  { if (find != "") gsub(find, "REDACTED"); print; fflush() }'; }`,
  ];
}
