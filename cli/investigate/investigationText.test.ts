import pc from "picocolors";
import { expect, test } from "vitest";
import type { InvestigateResult } from "../../answers/investigate.ts";
import { investigationRows } from "./investigationRows.ts";
import { investigationText } from "./investigationText.ts";

const RESULT: InvestigateResult = {
	window: { from: "2026-03-10T11:30:00.000Z", to: "2026-03-10T12:30:00.000Z" },
	error: null,
	onset: { at: "2026-03-10T12:10:00.000Z", until: null, by: "changes", toleranceMs: 60_000, changed: 3, looked: 6 },
	verdict: "It began in ledger (score 0.89), since 2026-03-10T12:10:00.000Z.",
	rootCauses: [
		{
			service: "ledger",
			score: 0.89,
			isDependency: false,
			isReached: true,
			parts: [
				{
					kind: "failures",
					weight: 0.9,
					strength: 0.8,
					kept: 1,
					explainedBy: null,
					statement: "100 of 100 failing traces fail first in ledger.",
					at: null,
					ids: {},
				},
			],
		},
		{ service: "ledger-db:5432", score: 0.1, isDependency: true, isReached: true, parts: [] },
	],
	changes: [
		{
			kind: "deployment",
			service: "ledger",
			at: "2026-03-10T12:09:00.000Z",
			score: 0.94,
			weight: 1,
			nearness: 0.94,
			place: 1,
			statement: "deployment of ledger at abcdef1234 to production: success.",
			ids: { eventId: "d1" },
		},
	],
	timeline: [],
	similar: {
		groups: [],
		tests: [],
		proposals: [
			{ proposalId: "p1", status: "merged", description: "Lock in order", at: "2026-02-18T12:30:00Z", prUrl: null },
		],
	},
	next: [],
	notes: ["Metrics were left out: to read them took too long. Ask about a shorter time."],
};

const text = (result: InvestigateResult, columns: number) =>
	investigationText(result, { columns, colors: pc.createColors(false) });

test("tells the verdict, causes with their evidence, changes, what is like it, and what was left out", () => {
	expect(`\n${text(RESULT, 100)}\n`).toBe(`
It began in ledger (score 0.89), since 2026-03-10T12:10:00.000Z.

Likeliest causes
ledger 0.89
  failures: 100 of 100 failing traces fail first in ledger.
ledger-db:5432 0.1 (no telemetry of its own)

What changed before
2026-03-10 12:09 UTC 0.94
  deployment of ledger at abcdef1234 to production: success.

Seen before
  proposal p1 merged: Lock in order

Metrics were left out: to read them took too long. Ask about a shorter time.
`);
});

test("no line is longer than the terminal, and nothing writes escape sequences", () => {
	const verdict = `\u001b[2J${"word ".repeat(100)}`;
	const lines = text({ ...RESULT, verdict }, 60).split("\n");
	expect(lines.filter((line) => line.length > 60)).toEqual([]);
	expect(lines.join("")).not.toMatch(/\p{Cc}/u);
});

test("rows are causes, then changes", () => {
	expect(investigationRows(RESULT)).toEqual([
		["cause", "ledger", "0.89", "100 of 100 failing traces fail first in ledger."],
		["cause", "ledger-db:5432", "0.1", ""],
		[
			"change",
			"ledger",
			"0.94",
			"2026-03-10T12:09:00.000Z",
			"deployment of ledger at abcdef1234 to production: success.",
		],
	]);
});
