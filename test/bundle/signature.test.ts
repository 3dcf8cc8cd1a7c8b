import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { pack } from "../../src/bundle/archive.ts";
import { SIGNATURE } from "../../src/bundle/index.ts";
import { MANIFEST } from "../../src/bundle/manifest.ts";
import { loadFormat } from "../../src/render/index.ts";
import { buildCli, callCli } from "../support/built-cli.ts";
import { concluded } from "./bundled.ts";

vi.setConfig({ testTimeout: 120_000 });

const PASSPHRASE = "correct-horse-battery";
const cwd = mkdtempSync(join(tmpdir(), "aoai-probe-signature-test-"));
const SIGNED = /^verify shows whether an archive agrees with its own recordings\. It was signed by alice@example\.com/;

function newKey(name: string, passphrase = ""): string {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", passphrase, "-C", name, "-f", join(cwd, name)]);
  return readFileSync(join(cwd, `${name}.pub`), "utf8").trim();
}

beforeAll(async () => {
  await buildCli();
  const format = await loadFormat("json");
  const json = format.render(await concluded(), { matrix: false, target: null, finding: null });
  writeFileSync(join(cwd, "report.json"), json);
  const alice = newKey("alice");
  const bob = newKey("bob");
  newKey("locked", PASSPHRASE);
  writeFileSync(join(cwd, "signers"), `bob@example.com ${bob}\nalice@example.com ${alice}\n`);
  writeFileSync(join(cwd, "others"), `bob@example.com ${bob}\n`);
  writeFileSync(join(cwd, "for-git"), `alice@example.com namespaces="git" ${alice}\n`);
  writeFileSync(join(cwd, "expired"), `alice@example.com valid-before="20200101" ${alice}\n`);
  await callCli(["bundle", "report.json", "--sign", "alice", "-o", "signed.zip"], { cwd });
  await callCli(["bundle", "report.json", "-o", "bare.zip"], { cwd });
}, 60_000);
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** The signed bundle with some files changed, sealed again. */
function repacked(name: string, change: (files: Record<string, string>) => void): void {
  const unpacked = unzipSync(readFileSync(join(cwd, "signed.zip")));
  const files = Object.fromEntries(Object.entries(unpacked).map(([n, bytes]) => [n, Buffer.from(bytes).toString()]));
  change(files);
  writeFileSync(join(cwd, name), pack(new Map(Object.entries(files))));
}

function verifySigned(archive: string, signers: string) {
  return callCli(["verify", archive, "--signer", signers], { cwd });
}

describe("a signed bundle", () => {
  it("says who signed it, and agrees", async () => {
    const { code, stdout } = await verifySigned("signed.zip", "signers");
    expect(stdout).toMatch(SIGNED);
    expect(stdout).toMatch(/\(ED25519 key SHA256:\S+\)\.\n/);
    expect(stdout).not.toContain("It does not show who made this archive");
    expect(code).toBe(0);
  });

  it("is checked by hand with unzip and ssh-keygen, as README says", () => {
    const command =
      "unzip -q signed.zip -d by-hand && cd by-hand && ssh-keygen -Y verify -f ../signers -I alice@example.com -n aoai-probe-bundle -s manifest.json.sig < manifest.json";
    const { status, stdout } = spawnSync("/bin/bash", ["-c", command], { cwd, encoding: "utf8" });
    expect(stdout).toMatch(/^Good "aoai-probe-bundle" signature for alice@example\.com/);
    expect(status).toBe(0);
  });

  it("is verified without a file of signers too, and says that the signature was not checked", async () => {
    const { code, stdout, stderr } = await callCli(["verify", "signed.zip"], { cwd });
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "The archive is signed. Add --signer ALLOWED_SIGNERS to check who signed it.\n",
    });
    expect(stdout).toContain("It does not show who made this archive.");
  });

  it.each([
    [
      "of a key that is not listed",
      "signed.zip",
      "others",
      /^ {2}signature: made with ED25519 key SHA256:\S+, which --signer does not allow \(No principal matched\.\)$/m,
    ],
    [
      "of a key that is listed for another use",
      "signed.zip",
      "for-git",
      /which --signer does not allow \(.*not permitted for use in signature namespace/,
    ],
    ["of a key that has expired", "signed.zip", "expired", /which --signer does not allow \(/],
    ["that is missing", "bare.zip", "signers", /^ {2}signature: the archive is not signed$/m],
  ])("differs if a signer is demanded and the signature is one %s", async (_, archive, signers, line) => {
    const { code, stdout } = await verifySigned(archive, signers);
    expect(stdout).toMatch(line);
    expect(stdout).toContain("It does not show who made this archive.");
    expect(code).toBe(1);
  });

  it.each<[string, (files: Record<string, string>) => void]>([
    [
      "its manifest was changed afterwards",
      (files) => {
        files[MANIFEST] = `${files[MANIFEST]}\n`;
      },
    ],
    [
      "its signature is damaged",
      (files) => {
        files[SIGNATURE] = (files[SIGNATURE] ?? "").replace(/.(?=.{20}\n-----END)/, (letter) =>
          letter === "A" ? "B" : "A",
        );
      },
    ],
    [
      "its signature is no signature",
      (files) => {
        files[SIGNATURE] = "yes\n";
      },
    ],
    [
      "it was signed for another use",
      (files) => {
        writeFileSync(join(cwd, "for-a-file"), files[MANIFEST] ?? "");
        execFileSync("ssh-keygen", ["-q", "-Y", "sign", "-f", "alice", "-n", "file", "for-a-file"], { cwd });
        files[SIGNATURE] = readFileSync(join(cwd, "for-a-file.sig"), "utf8");
        rmSync(join(cwd, "for-a-file.sig"));
      },
    ],
  ])("differs if %s", async (_, change) => {
    repacked("changed.zip", change);
    const { code, stdout } = await verifySigned("changed.zip", "signers");
    expect(stdout).toContain("  signature: not a signature of this manifest.json\n");
    expect(code).toBe(1);
  });
});

describe("signing that cannot be done", () => {
  const nothing = { stdout: "", code: 2 };
  const sign = (key: string, env: Record<string, string> = {}) =>
    callCli(["bundle", "report.json", "--sign", key, "-o", "never.zip"], { cwd, env });

  it.each([
    ["no such file", "nobody", /--sign: nobody is not a file: name an SSH key\.$/m],
    [
      "the file is no key",
      "report.json",
      /--sign: ssh-keygen did not sign with report\.json: check that it is an SSH key/,
    ],
    [
      "nobody is there to type its passphrase",
      "locked",
      /--sign: ssh-keygen did not sign with locked: check .* passphrase/,
    ],
  ])("exits 2 if %s", async (_, key, says) => {
    const result = await sign(key);
    expect(result).toMatchObject({ ...nothing, stderr: expect.stringMatching(says) });
  });

  it("exits 2 if ssh-keygen is missing, and says what to install", async () => {
    const empty = join(cwd, "empty");
    mkdirSync(empty);
    const missing = expect.stringContaining("ssh-keygen is not installed: install OpenSSH 8.2 or later.");
    expect(await sign("alice", { PATH: empty })).toMatchObject({ ...nothing, stderr: missing });
    const verified = await callCli(["verify", "signed.zip", "--signer", "signers"], { cwd, env: { PATH: empty } });
    expect(verified).toMatchObject({ ...nothing, stderr: missing });
  });

  it("exits 2 if the file of signers is missing", async () => {
    expect(await verifySigned("signed.zip", "nobody")).toMatchObject({
      ...nothing,
      stderr: expect.stringContaining("--signer: nobody is not a file: name a file of allowed signers."),
    });
  });

  it("passes ssh-keygen no credential of ours", async () => {
    const folder = join(cwd, "noted");
    mkdirSync(folder);
    writeFileSync(
      join(folder, "ssh-keygen"),
      `#!/bin/sh\n/usr/bin/env > ${folder}/env\nexec /usr/bin/ssh-keygen "$@"\n`,
      {
        mode: 0o755,
      },
    );
    const key = "5d41402abc4b2a76b9719d911017c592";
    const env = { PATH: `${folder}:${process.env.PATH}`, AZURE_OPENAI_API_KEY: key, SSH_AUTH_SOCK: "/nowhere" };
    expect(await sign("alice", env)).toMatchObject({ code: 0 });
    const passed = readFileSync(join(folder, "env"), "utf8");
    expect(passed).toContain("SSH_AUTH_SOCK=/nowhere");
    expect(passed).not.toContain(key);
  });
});
