import { createHash } from "node:crypto";

/**
 * Identity of a content: the first 64 bits of SHA-256 over its parts, as the decimal text of a signed int64
 * (PostgreSQL's bigint). Parts are length-prefixed, so that ("ab", "c") and ("a", "bc") differ.
 */
export function contentId(...parts: string[]): string {
	const hash = createHash("sha256");
	for (const part of parts) hash.update(`${part.length}:${part}`);
	return hash.digest().readBigInt64BE(0).toString();
}
