import type { Activity } from "./records/content.ts";

/** One sighting of a content. Times are ISO 8601 in UTC. */
export interface Sighting {
	contentId: string;
	timestamp: string;
	service: string;
	environment: string;
	level: string;
}

/** Sums sightings by content, hour, service, environment and level. */
export function activityOf(sightings: Iterable<Sighting>): Activity[] {
	const byKey = new Map<string, Activity>();
	for (const { contentId, timestamp, service, environment, level } of sightings) {
		const hour = timestamp.slice(0, "2000-01-01T00".length);
		const key = `${contentId}\0${hour}\0${service}\0${environment}\0${level}`;
		const known = byKey.get(key);
		if (!known) {
			byKey.set(key, {
				contentId,
				bucket: `${hour}:00:00Z`,
				service,
				environment,
				level,
				count: 1,
				firstSeen: timestamp,
				lastSeen: timestamp,
			});
			continue;
		}
		known.count += 1;
		if (timestamp < known.firstSeen) known.firstSeen = timestamp;
		if (timestamp > known.lastSeen) known.lastSeen = timestamp;
	}
	return [...byKey.values()];
}
