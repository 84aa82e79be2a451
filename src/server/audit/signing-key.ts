import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { OutsideFault } from "../../core/port/outside-fault.ts";

/** Says what the key is; and a key that begins with a hyphen would be taken for an option. */
const prefix = "ed25519:";

/** The user's key for seals (Ed25519, RFC 8032). */
export interface SigningKey {
  /** `ed25519:` and the raw public key, base64url. */
  readonly publicKey: string;
  /** The signature of a text, base64url. */
  sign(text: string): string;
}

/** Reads the key from its file; the first use makes one, readable by this user only. Throws OutsideFault for a file that holds none. */
export const signingKey = async (file: string): Promise<SigningKey> => {
  const key = (await readKey(file)) ?? (await makeKey(file));
  return {
    publicKey: publicText(createPublicKey(key)),
    sign: (text) => sign(null, Buffer.from(text), key).toString("base64url"),
  };
};

/** Whether the owner of a public key, as a {@link SigningKey} has it, has signed the text. */
export const isSignedBy = (publicKey: string, text: string, signature: string): boolean => {
  if (!publicKey.startsWith(prefix)) return false;
  try {
    const key = createPublicKey({
      key: { kty: "OKP", crv: "Ed25519", x: publicKey.slice(prefix.length) },
      format: "jwk",
    });
    return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64url"));
  } catch {
    return false;
  }
};

const readKey = async (file: string): Promise<KeyObject | null> => {
  const pem = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new OutsideFault(`The key ${file} cannot be read.`, "Give this user access to it.", {
      cause: error,
    });
  });
  if (pem === null) return null;
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // Told below, without the library's words about the file's content.
  }
  throw new OutsideFault(
    `${file} holds no Ed25519 key.`,
    "Restore the file, or move it away: a new key is made, and seals of the old one stay valid under its public key.",
  );
};

const makeKey = async (file: string): Promise<KeyObject> => {
  const { privateKey } = generateKeyPairSync("ed25519");
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" });
  try {
    await writeFile(file, pem, { mode: 0o600, flag: "wx" });
    return privateKey;
  } catch (error) {
    // Another process was first.
    const key = await readKey(file);
    if (key === null) throw error;
    return key;
  }
};

const publicText = (key: KeyObject): string => `${prefix}${key.export({ format: "jwk" }).x ?? ""}`;
