import type { AnyValue } from "../otlp/attributes.ts";

/**
 * Nanoseconds since 1970 of a time as pino writes it: milliseconds, or by its other functions seconds, or ISO 8601 with
 * up to nine digits of fraction. Null where it is none, or not from 1970 to 2554.
 */
export function pinoTime(value: AnyValue): bigint | null {
	if (typeof value === "bigint") return within(value);
	if (typeof value === "number") return within(nanosOf(value));
	if (typeof value !== "string" || value.length > MAX_LENGTH) return null;
	if (/^\d+(\.\d+)?$/.test(value)) return within(nanosOf(Number(value)));
	const [, fraction = ""] = ISO.exec(value) ?? [];
	const millis = ISO.test(value) ? Date.parse(value.replace(",", ".")) : Number.NaN;
	if (Number.isNaN(millis)) return null;
	// A Date keeps three digits.
	return within(BigInt(millis) * 1_000_000n + BigInt(fraction.padEnd(9, "0").slice(3, 9)));
}

/** The longest ISO time with an offset has 35 characters. */
const MAX_LENGTH = 40;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,](\d{1,9}))?(?:Z|[+-]\d\d:?\d\d)$/;

/** A number's size tells its unit: milliseconds of this century have thirteen digits. */
function nanosOf(time: number): bigint {
	if (!Number.isFinite(time) || time <= 0) return 0n;
	const nanosPerUnit = time < 1e11 ? 1e9 : time < 1e14 ? 1e6 : time < 1e17 ? 1e3 : 1;
	const whole = Math.floor(time);
	return BigInt(whole) * BigInt(nanosPerUnit) + BigInt(Math.round((time - whole) * nanosPerUnit));
}

/** OTLP's times are unsigned 64-bit integers, of which 0 is none. */
function within(nanos: bigint): bigint | null {
	return nanos > 0n && nanos < 2n ** 64n ? nanos : null;
}
