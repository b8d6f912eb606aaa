import { contentId } from "../../core/contentId.ts";
import { type ErrorIdentity, errorIdentity } from "../../core/groups/errorIdentity.ts";
import type { Connection, Queryable } from "../../schema/database.ts";
import { type Counted, countSightings } from "../../schema/groups/errorGroupMembers.ts";
import { groupsOfFingerprints, groupsOfStatements } from "../../schema/groups/knownGroups.ts";
import { lockGroups } from "../../schema/groups/lockGroups.ts";
import { noteReturns } from "../../schema/groups/noteReturns.ts";
import { type NewGroup, openGroups } from "../../schema/groups/openGroups.ts";
import { type Sightings, takeSightings } from "../../schema/groups/sightings.ts";
import { groupingLimits } from "./groupingLimits.ts";
import { type GroupingOptions, inSteps } from "./inSteps.ts";

/**
 * Counts what was seen of errors into their groups: those of one fingerprint, or of one statement. A new error gets a
 * group of its own. One that was resolved and is seen again is marked as regressed.
 */
export async function groupErrors(db: Queryable, options: GroupingOptions = {}): Promise<void> {
	await inSteps(() => db.transaction(countTaken), groupingLimits.sightings, options);
}

/** Returns how many sightings were taken. */
async function countTaken(tx: Connection): Promise<number> {
	await lockGroups(tx);
	const { sightings, taken } = await takeSightings(tx, groupingLimits.sightings);
	const counted = await placed(tx, sightings);
	await countSightings(tx, counted);
	await noteReturns(tx, [...new Set(counted.map(({ groupId }) => groupId))]);
	return taken;
}

/** An error that is in no group yet. */
interface Unplaced extends ErrorIdentity {
	sightings: Sightings;
	/** What all errors of its group have in common: the fingerprint of an exception, else the statement. */
	key: string;
}

async function placed(tx: Connection, sightings: Sightings[]): Promise<Counted[]> {
	const unplaced = new Map(sightings.flatMap((one) => (one.content === null ? [] : [unplacedOf(one, one.content)])));
	const groups = await groupsOf(tx, [...unplaced.values()]);
	return sightings.flatMap((one): Counted[] => {
		if (one.groupId !== null) return [{ ...one, groupId: one.groupId, joined: null }];
		const error = unplaced.get(one.contentId);
		const group = error && groups.get(error.key);
		return error && group ? [{ ...one, groupId: group.groupId, joined: joinedBy(error, group.founder) }] : [];
	});
}

function joinedBy({ fingerprint, isException, sightings }: Unplaced, founder: string | null): Counted["joined"] {
	if (sightings.contentId === founder) return { fingerprint, rule: "first", receipt: {} };
	if (isException) return { fingerprint, rule: "same fingerprint", receipt: {} };
	return { fingerprint, rule: "same template", receipt: { template: sightings.statementId } };
}

function unplacedOf(sightings: Sightings, content: string): [string, Unplaced] {
	const { contentId, kind, statementId } = sightings;
	const identity = errorIdentity({ contentId, kind, content });
	return [contentId, { ...identity, sightings, key: identity.isException ? identity.fingerprint : statementId }];
}

/** The group of each key: one that has it already, else a new one. */
async function groupsOf(
	tx: Connection,
	errors: Unplaced[],
): Promise<Map<string, { groupId: string; founder: string | null }>> {
	const [exceptions, others] = [true, false].map((wanted) =>
		errors.filter(({ isException }) => isException === wanted),
	);
	const known = new Map([
		...(await groupsOfFingerprints(tx, keysOf(exceptions))),
		...(await groupsOfStatements(tx, keysOf(others))),
	]);
	const founders = new Map<string, NewGroup>();
	for (const error of errors) {
		if (!known.has(error.key) && !founders.has(error.key)) founders.set(error.key, newGroup(error));
	}
	const standsIn = await openGroups(tx, [...founders.values()]);
	const groups = new Map([...known].map(([key, groupId]) => [key, { groupId, founder: null as string | null }]));
	for (const [key, { groupId, medoidContentId }] of founders) {
		const stands = standsIn.get(groupId) ?? groupId;
		groups.set(key, { groupId: stands, founder: stands === groupId ? medoidContentId : null });
	}
	return groups;
}

const keysOf = (errors: Unplaced[] = []) => [...new Set(errors.map(({ key }) => key))];

function newGroup({ fingerprint, title, sightings }: Unplaced): NewGroup {
	const { contentId: medoidContentId, kind, firstSeen, lastSeen } = sightings;
	const groupId = contentId("error group", fingerprint);
	return { groupId, fingerprint, kind, title, medoidContentId, firstSeen, lastSeen };
}
