import { createHmac, timingSafeEqual } from "node:crypto";
import type { SigningKey } from "./signingKeys.ts";

/** What signs and verifies with a key, as the signatures' library wants it. RFC 9421, section 3.3.3. */
export function hmacSha256({ secret }: SigningKey) {
	const sign = (data: Uint8Array) => createHmac("sha256", secret).update(data).digest();
	return {
		algorithm: "hmac-sha256",
		sign,
		verify: (data: Uint8Array, signature: Uint8Array) => {
			const expected = sign(data);
			return signature.length === expected.length && timingSafeEqual(signature, expected);
		},
	};
}
