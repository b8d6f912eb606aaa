import { z } from "zod";
import { CHANGES } from "../../core/groups/changeOf.ts";
import { CONTENT_KINDS } from "../../core/records/content.ts";

export const GROUP_STATUSES = ["open", "regressed", "resolved", "ignored"] as const;

/** An error group with what is known of it in a window. */
export const listedGroup = z.object({
	groupId: z.string(),
	kind: z.enum(CONTENT_KINDS),
	title: z.string(),
	status: z.enum(GROUP_STATUSES),
	change: z.enum(CHANGES).nullable().describe("What became of it in the window; null where it goes on as before"),
	count: z.number().int().describe("Occurrences in the window, by whole hours"),
	before: z.number().int().describe("Occurrences in the window of the same length before"),
	occurrences: z.number().int().describe("Ever"),
	firstSeen: z.string().describe("Ever"),
	lastSeen: z.string().describe("Ever"),
	services: z.array(z.string()),
	environments: z.array(z.string()),
	trend: z.array(z.number().int()).describe("Occurrences in equal parts of the window, oldest first"),
	contents: z.number().int().describe("Distinct masked texts in the group"),
	resolvedAt: z.string().nullable(),
	resolvedBy: z.string().nullable(),
	regressedAt: z.string().nullable().describe("When it came back after it was resolved"),
	regressedBy: z
		.string()
		.nullable()
		.describe("Event id of the deployment that brought it back; null where none was in between"),
});
export type ListedGroup = z.infer<typeof listedGroup>;
