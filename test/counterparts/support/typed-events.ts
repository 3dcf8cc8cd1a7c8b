import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Event } from "./dialogue.ts";

const COUNTERPARTS = join(import.meta.dirname, "..");
/** Beneath node_modules, so that the package's types are found from there and nothing is committed. */
const FOLDER = join(COUNTERPARTS, "node_modules", ".recorded-events");
const COMPILER = join(COUNTERPARTS, "../../node_modules/typescript/bin/tsc");

/** The module of the `openai` package that types the events of a surface. */
export const TYPES = { ga: "openai/resources/realtime/realtime", preview: "openai/resources/beta/realtime/realtime" };

/** The emulator's own mark on an event that carries a report's id, which no service sends. */
const OWN_MARK = "aoai_probe_source";

/**
 * Fields sent beyond the package's types, which describe what a client may ask for rather than what comes back: a
 * session's own identity, and on the preview what was added after its types were last touched. Named one by one, so
 * that a further one is noticed.
 */
const BEYOND: Record<keyof typeof TYPES, string[]> = {
  ga: ["session.id", "session.object", "session.expires_at"],
  preview: [
    "session.object",
    "session.expires_at",
    "response.max_response_output_tokens",
    "response.usage.input_token_details.image_tokens",
    "response.usage.input_token_details.cached_tokens_details",
  ],
};

/**
 * The event as the types can say it. They know no null, which the service sends for what is not set; the types of the
 * preview name the models of 2024 and 2025 alone, so that any later model stands for one of those.
 */
function asTyped(surface: keyof typeof TYPES, event: Event): unknown {
  const { [OWN_MARK]: _, ...own } = event;
  const typed = JSON.parse(JSON.stringify(own), function (this: unknown, name: string, value: unknown) {
    if (value === null && !Array.isArray(this)) return undefined;
    const newer = surface === "preview" && name === "model" && /^gpt-realtime-1/.test(String(value));
    return newer ? "gpt-4o-realtime-preview" : value;
  });
  for (const path of BEYOND[surface]) remove(typed, path.split("."));
  return typed;
}

function remove(from: unknown, [name = "", ...rest]: string[]): void {
  if (typeof from !== "object" || from === null) return;
  if (rest.length === 0) Reflect.deleteProperty(from, name);
  else remove(Reflect.get(from, name), rest);
}

/**
 * What the compiler holds against events, taken as literals of the package's own union: an unknown type, a missing
 * field, a value of another type, and a field that the package does not know. One line each; none: all fit.
 */
export function complaintsAbout(surface: keyof typeof TYPES, events: Event[]): string[] {
  rmSync(join(FOLDER, surface), { recursive: true, force: true });
  mkdirSync(join(FOLDER, surface), { recursive: true });
  const lines = events.map(
    (event) => `void (${JSON.stringify(asTyped(surface, event))} satisfies RealtimeServerEvent);`,
  );
  writeFileSync(
    join(FOLDER, surface, "events.ts"),
    [`import type { RealtimeServerEvent } from "${TYPES[surface]}";`, ...lines, ""].join("\n"),
  );
  writeFileSync(
    join(FOLDER, surface, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        ...{ module: "nodenext", target: "es2023", lib: ["es2023", "dom"], strict: true },
        ...{ noEmit: true, skipLibCheck: true, types: [] },
      },
      files: ["events.ts"],
    }),
  );
  const checked = spawnSync(process.execPath, [COMPILER, "-p", join(FOLDER, surface), "--pretty", "false"], {
    encoding: "utf8",
    timeout: 60_000,
  });
  if (checked.status === 0) return [];
  const complaints = checked.stdout.split("\n").flatMap((line) => {
    const at = /events\.ts\((\d+),\d+\): (.*)$/.exec(line);
    return at === null ? [] : [`${events[Number(at[1]) - 2]?.type}: ${at[2]}`];
  });
  return complaints.length > 0 ? complaints : [`the compiler failed: ${checked.stdout}${checked.stderr}`];
}
