import { hash } from "node:crypto";

/** Lower-case hex SHA-256 of bytes, or of the text's UTF-8 bytes. */
export const sha256 = (content: string | Uint8Array): string => hash("sha256", content, "hex");
