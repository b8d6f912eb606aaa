import { expect, test } from "vitest";
import { type MessageCounts, messageEvidence } from "./messages.ts";

function evidenceOf(given: Partial<MessageCounts>) {
	const message: MessageCounts = {
		contentId: "1",
		service: "shop",
		template: "cart is gone",
		level: "error",
		isNew: true,
		before: 0,
		beforeMs: 60_000,
		during: 50,
		duringMs: 60_000,
		firstAt: null,
		hasStack: false,
		...given,
	};
	return messageEvidence([message], new Set(["shop", "ledger", "mail"])).map(({ service, strength }) => [
		service,
		Math.round(strength * 10) / 10,
	]);
}

test("an error that came up speaks for who logged it", () => {
	expect(evidenceOf({})).toEqual([["shop", 0.8]]);
});

test("what is logged as before says nothing, and what tells of no trouble little", () => {
	expect(evidenceOf({ before: 50 })).toEqual([]);
	expect(evidenceOf({ level: "info", template: "cart opened" })).toEqual([["shop", 0.1]]);
	expect(evidenceOf({ level: "info", template: "Exception in thread main" })).toEqual([["shop", 0.6]]);
});

test("a complaint of another service speaks for that one, and of someone it calls less for who wrote it", () => {
	expect(evidenceOf({ template: "call to ledger failed: ECONNREFUSED" })).toEqual([
		["shop", 0.3],
		["ledger", 0.8],
	]);
	expect(evidenceOf({ template: "upstream timed out" })).toEqual([["shop", 0.3]]);
});

test("a service's name within a word is none", () => {
	expect(evidenceOf({ template: "mailbox is full, see ledgers" })).toEqual([["shop", 0.8]]);
});
