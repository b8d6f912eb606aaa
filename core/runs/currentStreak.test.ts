import { expect, test } from "vitest";
import { currentStreak } from "./currentStreak.ts";

const outcomes = (letters: string) =>
	[...letters].map((letter, at) => ({ status: letter === "f" ? ("failed" as const) : ("passed" as const), at }));

test.each([
	["fffp", { status: "failed", length: 3, first: 2, before: 3 }],
	["pfp", { status: "passed", length: 1, first: 0, before: 1 }],
	["ff", { status: "failed", length: 2, first: 1, before: undefined }],
])("finds where the streak of %s began, and what was before", (letters, expected) => {
	const streak = currentStreak(outcomes(letters));
	expect({ ...streak, first: streak?.first.at, before: streak?.before?.at }).toEqual(expected);
});

test("finds none where there is nothing", () => expect(currentStreak([])).toBeNull());
