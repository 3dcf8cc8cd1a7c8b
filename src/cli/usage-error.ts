/**
 * What the operator asked for cannot be done as written: exit 2. The message says what is wrong, where and what to do;
 * it never holds a value that may be secret.
 */
export class UsageError extends Error {
  override name = "UsageError";
}

/** This machine would not take or give the bytes: exit 74. */
export class OutputError extends Error {
  override name = "OutputError";
}

/** An artefact was not written because its bytes hold a secret: exit 70. Names the artefact only. */
export class LeakError extends Error {
  override name = "LeakError";
}
