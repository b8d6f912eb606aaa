/**
 * What PostgreSQL's timestamptz is, of an ISO 8601 time with its offset: microseconds since 2000, what is finer cut off.
 * Throws what PostgreSQL would where the text is none.
 */
export function microsecondsSince2000(text: string): bigint {
	const match = ISO_8601.exec(text);
	if (!match) throw new NoTime(text);
	const [, minute, second = "00", fraction = "", offset] = match;
	const whole = wholeSecond(`${minute}:${second}${offset}`);
	return fraction === "" ? whole : whole + BigInt(fraction.slice(0, 6).padEnd(6, "0"));
}

const ISO_8601 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)$/;

function wholeSecond(text: string): bigint {
	if (text === last.text) return last.microseconds;
	const milliseconds = Date.parse(text);
	if (Number.isNaN(milliseconds)) throw new NoTime(text);
	last = { text, microseconds: BigInt(milliseconds) * 1_000n - YEAR_2000 };
	return last.microseconds;
}

/** Rows of one request come from few seconds. */
let last = { text: "2000-01-01T00:00:00Z", microseconds: 0n };

const YEAR_2000 = 946_684_800_000_000n;

class NoTime extends Error {
	/** SQLSTATE invalid_datetime_format. */
	readonly code = "22007";

	constructor(text: string) {
		super(`"${text.slice(0, 100)}" is not a time like 2026-03-10T12:30:00Z.`);
	}
}
