import { setImmediate } from "node:timers/promises";
import type { Database } from "../schema/database.ts";
import { DatabaseUnavailable } from "../schema/unavailable.ts";
import { writeEach } from "../schema/write/writeEach.ts";
import type { IdentifiedBatch, WriteOutcome } from "../schema/write/writeTogether.ts";

/**
 * Has a request's rows written, which are read from so many bytes when it is their turn. Resolves when they are committed,
 * now or before; rejects with what kept them from being read or written.
 */
export type Commit = <Item extends IdentifiedBatch>(bytes: number, read: () => Item) => Promise<Committed<Item>>;

export interface Committed<Item> {
	item: Item;
	outcome: WriteOutcome;
}

export interface CommitLimits {
	/** Transactions at the same time. */
	writers: number;
	/** Of one transaction: it takes no further request once it has so many rows, or would have more bytes. */
	rows: number;
	bytes: number;
	/** How long a request waits for its turn, in milliseconds. */
	waitMs: number;
}

/**
 * Writes requests together that come while others are being written: few large transactions, where each for itself would
 * cost the database a commit. None waits while a writer is free, and each is answered when its own transaction has ended.
 * Bodies become rows when a writer takes them, so that what waits is small. Once the database is away none does: who
 * waits is refused with those that found it out.
 */
export function groupCommit(db: Pick<Database, "transaction">, limits: CommitLimits): Commit {
	const waiting = new Set<Waiting>();
	let writing = 0;

	async function write(): Promise<void> {
		writing += 1;
		while (waiting.size > 0) await commit(await takeGroup(waiting, limits));
		writing -= 1;
	}

	async function commit(group: Taken[]): Promise<void> {
		const results = await writeEach(
			db,
			group.map(({ item }) => item),
		);
		for (const [index, result] of results.entries()) {
			if (result.status === "fulfilled") group[index]?.resolve(result.value);
			else group[index]?.reject(result.reason);
		}
		const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
		const away = failures.find((reason) => reason instanceof DatabaseUnavailable);
		if (away) for (const request of waiting) refuse(request, away);
	}

	function refuse(request: Waiting, reason: unknown): void {
		leave(request, waiting);
		request.reject(reason);
	}

	return <Item extends IdentifiedBatch>(bytes: number, read: () => Item) => {
		const { promise, resolve, reject } = Promise.withResolvers<Committed<Item>>();
		const request: Waiting = {
			bytes,
			read: () => {
				const item = read();
				return { item, resolve: (outcome) => resolve({ item, outcome }), reject };
			},
			reject,
			timer: setTimeout(() => refuse(request, tooLate(limits.waitMs)), limits.waitMs),
		};
		waiting.add(request);
		if (writing < limits.writers) void write();
		return promise;
	};
}

interface Waiting {
	bytes: number;
	read: () => Taken;
	reject: (reason: unknown) => void;
	timer: ReturnType<typeof setTimeout>;
}

interface Taken {
	item: IdentifiedBatch;
	resolve: (outcome: WriteOutcome) => void;
	reject: (reason: unknown) => void;
}

/** Those that came first, read, as many as may be one transaction. */
async function takeGroup(waiting: Set<Waiting>, limits: CommitLimits): Promise<Taken[]> {
	const group: Taken[] = [];
	let { rows, bytes } = limits;
	for (const request of waiting) {
		if (group.length > 0 && (rows <= 0 || bytes < request.bytes)) break;
		leave(request, waiting);
		try {
			const taken = request.read();
			const { logs, spans, points } = taken.item.batch;
			group.push(taken);
			rows -= logs.length + spans.length + points.length;
			bytes -= request.bytes;
		} catch (error) {
			request.reject(error);
		}
		// Reading many in one go would hold up everything else in this process.
		if (waiting.size > 0) await setImmediate();
	}
	return group;
}

function leave(request: Waiting, waiting: Set<Waiting>): void {
	waiting.delete(request);
	clearTimeout(request.timer);
}

function tooLate(ms: number): DatabaseUnavailable {
	return new DatabaseUnavailable(new Error(`what came before took more than ${ms / 1000} seconds`));
}
