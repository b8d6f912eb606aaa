/**
 * How long a response asks to wait, in milliseconds: its Retry-After is a number of seconds or a date (RFC 9110, section
 * 10.2.3). Undefined where it asks for nothing that can be read; never more than the longest that is of use here.
 */
export function retryAfterMs(header: string | null, now: number): number | undefined {
	const ms = /^\d+$/.test(header ?? "") ? Number(header) * 1000 : Date.parse(header ?? "") - now;
	return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MOST_MS);
}

const MOST_MS = 60_000;
