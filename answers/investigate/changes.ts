import type { Evidence, EvidenceKind } from "../../core/investigate/evidence.ts";
import type { Change } from "../../core/investigate/rankChanges.ts";
import type { Connection } from "../../schema/database.ts";
import { knownChanges } from "./knownChanges.ts";
import type { Located } from "./locate.ts";
import { newMessages } from "./newMessages.ts";
import { inTime } from "./readSignals.ts";
import { versionChanges } from "./versionChanges.ts";

/**
 * What may have led to an onset: what was deployed, built and tested, other versions,
 * messages that were never logged before, resources that moved, and more to do.
 */
export async function changes(
	db: Connection,
	located: Located,
	{
		services,
		environment,
		evidence,
		notes,
	}: {
		services: string[];
		environment: string | null;
		evidence: Evidence[];
		notes: string[];
	},
): Promise<Change[]> {
	const { onset, incident } = located;
	const until = onset.at + onset.toleranceMs;
	const versions = await inTime("Versions", notes, () => versionChanges(db, services, incident, environment));
	const news = await inTime("New messages", notes, () => newMessages(db, located, environment));
	return [
		...(await knownChanges(db, until, environment)),
		...(versions ?? []),
		...(news ?? []),
		...evidence.flatMap(moved),
	];
}

/** Much more traffic, or a resource that moved, may be a cause, whichever service shows it. */
function moved({ kind, service, strength, statement, at, ids }: Evidence): Change[] {
	const as = AS_CHANGES[kind];
	return as && strength >= LEAST_STRENGTH && at !== null
		? [{ kind: as, service, at, statement: `${service}: ${statement}`, ids }]
		: [];
}

const AS_CHANGES: Partial<Record<EvidenceKind, Change["kind"]>> = { traffic: "traffic", resource: "metric" };
const LEAST_STRENGTH = 0.3;
