/** How much a process takes on at once, and how often one key may ask. */
export interface GateLimits {
	/** Requests that are read, decoded and written at the same time. */
	requests: number;
	/** Bytes of their bodies, as they have come and as they are inflated. */
	bytes: number;
	/** Requests of one key: a second on average, in one burst, and at the same time. */
	perKey: { perSecond: number; burst: number; atOnce: number };
}

export interface Gate {
	/** Takes a request in; null where there is no room. */
	enter(): Visit | null;
	/** Counts a request of a key at a time (milliseconds); returns after how many seconds the next one would be in order, 0 where this one is. */
	secondsToWait(key: string, now: number): number;
}

/** A request that is in. */
export interface Visit {
	/** Counts it as one of a key's, once; false where the key has all the places that it may have. */
	claim(key: string): boolean;
	/** Takes so many more bytes in; false where there is no room for them. */
	take(bytes: number): boolean;
	/** Gives back all that it took. */
	leave(): void;
}

/**
 * Bounds what one process does at once, so that a flood is refused instead of filling its memory. Rates are token
 * buckets, in this process alone: several processes allow several times as much.
 */
export function gate({ requests, bytes, perKey }: GateLimits): Gate {
	let inFlight = 0;
	let bytesInFlight = 0;
	const buckets = new Map<string, Bucket>();
	const inFlightOf = new Map<string, number>();
	return {
		enter: () => {
			if (inFlight >= requests) return null;
			inFlight += 1;
			let inside = true;
			let taken = 0;
			let owner: string | undefined;
			return {
				claim: (key) => {
					if (owner !== undefined) return true;
					const others = inFlightOf.get(key) ?? 0;
					if (others >= perKey.atOnce) return false;
					owner = key;
					inFlightOf.set(key, others + 1);
					return true;
				},
				take: (size) => {
					// What is alone is always taken: a bound below the largest body would refuse it for ever.
					if (bytesInFlight > taken && bytesInFlight + size > bytes) return false;
					taken += size;
					bytesInFlight += size;
					return true;
				},
				leave: () => {
					if (!inside) return;
					inside = false;
					inFlight -= 1;
					bytesInFlight -= taken;
					if (owner === undefined) return;
					const others = (inFlightOf.get(owner) ?? 1) - 1;
					if (others > 0) inFlightOf.set(owner, others);
					else inFlightOf.delete(owner);
				},
			};
		},
		secondsToWait: (key, now) => {
			const bucket = buckets.get(key) ?? { tokens: perKey.burst, at: now };
			const refilled = bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * perKey.perSecond;
			bucket.tokens = Math.min(perKey.burst, refilled);
			bucket.at = now;
			// Those that asked last stand last: the first one is the one to forget.
			buckets.delete(key);
			buckets.set(key, bucket);
			if (buckets.size > MAX_KEYS) forgetFirst(buckets);
			if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perKey.perSecond));
			bucket.tokens -= 1;
			return 0;
		},
	};
}

interface Bucket {
	tokens: number;
	at: number;
}

/** Keys whose rates are remembered; a forgotten one begins with a full bucket. */
const MAX_KEYS = 10_000;

function forgetFirst(buckets: Map<string, Bucket>): void {
	for (const key of buckets.keys()) {
		buckets.delete(key);
		return;
	}
}
