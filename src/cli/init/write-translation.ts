import { DEFAULT_FILE } from "../configuration/default-file.ts";
import { writeConfiguration } from "../configuration/template.ts";
import { EXIT } from "../exit.ts";
import { translateConfiguration } from "./translate.ts";

/** `init --from FILE [FILE]`: writes what the configuration of another program says about Azure OpenAI. */
export async function writeTranslation(from: string, file = DEFAULT_FILE): Promise<number> {
  const { text, tasks, hasNotes, isDotenv } = await translateConfiguration(from);
  writeConfiguration(file, text);
  const next = `aoai-probe plan -c ${file}${isDotenv ? ` --dotenv ${from}` : ""}`;
  const lines = [
    `Wrote ${file} from ${from}.${hasNotes ? " Its last comment lists what is not translated." : ""}`,
    ...tasks,
    `Then run: ${next}`,
  ];
  process.stderr.write(`${lines.join("\n")}\n`);
  return EXIT.met;
}
