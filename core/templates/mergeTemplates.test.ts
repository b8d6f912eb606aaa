import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { mask } from "./mask.ts";
import { mergeTemplates } from "./mergeTemplates.ts";
import { skeletonOf } from "./skeleton.ts";
import { templateLimits } from "./templateLimits.ts";

const arrive = (templates: string[]) => templates.map((template, index) => ({ templateId: `t${index}`, template }));

/** What the templates look like as groups, in the order in which these began. */
function groups(templates: string[]): string[] {
	const merged = mergeTemplates(arrive(templates));
	const aliased = new Set(merged.aliases.map(({ templateId }) => templateId));
	return arrive(templates)
		.filter(({ templateId }) => !aliased.has(templateId))
		.map(({ templateId, template }) => merged.templates.get(templateId) ?? template);
}

describe("mergeTemplates merges", () => {
	test.each([
		["names of users", ["user alice logged in", "user bob logged in", "user carol logged in"], "user <*> logged in"],
		["identifiers", ["Loaded bean cartMapper again", "Loaded bean orderJob again"], "Loaded bean <*> again"],
		[
			"states",
			["breaker of cart went to state OPEN", "breaker of cart went to state CLOSED"],
			"breaker of cart went to state <*>",
		],
		["a name and an address", ["no answer from localhost yet", "no answer from <ip> yet"], "no answer from <*> yet"],
		["no value", ["closed with result None today", "closed with result <num> today"], "closed with result <*> today"],
		["kinds of placeholders", ["took <duration> for <num>", "took <num> for <hex>"], "took <*> for <*>"],
		["parts of words", ["link eth<num> is up", "link wlan<num> is up"], "link <*> is up"],
		["lists of other lengths", ["sent to <ip>, <host>", "sent to <ip>"], "sent to <*>"],
		[
			"two words that vary",
			[
				"job nightlyRun of tenant acme ended",
				"job cleanUp of tenant globex ended",
				"job sync_all of tenant hooli ended",
			],
			"job <*> of tenant <*> ended",
		],
		[
			"threads before the message",
			["<time> [mainLoop] INFO: ready", "<time> [poolLoop] INFO: ready"],
			"<time> [<*>] INFO: ready",
		],
		[
			"methods",
			["GET <path> of shop answered <num>", "PUT <path> of shop answered <num>"],
			"<*> <path> of shop answered <num>",
		],
		[
			"names that end as verbs do",
			["group billing is empty", "group audit is empty", "group search is empty"],
			"group <*> is empty",
		],
		["who did it", ["Stopped by bob", "Stopped by ann", "Stopped by carol"], "Stopped by <*>"],
		[
			"three words among values",
			[
				"order <num> of acme: BUY <num> of ACME at <num>",
				"order <num> of globex: SELL <num> of INIT at <num>",
				"order <num> of hooli: BUY <num> of GLBX at <num>",
			],
			"order <num> of <*>: <*> <num> of <*> at <num>",
		],
		["Chinese names", ["用户 张三 登录成功", "用户 李四 登录成功", "用户 王伟 登录成功"], "用户 <*> 登录成功"],
	])("%s", (_, templates, group) => {
		expect(groups(templates)).toEqual([group]);
	});
});

describe("mergeTemplates keeps apart", () => {
	test.each([
		["what things do", ["node joining the cluster", "node leaving the cluster", "node draining the cluster"]],
		["opposites", ["connection opened for <ip>", "connection closed for <ip>"]],
		["two plain words", ["loading prices from cache now", "loading taxes from cache now"]],
		["errors of two types", ["TypeError: no total for cart", "RangeError: no total for cart"]],
		["causes", ["payment <num> declined: card expired", "payment <num> declined: funds insufficient"]],
		["errors at two places", ["no total\nat CartMapper.toDto (map.js)", "no total\nat OrderMapper.toDto (map.js)"]],
		["templates of other lengths", ["user alice logged in", "user bob logged in again"]],
		["other punctuation", ["user alice logged in", "user bob: logged in"]],
		["sentences with little in common", ["alice reads mail", "bob writes code"]],
	])("%s", (_, templates) => {
		expect(groups(templates)).toEqual(templates);
	});
});

it("looks for statements at the place with the fewest words first", () => {
	const states = ["Home", "Roaming", "Searching"].map((state) => `Registration state is ${state} on cell`);
	const others = ["appStore", "fileSync", "mailBox"].map((name) => `Process ${name} moved to background after`);
	expect(groups([...states, ...others])).toEqual([
		"Registration state is <*> on cell",
		"Process <*> moved to background after",
	]);
});

it("tells what was merged, by which rule, where and how varied", () => {
	const { aliases } = mergeTemplates(
		arrive(["user alice logged in", "took <num>", "user bob logged in", "took <duration>", "user carol logged in"]),
	);
	const users = { rule: "variable words", varying: [{ position: 2, distinct: 3 }] };
	expect(aliases).toEqual(
		expect.arrayContaining([
			{ templateId: "t2", groupId: "t0", receipt: users },
			{ templateId: "t4", groupId: "t0", receipt: users },
			{ templateId: "t3", groupId: "t1", receipt: { rule: "same words", varying: [] } },
		]),
	);
	expect(aliases).toHaveLength(3);
});

describe("mergeTemplates, whatever it is given,", () => {
	const word = fc.constantFrom(
		..."user alice bob CartJob opened closed <num> <ip> - : ( ) , of state UP Down 张三 x".split(" "),
	);
	const templates = fc.array(
		fc.array(word, { minLength: 1, maxLength: 7 }).map((words) => mask(words.join(" "))),
		{ maxLength: 60 },
	);

	it("names as a group one of its members, the first, which stands for itself", () => {
		fc.assert(
			fc.property(templates, (given) => {
				const all = arrive(given);
				const merged = mergeTemplates(all);
				const groupIds = new Map(merged.aliases.map(({ templateId, groupId }) => [templateId, groupId]));
				expect(groupIds.size).toBe(merged.aliases.length);
				for (const { templateId, groupId } of merged.aliases) {
					expect(groupIds.has(groupId)).toBe(false);
					expect(Number(groupId.slice(1))).toBeLessThan(Number(templateId.slice(1)));
					expect(merged.templates.has(groupId)).toBe(true);
				}
			}),
		);
	});

	it("decides by layout: those of one layout alone give the same groups", () => {
		fc.assert(
			fc.property(templates, (given) => {
				const all = arrive(given);
				const aliases = (of: typeof all) =>
					mergeTemplates(of).aliases.toSorted((a, b) => (a.templateId < b.templateId ? -1 : 1));
				const byLayout = Map.groupBy(all, ({ template }) => skeletonOf(template).layout);
				const separately = [...byLayout.values()].flatMap(aliases);
				expect(separately.toSorted((a, b) => (a.templateId < b.templateId ? -1 : 1))).toEqual(aliases(all));
			}),
		);
	});
});

describe("of a layout with more templates than decide", () => {
	const few = ["user alice logged in", "door front was opened"];
	const names = (count: number) => Array.from({ length: count }, (_, index) => `user ${name(index + 1)} logged in`);
	const decided = [...few, ...names(templateLimits.deciding)];
	const late = ["user zacharias logged in", "user <id> logged in", "door side was opened", "lamp zeta went dark"];

	it("later ones join the group that they fit, and stand for themselves where they fit none", () => {
		const all = arrive([...decided, ...late]);
		const merged = mergeTemplates(all);
		const groupIds = new Map(merged.aliases.map(({ templateId, groupId }) => [templateId, groupId]));
		expect(all.slice(decided.length).map(({ templateId }) => groupIds.get(templateId))).toEqual([
			"t0",
			"t0",
			undefined,
			undefined,
		]);
		expect(merged.templates.get("t0")).toBe("user <*> logged in");
	});

	it("the first ones with the newest alone give what all give", () => {
		const all = arrive([...decided, ...late]);
		const newest = [...all.slice(0, templateLimits.deciding), ...all.slice(-2)];
		const [whole, part] = [mergeTemplates(all), mergeTemplates(newest)];
		const asked = new Set(newest.map(({ templateId }) => templateId));
		expect(part.aliases).toEqual(whole.aliases.filter(({ templateId }) => asked.has(templateId)));
		expect(part.templates).toEqual(whole.templates);
	});
});

it("takes time in proportion to the templates", () => {
	const words = "order cart table host mail file queue price image index".split(" ");
	// Names that no call before has seen: looks of words are remembered.
	let unseen = 0;
	const milliseconds = (count: number) => {
		const given = arrive(
			Array.from(
				{ length: count },
				(_, index) => `${words[index % 10]} of user ${name(unseen++)} was ${words[(index >> 3) % 10]} in <duration>`,
			),
		);
		const before = process.threadCpuUsage();
		mergeTemplates(given);
		return process.threadCpuUsage(before).user / 1_000;
	};
	milliseconds(2_000);
	const few = Math.min(milliseconds(2_000), milliseconds(2_000), milliseconds(2_000));
	const many = Math.min(milliseconds(32_000), milliseconds(32_000));
	// Sixteen times as many; were it quadratic, they would take 256 times as long.
	expect(many).toBeLessThan(few * 16 * 6);
});

/** A name of letters alone. */
function name(index: number): string {
	return [...String(index * 7_919)].map((digit) => "abcdefghij"[Number(digit)]).join("");
}
