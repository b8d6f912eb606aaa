import type { MetricCourse } from "../../core/investigate/metricCourses.ts";
import type { MetricRole } from "../../core/investigate/metricRole.ts";
import type { Course } from "../../core/investigate/onsetOf.ts";
import type { ActivityPart } from "../../core/investigate/serviceActivity.ts";
import type { ErrorCounts } from "./errorLogs.ts";

/** What was read of a period. */
export interface Signals {
	activity: ReadonlyMap<string, ActivityPart[]>;
	errors: ReadonlyMap<string, ErrorCounts>;
	metrics: MetricCourse[];
}

/** The courses from which an onset is told. Those of `service` count more. */
export function courses(signals: Signals, service: string | null): Course[] {
	const own = (name: string) => (name === service ? OWN_WEIGHT : 1);
	return [
		...[...signals.activity].flatMap(([name, parts]) => ofActivity(parts, own(name))),
		...[...signals.errors].map(([name, { at, counts }]) => ({
			times: at,
			values: counts,
			weight: own(name),
			risesAlone: true,
		})),
		...[...Map.groupBy(signals.metrics, (course) => course.service)].flatMap(([name, of]) =>
			of.map(({ times, values, role }) => ({
				times,
				values,
				risesAlone: role === "latency" || role === "errors",
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
		{ times, values: answered.map(({ meanMs }) => meanMs ?? 0), weight, risesAlone: true },
		{ times, values: answered.map(({ failed, requests }) => failed / Math.max(requests, 1)), weight, risesAlone: true },
	];
}
