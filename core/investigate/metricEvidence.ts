import { quoted } from "../text/quoted.ts";
import type { Evidence, EvidenceKind } from "./evidence.ts";
import type { MetricCourse } from "./metricCourses.ts";
import type { MetricRole } from "./metricRole.ts";
import { median } from "./order.ts";
import { type Incident, isBefore, isDuring } from "./period.ts";
import { type Shift, shiftOf } from "./shiftOf.ts";

/** What the metrics of each service say: one piece of evidence for each course that moved, and each that ended. */
export function metricEvidence(courses: MetricCourse[], incident: Incident): Evidence[] {
	const moved = courses.flatMap((course) => {
		const shift = shiftIn(course, incident);
		return shift ? [{ course, shift }] : [];
	});
	const traffic = trafficOf(moved);
	const most = mostMoved(moved);
	return [
		...moved.flatMap(({ course, shift }) => {
			const strength = strengthOf(course, shift, traffic.get(course.service) ?? 0) * partOfMost(course, shift, most);
			return strength < LEAST_STRENGTH ? [] : [evidenceOf(course, shift, strength, incident)];
		}),
		...ended(courses, incident),
	];
}

/** Less is noise. */
const LEAST_STRENGTH = 0.15;

interface MovedCourse {
	course: MetricCourse;
	shift: Shift;
}

/** How a course moved in an incident. What counts errors and was not there before was at zero. */
function shiftIn({ role, times, values }: MetricCourse, incident: Incident): Shift | null {
	const of = (within: (at: number, incident: Incident) => boolean) =>
		values.filter((_, index) => within(times[index] ?? 0, incident));
	const before = of(isBefore);
	return shiftOf(before.length === 0 && role === "errors" ? [0, 0, 0, 0] : before, of(isDuring));
}

/** How many times as much each service has to do, as a logarithm: by the metric of traffic that moved most. */
function trafficOf(moved: MovedCourse[]): Map<string, number> {
	const found = new Map<string, { ratio: number; strength: number }>();
	for (const { course, shift } of moved) {
		if (course.role !== "traffic" || shift.strength <= (found.get(course.service)?.strength ?? 0)) continue;
		found.set(course.service, shift);
	}
	return new Map([...found].map(([service, { ratio }]) => [service, ratio]));
}

/**
 * A shift's strength as evidence. A resource is used more where there is more to do, and falls where there is less:
 * what traffic explains is taken off, and a fall counts little. All else that falls is a consequence.
 */
function strengthOf({ role }: MetricCourse, { ratio, strength }: Shift, traffic: number): number {
	if (ratio < 0) return strength * FALL[role];
	if (role !== "resource" || traffic <= 0) return strength;
	return strength * Math.max(0, 1 - traffic / ratio);
}

/**
 * By how much a symptom rose, for comparing services. Errors are nowhere more than where they come from, and latency grows
 * nowhere by a larger factor: what calls the slow one takes as much longer, but took longer before.
 */
const AMOUNTS: Partial<Record<MetricRole, (shift: Shift) => number>> = {
	errors: ({ before, after }) => after - before,
	latency: ({ ratio }) => ratio,
};

/** By how much each metric of a symptom rose where it rose most. */
function mostMoved(moved: MovedCourse[]): Map<string, number> {
	const most = new Map<string, number>();
	for (const { course, shift } of moved) {
		const amount = AMOUNTS[course.role]?.(shift) ?? 0;
		most.set(course.name, Math.max(most.get(course.name) ?? 0, amount));
	}
	return most;
}

/** The part of the strength that is kept: half of it goes by how much a symptom rose beside where it rose most. */
function partOfMost({ name, role }: MetricCourse, shift: Shift, most: ReadonlyMap<string, number>): number {
	const amount = AMOUNTS[role]?.(shift);
	const largest = most.get(name) ?? 0;
	return amount === undefined || largest <= 0 ? 1 : 0.5 + (0.5 * Math.max(0, amount)) / largest;
}

const FALL: Record<MetricRole, number> = { resource: 0.35, latency: 0, errors: 0, traffic: 0, other: 0.5 };

function evidenceOf(course: MetricCourse, shift: Shift, strength: number, incident: Incident): Evidence {
	const { service, name, of, seriesId, role } = course;
	const verb = shift.ratio > 0 ? "rose" : "fell";
	const which = of === "" ? name : `${name} {${of}}`;
	return {
		service,
		kind: role satisfies EvidenceKind,
		strength,
		statement: `${quoted(which)} ${verb} from ${figure(shift.before)} to ${figure(shift.after)}, ${figure(shift.z)} times its usual deviation.`,
		at: startOf(course, shift, incident),
		ids: { seriesId },
	};
}

/** Since when it is beyond half of the way: of what is so in the incident, the beginning, which may be before it. */
function startOf({ times, values }: MetricCourse, { before, after }: Shift, incident: Incident): string | null {
	const half = (before + after) / 2;
	const beyond = (index: number) => (after > before ? (values[index] ?? half) > half : (values[index] ?? half) < half);
	let index = values.findIndex(
		(_, place) => isDuring(times[place] ?? 0, incident) && beyond(place) && beyond(place + 1),
	);
	while (index > 0 && beyond(index - 1)) index -= 1;
	const at = times[index];
	return at === undefined ? null : new Date(at).toISOString();
}

function figure(value: number): string {
	return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(3)));
}

/** Services none of whose metrics came any more in the later half of the incident, while others' did. */
function ended(courses: MetricCourse[], incident: Incident): Evidence[] {
	const measured = stillMeasured(courses, incident);
	if (measured.size === 0) return [];
	return [...Map.groupBy(courses, ({ service }) => service)].flatMap(([service, of]): Evidence[] => {
		const last = Math.max(...of.flatMap(({ times }) => times.at(-1) ?? []));
		const [first] = of;
		if (!first || measured.has(service) || last < incident.before.to - lengthOf(incident) / 2) return [];
		const at = new Date(last).toISOString();
		const statement = `No measurement of it has come since ${at}.`;
		return [{ service, kind: "silence", strength: 1, statement, at, ids: { seriesId: first.seriesId } }];
	});
}

/** Services of which something was measured in the later half of an incident, or is measured so seldom that it may be. */
export function stillMeasured(courses: MetricCourse[], incident: Incident): Set<string> {
	const half = incident.during.to - lengthOf(incident) / 2;
	return new Set(
		courses.flatMap(({ service, times }) => {
			const usual = median(times.slice(1).map((at, index) => at - (times[index] ?? at)));
			return (times.at(-1) ?? 0) + MISSED * (usual || 0) >= half ? [service] : [];
		}),
	);
}

/** Measurements that have to be missing before a service counts as silent. */
const MISSED = 3;

function lengthOf({ during }: Incident): number {
	return during.to - during.from;
}
