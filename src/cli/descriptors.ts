/** Error codes if too few files may be open. Node reports a module that it cannot open as not found. */
const CODES = ["EMFILE", "ENFILE", "ERR_MODULE_NOT_FOUND"];
/** A run needs this many for its modules and first connections. */
const ENOUGH = 256;

/** The message if the shell allows too few open files; null if the error has another reason. */
export function fewDescriptors(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const limit = CODES.includes(code) ? openFileLimit() : null;
  if (limit === null || limit >= ENOUGH) return null;
  return `Too few file descriptors: this shell allows ${limit} open files. Raise the limit with \`ulimit -n 1024\`.`;
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
