import type { Form } from "./form.ts";

/** How the value of a setting is written as a flag. */
export type Kind = Form<unknown>["kind"];

/**
 * A setting of a run. Its name is that of the flag and of the key in the configuration file. The table in settings.ts lists all of them.
 */
export interface Setting<T, K extends Kind> {
  form: Form<T> & { kind: K };
  /** Without flag, variable and key. */
  default: NoInfer<T> | null;
  /** For help: the default in words, if the value alone does not say it. */
  defaultInWords?: string;
  /** For help and the template. A sentence. */
  describe: string;
  /** Short name of the flag. */
  alias?: string;
  /** An environment variable with this value. Such a setting has no flag and no key. */
  variable?: string;
  /** Its line in the configuration template, if that is not `name: default`. */
  example?: string;
}

/** Checks that a default has the form of its setting. */
export function setting<T, K extends Kind>(one: Setting<T, K>): Setting<T, K> {
  return one;
}
