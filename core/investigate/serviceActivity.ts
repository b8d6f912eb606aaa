import { counted } from "../text/counted.ts";
import { timeInWords } from "../text/timeInWords.ts";
import { countShift } from "./countShift.ts";
import type { Evidence } from "./evidence.ts";
import { type Incident, isBefore, isDuring } from "./period.ts";
import { shiftOf } from "./shiftOf.ts";

/** What a service's spans tell of a part of the time. */
export interface ActivityPart {
	/** Its beginning, in milliseconds since 1970. */
	at: number;
	spans: number;
	/** Spans by which work entered, and those of them that failed. */
	requests: number;
	failed: number;
	/** Mean duration of requests; null where there are none. */
	meanMs: number | null;
}

/**
 * What the spans of each service say beside their traces: later answers, more failures, and silence, unless it is `alive`
 * all the same and only has nothing to do.
 */
export function activityEvidence(
	activity: ReadonlyMap<string, ActivityPart[]>,
	incident: Incident,
	alive: ReadonlySet<string>,
): Evidence[] {
	const everywhere = [...activity.values()].flat();
	return [...activity].flatMap(([service, parts]) => [
		...later(service, parts, incident),
		...failing(service, parts, incident),
		...(alive.has(service) ? [] : silent(service, parts, everywhere, incident)),
	]);
}

function later(service: string, parts: ActivityPart[], incident: Incident): Evidence[] {
	const means = (within: typeof isBefore) =>
		parts.flatMap(({ at, meanMs }) => (within(at, incident) && meanMs !== null ? [meanMs] : []));
	const shift = shiftOf(means(isBefore), means(isDuring));
	if (!shift || shift.ratio <= 0) return [];
	const statement = `Requests to it took ${timeInWords(shift.after)} instead of ${timeInWords(shift.before)}.`;
	return [{ service, kind: "latency", strength: shift.strength, statement, at: null, ids: {} }];
}

function failing(service: string, parts: ActivityPart[], incident: Incident): Evidence[] {
	const [before, during] = [isBefore, isDuring].map((within) => sumOf(parts.filter(({ at }) => within(at, incident))));
	if (!before || !during) return [];
	const strength = countShift({
		before: before.failed,
		beforeOf: before.requests,
		during: during.failed,
		duringOf: during.requests,
	});
	if (strength === 0) return [];
	const statement = `${during.failed} of ${counted(during.requests, "request")} to it failed, ${before.failed} of ${before.requests} before.`;
	const first = parts.find(({ at, failed }) => isDuring(at, incident) && failed > 0);
	return [
		{ service, kind: "errors", strength, statement, at: first ? new Date(first.at).toISOString() : null, ids: {} },
	];
}

function sumOf(parts: ActivityPart[]) {
	return {
		failed: parts.reduce((sum, { failed }) => sum + failed, 0),
		requests: parts.reduce((sum, { requests }) => sum + requests, 0),
	};
}

/** A service that was always heard of before, and no more in the later half of the incident, while others are. */
function silent(service: string, parts: ActivityPart[], everywhere: ActivityPart[], incident: Incident): Evidence[] {
	const half = (incident.during.from + incident.during.to) / 2;
	const late = (part: ActivityPart) => part.at >= half && isDuring(part.at, incident);
	const before = parts.filter(({ at }) => isBefore(at, incident)).length;
	const most = new Set(everywhere.filter(({ at }) => isBefore(at, incident)).map(({ at }) => at)).size;
	const heard = new Set(everywhere.filter(late).map(({ at }) => at)).size;
	if (before < LEAST_PARTS || before < most * ALWAYS || heard < LEAST_PARTS || parts.some(late)) return [];
	const last = parts.at(-1)?.at ?? incident.during.from;
	const at = new Date(last).toISOString();
	return [
		{ service, kind: "silence", strength: NO_SPANS, statement: `No span of it has come since ${at}.`, at, ids: {} },
	];
}

/** That no spans come may be for want of requests. */
const NO_SPANS = 0.6;
const LEAST_PARTS = 3;
const ALWAYS = 0.8;
