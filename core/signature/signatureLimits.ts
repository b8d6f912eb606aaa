/** What a signed request is held to. */
export const signatureLimits = {
	/** Seconds that a signature's time may lie before or after the clock of who verifies it: late networks, clocks apart. */
	skewSeconds: 60,
	/** UTF-16 code units of a nonce, each of which is remembered. A UUID has 36. */
	nonce: 64,
	/** Nonces remembered: 2,000 requests a second over the 120 seconds that each counts. Some 20 MB when full. */
	nonces: 240_000,
	/** Characters of a secret: 24 random bytes in base64. */
	secret: 32,
} as const;
