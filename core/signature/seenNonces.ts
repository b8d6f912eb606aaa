import { createHash } from "node:crypto";
import { signatureLimits } from "./signatureLimits.ts";

/** What became of a nonce that was to be remembered. */
export type Admission = "fresh" | "replayed" | "untimely";

/**
 * Remembers the nonces of authentic requests for as long as their time makes them acceptable. `admit` takes seconds
 * since 1970. When there are too many, the oldest second is forgotten and from then on nothing of that second or before
 * is fresh: being full costs late requests, never a replay. The same holds for what was signed up to `since`, before
 * which nothing is remembered: the start of the process.
 */
export function seenNonces({ since, capacity = signatureLimits.nonces }: { since: number; capacity?: number }) {
	/** As digests: of one small size, and sharing no memory with the headers that they were cut from. */
	const bySecond = new Map<number, Set<string>>();
	let size = 0;
	let forgotten = Math.floor(since);

	function forget(second: number): void {
		size -= bySecond.get(second)?.size ?? 0;
		bySecond.delete(second);
		forgotten = Math.max(forgotten, second);
	}

	return {
		admit(nonce: string, created: number, now: number): Admission {
			for (const second of bySecond.keys()) if (second < now - signatureLimits.skewSeconds) forget(second);
			if (Math.abs(now - created) > signatureLimits.skewSeconds || created <= forgotten) return "untimely";
			const nonces = bySecond.get(created) ?? new Set();
			const digest = createHash("sha256").update(nonce).digest("base64");
			if (nonces.has(digest)) return "replayed";
			bySecond.set(created, nonces.add(digest));
			size++;
			if (size > capacity) forget(Math.min(...bySecond.keys()));
			return "fresh";
		},
	};
}

export type SeenNonces = ReturnType<typeof seenNonces>;
