/** Codes by which a program that may open too few files fails; a module that could not be opened counts as not found. */
const CODES = ["EMFILE", "ENFILE", "ERR_MODULE_NOT_FOUND"];
/** With fewer, the modules of a run and its first connections cannot be open at once. */
const ENOUGH = 256;

/** What to tell an operator whose shell allows too few open files; null if an error has another reason. */
export function fewDescriptors(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const limit = CODES.includes(code) ? openFileLimit() : null;
  if (limit === null || limit >= ENOUGH) return null;
  return `too few file descriptors: this shell allows ${limit} open files. Raise the limit with \`ulimit -n 1024\`.`;
}

/** The soft limit of open files, or null if the platform states none. Opens no file. */
function openFileLimit(): number | null {
  const report: unknown = process.report.getReport();
  const limits = fieldOf(fieldOf(report, "userLimits"), "open_files");
  const soft = fieldOf(limits, "soft");
  return typeof soft === "number" ? soft : null;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : null;
}
