import { fewDescriptors } from "./descriptors.ts";
import { builtHelp } from "./help.ts";
import { writeOut } from "./output/standard-output.ts";
import { TOOL_NAME, toolVersion } from "./version.ts";

/*
 * The entry. Version and help need nothing but its own imports, so that they start fast.
 */

const OLDEST_NODE = [20, 19] as const;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: string[]): Promise<number> {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    console.error(
      `${TOOL_NAME}: Node ${process.versions.node} is too old: install Node ${OLDEST_NODE.join(".")} or later.`,
    );
    return 2;
  }
  if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
    console.log(toolVersion());
    return 0;
  }
  const help = builtHelp(argv);
  if (help !== null) {
    writeOut(help);
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
