import type { MetricCourse } from "../../core/investigate/metricCourses.ts";
import type { MetricRole } from "../../core/investigate/metricRole.ts";
import type { Course } from "../../core/investigate/onsetOf.ts";
import type { Period } from "../../core/investigate/period.ts";
import type { ActivityPart } from "../../core/investigate/serviceActivity.ts";

/** What was read of a period. */
export interface Signals {
	activity: ReadonlyMap<string, ActivityPart[]>;
	/** Error logs of each part, by service. */
	errors: ReadonlyMap<string, number[]>;
	metrics: MetricCourse[];
}

/** The courses from which an onset is told. Those of `service` count more. */
export function courses(signals: Signals, period: Period, service: string | null): Course[] {
	const starts = Array.from({ length: period.parts }, (_, part) => period.from + part * period.partMs);
	const own = (name: string) => (name === service ? OWN_WEIGHT : 1);
	return [
		...[...signals.activity].flatMap(([name, parts]) => ofActivity(parts, own(name))),
		...[...signals.errors].map(([name, values]) => ({ times: starts, values, weight: own(name) })),
		...[...Map.groupBy(signals.metrics, (course) => course.service)].flatMap(([name, of]) =>
			of.map(({ times, values, role }) => ({
				times,
				values,
				// Whoever sends many metrics has not more to say by as much.
				weight: (own(name) * ROLE_WEIGHTS[role]) / Math.sqrt(of.length),
			})),
		),
	];
}

const OWN_WEIGHT = 4;

const ROLE_WEIGHTS: Record<MetricRole, number> = { resource: 1, latency: 1, errors: 1, traffic: 0.5, other: 0.5 };

function ofActivity(parts: ActivityPart[], weight: number): Course[] {
	const answered = parts.filter(({ meanMs }) => meanMs !== null);
	const times = answered.map(({ at }) => at);
	return [
		{ times, values: answered.map(({ meanMs }) => meanMs ?? 0), weight },
		{ times, values: answered.map(({ failed, requests }) => failed / Math.max(requests, 1)), weight },
	];
}
