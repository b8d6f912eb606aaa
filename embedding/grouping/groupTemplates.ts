import { contentId } from "../../core/contentId.ts";
import { type MergedTemplates, mergeTemplates } from "../../core/templates/mergeTemplates.ts";
import { skeletonOf } from "../../core/templates/skeleton.ts";
import { templateLimits } from "../../core/templates/templateLimits.ts";
import type { Connection, Queryable } from "../../schema/database.ts";
import { type Arrival, placeInLayouts, takeArrivals, templatesOfLayouts } from "../../schema/groups/arrivals.ts";
import { lockGroups } from "../../schema/groups/lockGroups.ts";
import { storeAliases } from "../../schema/groups/storeAliases.ts";
import { followTemplates } from "./followTemplates.ts";
import { groupingLimits } from "./groupingLimits.ts";
import { type GroupingOptions, inSteps } from "./inSteps.ts";

/**
 * Puts new templates to those of their statement, by an alias, and errors into the groups of theirs. Only layouts that
 * got new templates are looked at. Safe to call from several processes: one of them is at work at a time.
 */
export async function groupTemplates(db: Queryable, options: GroupingOptions = {}): Promise<void> {
	await inSteps(() => db.transaction(groupArrivals), groupingLimits.arrivals, options);
}

/** Returns how many contents were taken. */
async function groupArrivals(tx: Connection): Promise<number> {
	await lockGroups(tx);
	const arrivals = await takeArrivals(tx, groupingLimits.arrivals);
	// A proposal is a text of its own; nothing varies in it.
	const placed = arrivals.filter(({ kind }) => kind !== "proposal").map(placedInLayout);
	if (placed.length > 0) {
		await placeInLayouts(tx, placed);
		const changed = await regroup(tx, placed);
		await followTemplates(tx, [...new Set([...changed, ...placed.map(({ contentId }) => contentId)])]);
	}
	return arrivals.length;
}

function placedInLayout({ kind, content, ...arrival }: Arrival) {
	return { ...arrival, layoutId: contentId("layout", kind, skeletonOf(content).layout) };
}

/** Merges the templates of layouts that got new ones. Returns those whose group is another one now. */
async function regroup(tx: Connection, placed: { contentId: string; layoutId: string }[]): Promise<string[]> {
	const layoutIds = [...new Set(placed.map(({ layoutId }) => layoutId))];
	const newIds = placed.map(({ contentId }) => contentId);
	const templates = await templatesOfLayouts(tx, layoutIds, newIds, templateLimits.deciding);
	const merged: MergedTemplates = { aliases: [], templates: new Map() };
	// One layout at a time: templates of two kinds may have the same.
	for (const ofLayout of Map.groupBy(templates, ({ layoutId }) => layoutId).values()) {
		const { aliases, templates } = mergeTemplates(ofLayout);
		merged.aliases.push(...aliases);
		for (const [groupId, template] of templates) merged.templates.set(groupId, template);
	}
	return storeAliases(
		tx,
		templates.map(({ templateId }) => templateId),
		merged,
	);
}
