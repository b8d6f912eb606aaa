import { createHash } from "node:crypto";

/** The value of Content-Digest for a body. RFC 9530, section 2. */
export function contentDigest(body: Uint8Array): string {
	return `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
}
