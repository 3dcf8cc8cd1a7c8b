import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SIGNATURE_NAMESPACE } from "../../bundle/index.ts";
import { plain } from "../../render/inert.ts";
import { codeOf } from "../output/standard-output.ts";
import { UsageError } from "../usage-error.ts";

/*
 * OpenSSH makes and checks the signatures. It handles keys, passphrases, agents and hardware tokens, and anybody can
 * check a signature without this tool. ssh-keygen reads the passphrase from the terminal, so this process never has it.
 */

/** What a signature shows. */
type SignatureCheck =
  | { kind: "good"; signer: string; key: string }
  /** The manifest was changed after it was signed, or the signature is for another use. */
  | { kind: "bad" }
  /** A good signature, of a key that the file of allowed signers does not list for this use. */
  | { kind: "not-allowed"; key: string; reason: string };

const MISSING = "ssh-keygen is not installed: install OpenSSH 8.2 or later.";
/** Variables that ssh-keygen needs to find keys and agents and to prompt for a passphrase. No credential of ours. */
const PASSED_ON = /^(PATH|HOME|USER|LOGNAME|LANG|TERM|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|XDG_RUNTIME_DIR|SSH_.*)$/;

/**
 * The signature of a text, in OpenSSH's armored format.
 * @param keyFile a private key, or the public key of one that an agent holds
 * @throws UsageError if ssh-keygen is missing, or does not sign with this key
 */
export function signText(text: string, keyFile: string): string {
  if (statSync(keyFile, { throwIfNoEntry: false })?.isFile() !== true)
    throw new UsageError(`--sign: ${plain(keyFile)} is not a file: name an SSH key.`);
  return inTemporaryFolder((folder) => {
    const file = join(folder, "manifest.json");
    writeFileSync(file, text, { mode: 0o600 });
    // Its standard input and error are ours: it asks for a passphrase there, or for a touch of a token.
    const { status } = sshKeygen(["-q", "-Y", "sign", "-f", keyFile, "-n", SIGNATURE_NAMESPACE, file], "inherit");
    if (status !== 0)
      throw new UsageError(
        `--sign: ssh-keygen did not sign with ${plain(keyFile)}: check that it is an SSH key, its passphrase, and that OpenSSH is 8.2 or later.`,
      );
    return readFileSync(`${file}.sig`, "utf8");
  });
}

/**
 * Who signed a manifest, by a file of allowed signers (ALLOWED SIGNERS in `man ssh-keygen`).
 * @throws UsageError if ssh-keygen is missing or too old, or the file cannot be read
 */
export function checkSignature(manifest: Uint8Array, signature: Uint8Array, signersFile: string): SignatureCheck {
  if (statSync(signersFile, { throwIfNoEntry: false })?.isFile() !== true)
    throw new UsageError(`--signer: ${plain(signersFile)} is not a file: name a file of allowed signers.`);
  return inTemporaryFolder((folder) => {
    const file = join(folder, "manifest.json.sig");
    writeFileSync(file, signature, { mode: 0o600 });
    const about = ["-n", SIGNATURE_NAMESPACE, "-s", file];
    const fits = sshKeygen(["-Y", "check-novalidate", ...about], manifest);
    refuseOldProgram(fits.stderr);
    if (fits.status !== 0) return { kind: "bad" };
    const key = /with (\S+ key \S+)/.exec(fits.stdout)?.[1] ?? "an unknown key";
    const listed = sshKeygen(["-Y", "find-principals", "-s", file, "-f", signersFile], manifest);
    const names = listed.status === 0 ? listed.stdout.split("\n").filter((name) => name !== "") : [];
    let reason = firstLine(listed.stderr);
    for (const signer of names) {
      const checked = sshKeygen(["-Y", "verify", "-f", signersFile, "-I", signer, ...about], manifest);
      if (checked.status === 0) return { kind: "good", signer, key };
      reason = firstLine(checked.stderr);
    }
    return { kind: "not-allowed", key, reason };
  });
}

interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** @param input its standard input, or `inherit` to let it use the terminal */
function sshKeygen(args: string[], input: Uint8Array | "inherit"): Ended {
  const { error, status, stdout, stderr } = spawnSync("ssh-keygen", args, {
    encoding: "utf8",
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => PASSED_ON.test(name))),
    ...(input === "inherit" ? { stdio: ["inherit", "ignore", "inherit"] } : { input }),
  });
  if (error !== undefined && codeOf(error) === "ENOENT") throw new UsageError(MISSING);
  // EPIPE: the program ended before it read all input. Its status has the result.
  if (error !== undefined && codeOf(error) !== "EPIPE") throw error;
  return { status, stdout: stdout ?? "", stderr: stderr ?? "" };
}

function refuseOldProgram(stderr: string): void {
  if (/unknown option|illegal option|invalid option|unsupported operation/i.test(stderr))
    throw new UsageError("ssh-keygen is too old to check signatures: install OpenSSH 8.2 or later.");
}

function firstLine(text: string): string {
  return plain(text.split("\n").find((line) => line !== "") ?? "", 200);
}

function inTemporaryFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "aoai-probe-signature-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
