/**
 * What PostgreSQL's timestamptz is, of an ISO 8601 time with its offset: microseconds since 2000, what is finer cut off.
 * Throws what PostgreSQL would where the text is none.
 */
export function microsecondsSince2000(text: string): bigint {
	// Rows of one request come from few seconds, and have the form that they have in core.
	FRACTION.lastIndex = last.second.length;
	if (text.startsWith(last.second) && FRACTION.test(text)) {
		return last.microseconds + BigInt(text.slice(last.second.length, -1));
	}
	const match = ISO_8601.exec(text);
	if (!match) throw new NoTime(text);
	const [, minute, second = "00", fraction = "", offset] = match;
	const milliseconds = Date.parse(`${minute}:${second}${offset}`);
	if (Number.isNaN(milliseconds)) throw new NoTime(text);
	const microseconds = BigInt(milliseconds) * 1_000n - YEAR_2000;
	if (fraction !== "" && offset === "Z") last = { second: `${minute}:${second}.`, microseconds };
	return microseconds + BigInt(fraction.slice(0, 6).padEnd(6, "0"));
}

const FRACTION = /\d{6}Z$/y;
const ISO_8601 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)$/;

let last = { second: "2000-01-01T00:00:00.", microseconds: 0n };

const YEAR_2000 = 946_684_800_000_000n;

class NoTime extends Error {
	/** SQLSTATE invalid_datetime_format. */
	readonly code = "22007";

	constructor(text: string) {
		super(`"${text.slice(0, 100)}" is not a time like 2026-03-10T12:30:00Z.`);
	}
}
