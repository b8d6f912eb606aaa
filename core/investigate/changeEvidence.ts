import type { Evidence } from "./evidence.ts";
import { CHANGE_WEIGHTS, type Change, type KnownOnset, nearnessOf } from "./rankChanges.ts";

/** That a service was deployed, or runs another version, shortly before the onset, as evidence. */
export function changeEvidence(changes: Change[], onset: KnownOnset): Evidence[] {
	return changes.flatMap((change): Evidence[] => {
		const { kind, service, at, statement, ids } = change;
		const nearness = nearnessOf(change, onset);
		if (nearness === null || service === null || (kind !== "deployment" && kind !== "version")) return [];
		return [{ service, kind: "change", strength: CHANGE_WEIGHTS[kind] * nearness, statement, at, ids }];
	});
}
