import { createHash } from "node:crypto";
import { signatureLimits } from "./signatureLimits.ts";

export interface SigningKey {
	/** Sent with each signature, so that the other side finds the secret. Not secret itself. */
	id: string;
	secret: string;
}

/**
 * The keys of a setting: `id:secret`, or a secret alone, whose id is then the beginning of its hash. Several stand with
 * commas between them: all of them are valid to who verifies, and who signs takes the first. Throws an Error with a
 * sentence that holds no part of a secret.
 */
export function signingKeys(text: string): [SigningKey, ...SigningKey[]] {
	const [first = "", ...others] = text.split(",").map((key) => key.trim());
	const keys: [SigningKey, ...SigningKey[]] = [signingKey(first), ...others.map(signingKey)];
	if (new Set(keys.map(({ id }) => id)).size < keys.length) {
		throw new Error("Two signing keys have the same id. Give each its own.");
	}
	return keys;
}

function signingKey(text: string): SigningKey {
	const [, id, secret] = /^(?:([\w.-]{1,64}):)?([\w.~+/=-]+)$/.exec(text) ?? [];
	if (!secret || secret.length < signatureLimits.secret) throw new Error(WANTED);
	return { id: id ?? createHash("sha256").update(secret).digest("hex").slice(0, 12), secret };
}

const WANTED =
	"A signing key is id:secret, or a secret alone: at least " +
	`${signatureLimits.secret} letters, digits and -_.~+/= of chance. vagus-appliance key makes one.`;
