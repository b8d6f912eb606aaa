import { createSignatureSync } from "http-message-sig";
import { contentDigest } from "./contentDigest.ts";
import { hmacSha256 } from "./hmacSha256.ts";
import type { SigningKey } from "./signingKeys.ts";

export interface RequestToSign {
	method: string;
	/** Absolute. Its scheme and host are not signed: a tunnel changes them on the way. */
	url: string;
	/** Empty where there is none. */
	body: Uint8Array;
	key: SigningKey;
	/** Milliseconds since 1970. */
	now: number;
	/** Never used before with this key, such as a random UUID. */
	nonce: string;
}

/** Headers to send with a request, by which `verifyRequest` knows it. An HTTP Message Signature: RFC 9421. */
export function signRequest({ method, url, body, key, now, nonce }: RequestToSign) {
	const digest = contentDigest(body);
	const { signature, signatureInput } = createSignatureSync(
		{ kind: "request", method, targetUri: url, fields: [{ name: "content-digest", value: digest }] },
		{
			label: SIGNATURE_LABEL,
			components: SIGNED_COMPONENTS,
			parameters: { created: Math.floor(now / 1000), nonce, keyid: key.id, alg: "hmac-sha256" },
			signer: hmacSha256(key),
		},
	);
	return { "content-digest": digest, "signature-input": signatureInput, signature };
}

/** Others on the way may add signatures of their own, under other labels. */
export const SIGNATURE_LABEL = "vagus";

export const SIGNED_COMPONENTS = ["@method", "@path", "@query", "content-digest"];
