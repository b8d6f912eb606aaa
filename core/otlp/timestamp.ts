/**
 * ISO 8601 in UTC with microseconds (what PostgreSQL keeps) of nanoseconds since 1970, the rest cut off. Any uint64 is a
 * time that PostgreSQL can hold: the last one lies in the year 2554.
 */
export function timestamp(unixNano: bigint): string {
	// The double nearest to the nanoseconds may lie on the other side of a second's start.
	let second = secondAt(Math.floor(Number(unixNano) / 1e9));
	let nanos = Number(unixNano - second.start);
	if (nanos < 0 || nanos >= 1e9) {
		second = secondAt(Number(unixNano / 1_000_000_000n));
		nanos = Number(unixNano - second.start);
	}
	return `${second.prefix}${String(1_000_000 + Math.trunc(nanos / 1000)).slice(1)}Z`;
}

/** The same form of a time that a clock gave. */
export function timestampOfDate(date: Date): string {
	return date.toISOString().replace("Z", "000Z");
}

interface Second {
	/** Nanoseconds since 1970. */
	start: bigint;
	/** The timestamp up to the fraction. */
	prefix: string;
}

/** Records of one request come from few seconds: dividing and formatting each anew would cost more than decoding it. */
const seconds = new Map<number, Second>();
const MAX_SECONDS = 1024;

function secondAt(number: number): Second {
	let second = seconds.get(number);
	if (!second) {
		if (seconds.size >= MAX_SECONDS) seconds.clear();
		const prefix = new Date(number * 1000).toISOString().slice(0, "2000-01-01T00:00:00.".length);
		second = { start: BigInt(number) * 1_000_000_000n, prefix };
		seconds.set(number, second);
	}
	return second;
}
