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
	const [, id, secret] = /^(?:([\w.-]{1,64}):)?([!-9;-~]+)$/.exec(text) ?? [];
	if (!secret) throw new Error("A signing key is id:secret, or a secret alone, without white space.");
	return { id: id ?? createHash("sha256").update(secret).digest("hex").slice(0, 12), secret };
}

/**
 * Throws an Error where a secret is short enough to be guessed from a signature. For who decides which keys are valid: a
 * short one is of no use to anybody else.
 */
export function refuseShort(keys: SigningKey[]): void {
	if (keys.every(({ secret }) => secret.length >= signatureLimits.secret)) return;
	throw new Error(
		`A signing key's secret needs at least ${signatureLimits.secret} characters of chance. vagus-appliance key makes one.`,
	);
}
