import { isSignatureError, type SignatureErrorCode, verifySignature } from "http-message-sig";
import { contentDigest } from "./contentDigest.ts";
import { hmacSha256 } from "./hmacSha256.ts";
import type { SeenNonces } from "./seenNonces.ts";
import { signatureLimits } from "./signatureLimits.ts";
import type { SigningKey } from "./signingKeys.ts";
import { SIGNATURE_LABEL, SIGNED_COMPONENTS } from "./signRequest.ts";

export interface RequestToVerify {
	method: string;
	/** Absolute, as the server sees it; only its path and query count. */
	url: string;
	headers: Headers;
	/** Called once the headers are found to be authentic: nobody else may have a body read. */
	body: () => Promise<Uint8Array>;
	/** Each of them is valid. */
	keys: readonly SigningKey[];
	/** Milliseconds since 1970. */
	now: number;
	seen: SeenNonces;
}

export type Verdict = { ok: true; keyId: string; body: Uint8Array } | { ok: false; reason: Refusal };

/** Whether a request was signed by `signRequest` with one of the keys, lately, and comes for the first time. */
export async function verifyRequest(request: RequestToVerify): Promise<Verdict> {
	const { headers, body, now, seen } = request;
	if (!headers.has("signature") || !headers.has("signature-input")) return { ok: false, reason: "missing" };
	const signed = await signatureOf(request);
	if (typeof signed === "string") return { ok: false, reason: signed };
	const { keyid, created, nonce } = signed;
	const admission = seen.admit(`${keyid} ${nonce}`, created, Math.floor(now / 1000));
	if (admission !== "fresh") return { ok: false, reason: admission };
	const bytes = await body();
	const isWhole = contentDigest(bytes) === headers.get("content-digest");
	return isWhole ? { ok: true, keyId: keyid, body: bytes } : { ok: false, reason: "altered" };
}

export type Refusal = keyof typeof REFUSALS;

/** For who sent it. */
export const REFUSALS = {
	missing: "The request has no signature. Sign it with a key that this server knows.",
	malformed:
		"The signature cannot be used. It has to be an HTTP Message Signature (RFC 9421) labelled vagus, by hmac-sha256, " +
		"over @method, @path, @query and content-digest, with created, keyid and a nonce of at most " +
		`${signatureLimits.nonce} characters.`,
	unknown_key: "The signature names a key that this server does not know.",
	wrong: "The signature does not fit the request: the secrets differ, or the request was changed on its way.",
	altered: "The body does not fit its Content-Digest, which has to be its SHA-256 as RFC 9530 writes it.",
	untimely:
		`The signature's time is more than ${signatureLimits.skewSeconds} seconds from this server's, or before its start. ` +
		"Sign anew; compare the clocks.",
	replayed: "The signature was used before. Each request needs a nonce of its own.",
} as const;

async function signatureOf({ method, url, headers, keys, now }: RequestToVerify) {
	const fields = READ.map((name) => ({ name, value: headers.get(name) ?? "" }));
	try {
		const { parameters } = await verifySignature(
			{ kind: "request", method, targetUri: url, fields },
			{
				label: SIGNATURE_LABEL,
				policy: {
					algorithms: ["hmac-sha256"],
					requiredComponents: SIGNED_COMPONENTS,
					requiredParameters: ["created", "nonce", "keyid"],
					// The time is looked at by itself.
					now: now / 1000,
					clockSkew: Number.MAX_SAFE_INTEGER,
				},
				resolveVerifier: ({ parameters }) => hmacSha256(keyOf(keys, parameters.keyid)),
			},
		);
		const { keyid = "", created = 0, nonce = "", expires = Number.POSITIVE_INFINITY } = parameters;
		if (nonce.length > signatureLimits.nonce) return "malformed";
		return expires < now / 1000 ? "untimely" : { keyid, created, nonce };
	} catch (error) {
		if (!isSignatureError(error)) throw error;
		return REASON_OF[error.code] ?? "malformed";
	}
}

/** Other fields may hold what the library refuses, and are not signed. */
const READ = ["signature", "signature-input", "content-digest"];

const REASON_OF: Partial<Record<SignatureErrorCode, Refusal>> = {
	VerificationFailed: "wrong",
	ResolverFailed: "unknown_key",
};

function keyOf(keys: readonly SigningKey[], keyid: string | undefined): SigningKey {
	const key = keys.find(({ id }) => id === keyid);
	if (!key) throw new Error("No such key.");
	return key;
}
