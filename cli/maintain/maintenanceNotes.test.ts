import { expect, test } from "vitest";
import { maintenanceNotes } from "./maintenanceNotes.ts";

const DONE = { drained: { embedded: 3, failed: 0 }, waiting: 0, busy: false, finished: true };
const TASK = { name: "expired application_logs", rows: 5, bytes: 0 };

test.each([
	["nothing, where something was done", { tasks: [TASK] }, []],
	["that there was nothing to do", { tasks: [] }, ["Rollups and retention had nothing to do."]],
	[
		"the same of tasks that found nothing",
		{ tasks: [{ ...TASK, rows: 0 }] },
		["Rollups and retention had nothing to do."],
	],
	[
		"what waits, and why",
		{ tasks: [TASK], waiting: 12, drained: { embedded: 0, failed: 0, error: "The embedding service answered 502." } },
		[
			"Not all is embedded: The embedding service answered 502.",
			"12 texts wait for a vector still: a later run goes on.",
		],
	],
	[
		"that the fallback did the work, and why",
		{ tasks: [TASK], drained: { embedded: 3, failed: 0, fellBack: "https://gpu answered 502." } },
		["The fallback appliance embedded: https://gpu answered 502."],
	],
	[
		"what waits though no service is away",
		{ tasks: [TASK], waiting: 1, drained: { embedded: 0, failed: 0 } },
		["1 text waits for a vector still: a later run goes on."],
	],
	[
		"not that there was nothing to do, where another is at work",
		{ tasks: [], busy: true, finished: false },
		[/Another/],
	],
])("a maintenance tells %s", (_what, given, notes) => {
	expect(maintenanceNotes({ ...DONE, ...given })).toEqual(
		notes.map((note) => (typeof note === "string" ? note : expect.stringMatching(note))),
	);
});
