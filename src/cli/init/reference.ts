import { credentialShapeIn } from "../configuration/credential-shape.ts";

/*
 * How configurations name an environment variable instead of a value. LiteLLM writes `os.environ/NAME`, promptfoo
 * `{{env.NAME}}`, shells `$NAME` and `${NAME}`, and cmd `%NAME%`. Others write `env:NAME`.
 */

const NAME = "([A-Za-z_][A-Za-z0-9_]*)";
const FORMS = [
  `os\\.environ/${NAME}`,
  `\\{\\{\\s*env\\.${NAME}\\s*\\}\\}`,
  `\\{\\{\\s*env\\[(?:'${NAME}'|"${NAME}")\\]\\s*\\}\\}`,
  `\\$${NAME}`,
  `\\$\\{(?:env:)?${NAME}\\}`,
  `env:${NAME}`,
  `%${NAME}%`,
].map((form) => new RegExp(`^\\s*${form}\\s*$`));

/** The variable that a text names, or null if the text is a value. */
export function variableIn(text: string): string | null {
  for (const form of FORMS) {
    const name = form
      .exec(text)
      ?.slice(1)
      .find((group) => group !== undefined);
    // A secret may look like a name.
    if (name !== undefined && credentialShapeIn(name) === null) return name;
  }
  return null;
}

/** Whether a text is put together from a variable and other text. */
export function hasReference(text: string): boolean {
  return /\{\{.*\}\}|\$\{|\$[A-Za-z_]|os\.environ\/|%[A-Za-z_]\w*%/.test(text);
}
