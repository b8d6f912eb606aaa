import { expect, test } from "vitest";
import { buildLimits } from "./buildLimits.ts";
import { buildRows } from "./buildRows.ts";
import { sentBuildEvents } from "./sentBuildEvents.ts";

const DEPLOYED = {
	repository: "acme/shop",
	branch: "main",
	commitSha: "9fceb02d0ae598e95dc970b74767f19372d61af8",
	eventType: "deploy_complete",
	status: "success",
	startedAt: "2026-03-10T12:00:00+01:00",
	completedAt: "2026-03-10T11:01:30Z",
	environment: "production",
	service: "checkout",
};
const receivedAt = new Date("2026-03-10T12:30:00.000Z");
const rowsOf = (body: unknown) => buildRows(sentBuildEvents.parse(body), { receivedAt });
const issues = (body: unknown) =>
	sentBuildEvents.safeParse(body).error?.issues.map(({ path, message }) => [path, message]);

test("an event becomes a row, with its time in UTC and its duration", () => {
	expect(rowsOf(DEPLOYED).events).toEqual([
		expect.objectContaining({
			timestamp: "2026-03-10T11:01:30.000Z",
			startedAt: "2026-03-10T11:00:00.000Z",
			durationMs: 90_000,
			status: "success",
			templateId: null,
		}),
	]);
});

test("one event, a list, and the table's own names of columns are taken alike", () => {
	const snake = Object.fromEntries(
		Object.entries(DEPLOYED).map(([key, value]) => [
			key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
			value,
		]),
	);
	expect(rowsOf([snake])).toEqual(rowsOf(DEPLOYED));
});

test("an event without an id has that of its content, so that it is the same event when it is sent again", () => {
	const [first] = rowsOf(DEPLOYED).events;
	const [again, other] = rowsOf([DEPLOYED, { ...DEPLOYED, service: "cart" }]).events;
	expect(again?.eventId).toBe(first?.eventId);
	expect(other?.eventId).not.toBe(first?.eventId);
});

test("what failed is an error of its service, searchable by its template", () => {
	const { events, contents, sightings } = rowsOf({
		...DEPLOYED,
		status: "failure",
		errorMessage: "exit code 137 after 30s",
	});
	const [event] = events;
	expect(contents.get(event?.templateId ?? "")).toMatchObject({ kind: "build" });
	expect(sightings.get(event?.eventId ?? "")).toMatchObject({
		service: "checkout",
		environment: "production",
		level: "error",
	});
});

test("artifacts and metadata may be any JSON, made fit for the database; nested without end they are refused", () => {
	const [event] = rowsOf({ ...DEPLOYED, metadata: { "a\0": ["\ud800", 1, null] }, artifacts: "x" }).events;
	expect([event?.metadata, event?.artifacts]).toEqual(['{"a\ufffd":["\ufffd",1,null]}', '"x"']);
	const deep: unknown = JSON.parse("[".repeat(10_000) + "]".repeat(10_000));
	expect(issues({ ...DEPLOYED, metadata: deep })).toEqual([
		[[0, "metadata"], "must not be nested more than 64 levels deep"],
	]);
});

test("an event of a clock that is ahead happened when it was received", () => {
	const times = { startedAt: "9999-01-01T00:00:00Z", completedAt: "9999-01-01T00:01:00Z" };
	const [event] = rowsOf({ ...DEPLOYED, ...times }).events;
	expect(event).toMatchObject({ timestamp: receivedAt.toISOString(), completedAt: "9999-01-01T00:01:00.000Z" });
});

test("a start is in progress; a completed event has to say how it ended", () => {
	const { status: _, ...unsaid } = DEPLOYED;
	expect(rowsOf({ ...unsaid, eventType: "deploy_start" }).events[0]?.status).toBe("in_progress");
	expect(issues(unsaid)).toEqual([[[0, "status"], expect.stringContaining("must say how the event ended")]]);
});

test("names what is wrong, and where", () => {
	expect(issues([DEPLOYED, { ...DEPLOYED, eventType: "deployed" }])?.[0]?.[0]).toEqual([1, "eventType"]);
	expect(issues({ ...DEPLOYED, startedAt: "yesterday" })?.[0]?.[0]).toEqual([0, "startedAt"]);
	expect(issues({ ...DEPLOYED, colour: "red" })?.[0]?.[1]).toContain("colour");
	expect(issues(["nonsense"])?.[0]?.[0]).toEqual([0]);
	expect(issues([])).toHaveLength(1);
});

test("limits: long texts are cut with a mark, too many events and too much JSON are refused", () => {
	const [event] = rowsOf({ ...DEPLOYED, branch: "b".repeat(300) }).events;
	expect(event?.branch).toMatch(/… \[300 characters\]$/);
	expect(event?.branch).toHaveLength(buildLimits.branch);
	expect(issues(Array.from({ length: buildLimits.events + 1 }, () => DEPLOYED))?.[0]?.[1]).toContain("at most");
	expect(issues({ ...DEPLOYED, metadata: { text: "x".repeat(buildLimits.json) } })?.[0]?.[1]).toContain("at most");
});

test("NUL bytes and halves of surrogate pairs are repaired", () => {
	const [event] = rowsOf({ ...DEPLOYED, branch: "a\0b", service: "\ud83d" }).events;
	expect([event?.branch, event?.service]).toEqual(["a\ufffdb", "\ufffd"]);
});
