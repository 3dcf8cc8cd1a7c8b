import { join } from "node:path";
import { plain } from "../../render/inert.ts";
import { joinWithAnd } from "../text/word-list.ts";
import { NEAR_MISSES } from "./near-miss.ts";
import type { ConfigurationFile } from "./schema.ts";
import { type Environment, PROXY_VARIABLES, VARIABLES } from "./variables.ts";

/**
 * A line with the .env file that was read and the variables that a run takes from it. Null if there is no file.
 * Without it nobody would notice a file that sets the endpoint.
 */
export function announceDotenv(
  environment: Environment,
  content: ConfigurationFile | null,
  directory: string,
): string | null {
  const { file } = environment;
  if (file === null) return null;
  const path = plain(file.found ? join(directory, file.name) : file.name);
  const named = (content?.targets ?? []).flatMap(({ key, token, headers = {} }) =>
    [key, token, ...Object.values(headers)].flatMap((place) =>
      place !== undefined && "env" in place ? [place.env] : [],
    ),
  );
  const used = [
    ...Object.values(VARIABLES),
    ...(content === null ? Object.values(NEAR_MISSES).flat() : []),
    ...PROXY_VARIABLES.flatMap((p) => [p, p.toLowerCase()]),
    ...named,
  ];
  const taken = [...new Set(used)].filter((name) => {
    const source = environment.sourceOf(name);
    return source === "found file" || source === "named file";
  });
  return taken.length === 0
    ? `Read ${path}. None of its variables is used.`
    : `Read ${path}. Variables used: ${joinWithAnd(taken)}.`;
}
