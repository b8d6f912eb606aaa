import { ascending, quantile } from "./order.ts";
import type { OwnTime } from "./timeOwners.ts";

/** What a service adds to the time of a request, beyond what it took before. */
export interface Slowness {
	service: string;
	/** Milliseconds that a request takes longer because of it. */
	ms: number;
	/** Of all that requests take longer, 0 to 1. */
	share: number;
	/** The kind of span that grew most, and the one of them that took longest. */
	operation: string;
	longest: { traceId: string; spanId: string };
	beforeMs: number;
	duringMs: number;
}

/**
 * Which services requests have become slow in, that with the most first: by the growth of each kind of span's own time.
 * `requests` are the traces in which the times of the incident were taken.
 */
export function slowness(before: Map<string, OwnTime>, during: Map<string, OwnTime>, requests: number): Slowness[] {
	const grown = [...during].flatMap(([key, time]) => growthOf(before.get(key), time, requests));
	const shares = waysShare(before, during, new Set(grown.map(({ time }) => time)));
	const byService = new Map<string, Growth[]>();
	for (const growth of grown) {
		for (const [service, part] of shares(growth.time.owner)) {
			const of = byService.get(service) ?? [];
			of.push({ ...growth, ms: growth.ms * part });
			byService.set(service, of);
		}
	}
	const total = grown.reduce((sum, { ms }) => sum + ms, 0);
	return [...byService]
		.flatMap(([service, of]) => {
			const [most] = of.toSorted((a, b) => b.ms - a.ms);
			const ms = of.reduce((sum, growth) => sum + growth.ms, 0);
			if (!most || ms <= 0) return [];
			const { time, beforeMs, duringMs } = most;
			const { traceId, spanId } = time.longest.span;
			return [
				{
					service,
					ms,
					share: ms / total,
					operation: time.operation,
					longest: { traceId, spanId },
					beforeMs,
					duringMs,
				},
			];
		})
		.sort((a, b) => b.ms - a.ms);
}

interface Growth {
	time: OwnTime;
	/** Milliseconds a request. */
	ms: number;
	beforeMs: number;
	duringMs: number;
}

/** Spans with which a mean has a meaning. */
const LEAST_SPANS = 3;

/** A kind of span that was not there before is new, not merely rare, where it is seen as often as this. */
const LEAST_NEW = 5;

function growthOf(before: OwnTime | undefined, time: OwnTime, requests: number): Growth[] {
	const known = before !== undefined && before.ms.length >= LEAST_SPANS;
	if (time.ms.length < (known ? LEAST_SPANS : LEAST_NEW)) return [];
	const was = known ? trimmed(before.ms) : { mean: 0, error: 0 };
	const is = trimmed(time.ms);
	// Twice the standard error of the difference: what is below may be chance.
	const grown = is.mean - was.mean - 2 * Math.hypot(was.error, is.error);
	if (grown <= Math.max(LEAST_MS, was.mean * LEAST_PART)) return [];
	return [{ time, ms: (grown * time.ms.length) / Math.max(requests, 1), beforeMs: was.mean, duringMs: is.mean }];
}

/** Growth below that is no slowness: milliseconds, and a part of what it was. */
const LEAST_MS = 0.5;
const LEAST_PART = 0.1;

/** Mean and its standard error, with the highest fiftieth taken as high as the rest reaches. */
function trimmed(numbers: number[]): { mean: number; error: number } {
	const most = quantile(ascending(numbers), 0.98);
	const kept = numbers.map((number) => Math.min(number, most));
	const mean = kept.reduce((sum, number) => sum + number, 0) / kept.length;
	const variance = kept.reduce((sum, number) => sum + (number - mean) ** 2, 0) / kept.length;
	return { mean, error: Math.sqrt(variance / kept.length) };
}

/**
 * How the growth of a way is shared between its ends: whoever has all of its ways slow is the cause rather than who has
 * one of several, and where nothing tells them apart, the callee is.
 */
function waysShare(before: Map<string, OwnTime>, during: Map<string, OwnTime>, grown: ReadonlySet<OwnTime>) {
	const ways = [...during].flatMap(([key, time]) =>
		"callee" in time.owner && before.has(key) ? [{ time, owner: time.owner }] : [],
	);
	const slowPart = (name: string) => {
		const own = ways.filter(({ owner }) => owner.caller === name || owner.callee === name);
		return own.length === 0 ? 0 : own.filter(({ time }) => grown.has(time)).length / own.length;
	};
	return (owner: OwnTime["owner"]): [string, number][] => {
		if ("service" in owner) return [[owner.service, 1]];
		const callee = slowPart(owner.callee) ** 2 || 1;
		const caller = slowPart(owner.caller) ** 2 / 2;
		return [
			[owner.callee, callee / (callee + caller)],
			[owner.caller, caller / (callee + caller)],
		];
	};
}
