import { z } from "zod";

/** An argument like "15m", "24h" or "7d": how far back from now a question looks, in milliseconds. */
export function timeRange(byDefault: string) {
	return timeSpan
		.prefault(byDefault)
		.describe(`How far back from now: a number and m, h, d or w, such as 15m, 24h, 7d; at most ${MAX_DAYS}d`);
}

const RANGE = /^(\d{1,6})([mhdw])$/;

/** The longest range: logs are kept as long. */
export const MAX_DAYS = 90;
const DAY_MS = 24 * 3600_000;
export const MAX_MS = MAX_DAYS * DAY_MS;

const WRONG = `give a number and a unit (m, h, d, w), such as 15m, 24h or 7d, at most ${MAX_DAYS}d.`;

/** A length of time like "15m", in milliseconds. */
export const timeSpan = z
	.string()
	.regex(RANGE, WRONG)
	.transform(toMs)
	.refine((ms) => ms > 0 && ms <= MAX_MS, WRONG);

/** A span of time, `from` included, `to` not. ISO 8601. */
export interface Window {
	from: string;
	to: string;
}

export function windowBefore(end: Date, ms: number): Window {
	return { from: new Date(end.getTime() - ms).toISOString(), to: end.toISOString() };
}

/** Milliseconds. */
export function lengthOf({ from, to }: Window): number {
	return Date.parse(to) - Date.parse(from);
}

const UNIT_MS: Record<string, number> = { m: 60_000, h: 3600_000, d: DAY_MS, w: 7 * DAY_MS };

function toMs(text: string): number {
	const [, amount, unit = ""] = RANGE.exec(text) ?? [];
	return Number(amount) * (UNIT_MS[unit] ?? 0);
}

/** A range in words for people: "24 hours", "7 days". */
export function rangeInWords(ms: number): string {
	const [size, name] = WORDS.find(([unit]) => ms >= 2 * unit && ms % unit === 0) ?? [60_000, "minute"];
	const amount = Math.round(ms / size);
	return `${amount} ${name}${amount === 1 ? "" : "s"}`;
}

const WORDS: [number, string][] = [
	[DAY_MS, "day"],
	[3600_000, "hour"],
	[60_000, "minute"],
];
