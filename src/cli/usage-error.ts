/**
 * The call or the configuration is wrong: exit 2. The message says what is wrong, its place and how to fix it. It never
 * has a value that may be secret.
 */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Something could not be read or written on this machine: exit 74. */
export class OutputError extends Error {
  override name = "OutputError";
}

/** An artefact was not written because it has a secret: exit 70. The message names the artefact only. */
export class LeakError extends Error {
  override name = "LeakError";
}
