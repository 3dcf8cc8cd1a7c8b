/**
 * Lines of a shell function `mask` that copies its input and writes REDACTED for the value of a variable. It finds the
 * value as it is, percent-encoded once or more, or escaped as in JSON, also if each character is written in another way.
 * An empty variable hides nothing. The value is on no command line. For bash and zsh, with the awk of any system.
 */
export function maskFunction(variable: string): string[] {
  return [
    "mask() { # A response can repeat the credential, for example in Location: this prints REDACTED instead.",
    `  SECRET="$${variable}" LC_ALL=C awk 'BEGIN { secret = ENVIRON["SECRET"]; for (i = 33; i < 127; i++) hex[sprintf("%c", i)] = sprintf("%X", i)`,
    String.raw`  for (i = 1; i <= length(secret); i++) { c = substr(secret, i, 1); h = hex[c]; find = find "(\\\\*" (c ~ /[\\^]/ ? "\\" c : "[" c "]") "|(%(25)*|\\\\+u00)(" h "|" tolower(h) "))" } }`,
    `  { if (find != "") gsub(find, "REDACTED"); print; fflush() }'; }`,
  ];
}
