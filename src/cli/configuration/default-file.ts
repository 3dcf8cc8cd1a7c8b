/** Read from the working directory if no other file is named. */
export const DEFAULT_FILE = "aoai-probe.yaml";
