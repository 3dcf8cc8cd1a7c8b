import { readDotenvFile } from "./dotenv-file.ts";
import { type Environment, PROXY_VARIABLES } from "./variables.ts";

/**
 * Reads the environment. Variables of the process override those of the file, also if they are empty. A proxy variable
 * that the process has in one case (upper or lower) counts as set in the other.
 * @param dotenv the file given with --dotenv; null: `.env` in the working directory, if it exists
 * @throws UsageError if the file cannot be read
 */
export function readEnvironment(
  variables: Record<string, string | undefined>,
  dotenv: string | null,
  directory: string,
): Environment {
  const file = readDotenvFile(dotenv, directory);
  const own = new Set(
    Object.keys(variables)
      .filter((name) => variables[name] !== undefined)
      .map(settingOf),
  );
  const disagreeing = new Set<string>();
  const inFile = (name: string): string | undefined =>
    file !== null && Object.hasOwn(file.values, name) ? file.values[name] : undefined;
  return {
    file,
    get(name) {
      const other = inFile(name);
      if (!own.has(settingOf(name))) return other;
      if (other !== undefined && other !== (variables[name] ?? variables[settingOf(name)])) disagreeing.add(name);
      return variables[name];
    },
    sourceOf(name) {
      if (own.has(settingOf(name))) return variables[name] === undefined ? null : "environment";
      if (inFile(name) === undefined) return null;
      return file?.found === true ? "found file" : "named file";
    },
    notes: () => [...disagreeing].map((name) => `${name} of the environment overrides the one in ${file?.name}.`),
  };
}

function settingOf(name: string): string {
  return PROXY_VARIABLES.find((setting) => setting === name.toUpperCase()) ?? name;
}
