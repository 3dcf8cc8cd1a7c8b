import { fewDescriptors } from "./descriptors.ts";
import { TOOL_NAME, toolVersion } from "./version.ts";

/*
 * The entry. What it imports before it knows the verb is what `--version` costs.
 */

const OLDEST_NODE = [20, 19] as const;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: string[]): Promise<number> {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    console.error(`${TOOL_NAME}: Node ${OLDEST_NODE.join(".")} or newer is needed; this is ${process.versions.node}.`);
    return 2;
  }
  if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
    console.log(toolVersion());
    return 0;
  }
  try {
    const { callSafely } = await import("./safe-call.ts");
    return await callSafely(argv);
  } catch (error) {
    const few = fewDescriptors(error);
    if (few === null) throw error;
    console.error(`${TOOL_NAME}: ${few}`);
    return 2;
  }
}
