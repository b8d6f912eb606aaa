/**
 * ISO 8601 in UTC with microseconds (what PostgreSQL keeps) of nanoseconds since 1970, the rest cut off. Any uint64 is a
 * time that PostgreSQL can hold: the last one lies in the year 2554.
 */
export function timestamp(unixNano: bigint): string {
	const second = unixNano / 1_000_000_000n;
	if (second !== lastSecond) {
		lastSecond = second;
		lastPrefix = new Date(Number(second) * 1000).toISOString().slice(0, "2000-01-01T00:00:00.".length);
	}
	const micros = Math.trunc(Number(unixNano - second * 1_000_000_000n) / 1000);
	return `${lastPrefix}${String(micros).padStart(6, "0")}Z`;
}

/** Records come in the order of time: most share their second with the one before. */
let lastSecond = -1n;
let lastPrefix = "";

/** The same form of a time that a clock gave. */
export function timestampOfDate(date: Date): string {
	return date.toISOString().replace("Z", "000Z");
}
