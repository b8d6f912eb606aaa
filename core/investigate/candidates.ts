import type { RankedService } from "./rankServices.ts";

/** A ranked service beside what was asked about. */
export interface Candidate extends RankedService {
	/** Whether it sends no telemetry of its own: others call it. */
	isDependency: boolean;
	/** Whether what was asked about calls it, directly or not; true where no service was asked about. */
	isReached: boolean;
}

export interface Asked {
	/** Services that were asked about; null where none was. */
	services: string[] | null;
	callees: ReadonlyMap<string, ReadonlySet<string>>;
	/** Services that send telemetry. */
	known: ReadonlySet<string>;
}

/** Services that rank high enough to be told, those that cannot have reached what was asked about lowered. */
export function candidates(ranked: RankedService[], { services, callees, known }: Asked): Candidate[] {
	const reached =
		services === null || !services.some((service) => callees.has(service)) ? null : below(services, callees);
	return ranked
		.map((one): Candidate => {
			const isReached = reached === null || reached.has(one.service);
			return {
				...one,
				score: isReached ? one.score : one.score * UNREACHED,
				isReached,
				isDependency: !known.has(one.service),
			};
		})
		.filter(({ score }) => score >= LEAST_SCORE)
		.sort((a, b) => b.score - a.score);
}

/** What is left of the score of a service that is not called: it may still share a machine. */
const UNREACHED = 0.4;
const LEAST_SCORE = 0.02;

/** These services and all that they call. */
function below(services: string[], callees: Asked["callees"]): Set<string> {
	const found = new Set(services);
	for (const service of found) for (const callee of callees.get(service) ?? []) found.add(callee);
	return found;
}
