import type { Connection, Queryable } from "../database.ts";
import type { MaintainOptions, MaintenanceTask } from "./maintain.ts";

export interface Freed {
	rows: number;
	/** Of rows, which the table uses again; of chunks, which the disk gets back. */
	bytes: number;
}

/** Thrown to end a run before its end. */
export class Stopped extends Error {
	readonly why: "busy" | "budget";

	constructor(why: "busy" | "budget") {
		super(why);
		this.why = why;
	}
}

/** One call of `maintain`: what it may do still, and what it has done. */
export class MaintenanceRun {
	readonly tasks: MaintenanceTask[] = [];
	readonly db: Queryable;
	readonly options: MaintainOptions;
	readonly #startedAt = performance.now();
	/** Ids of the rows in maintenance_runs, by task. */
	readonly #ids = new Map<string, string>();

	constructor(db: Queryable, options: MaintainOptions) {
		this.db = db;
		this.options = options;
	}

	/** The time that is so many days ago, ISO 8601. */
	daysAgo(days: number): string {
		return new Date(this.options.now.getTime() - days * 86_400_000).toISOString();
	}

	/**
	 * One transaction of the run, alone among all processes. Stops the run where another one is at work or the time is up.
	 * A lock that others hold for long fails the step, rather than having ingest queue up behind it.
	 */
	async step<Result>(work: (tx: Connection) => Promise<Result>): Promise<Result> {
		const { budgetMs } = this.options;
		if (budgetMs !== undefined && performance.now() - this.#startedAt > budgetMs) throw new Stopped("budget");
		return this.db.transaction(async (tx) => {
			const [lock] = await tx.query<{ mine: boolean }>("SELECT pg_try_advisory_xact_lock($1::bigint) AS mine", [LOCK]);
			if (!lock?.mine) throw new Stopped("busy");
			await tx.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT_S}s'`);
			return work(tx);
		});
	}

	/** Repeats a step that does a batch at a time, until one frees less than a full batch. */
	async batches(task: string, table: string, work: (tx: Connection, limit: number) => Promise<Freed>): Promise<void> {
		for (let rows = BATCH_ROWS; rows === BATCH_ROWS; ) {
			({ rows } = await this.free(task, table, (tx) => work(tx, BATCH_ROWS)));
		}
	}

	/** A step that frees something: what, stands in maintenance_runs with it, in one row for each task, table and run. */
	async free(task: string, table: string, work: (tx: Connection) => Promise<Freed>): Promise<Freed> {
		const name = `${task} ${table}`;
		const { freed, id } = await this.step(async (tx) => {
			const freed = await work(tx);
			return { freed, id: await noteFreed(tx, this.#ids.get(name), task, table, freed) };
		});
		if (id) this.#ids.set(name, id);
		if (freed.rows > 0) this.report(name, freed);
		return freed;
	}

	report(name: string, { rows, bytes }: Freed): void {
		let task = this.tasks.find((known) => known.name === name);
		if (!task) {
			task = { name, rows: 0, bytes: 0 };
			this.tasks.push(task);
		}
		task.rows += rows;
		task.bytes += bytes;
		this.options.onProgress?.(task);
	}
}

/** Any number that no other program takes as an advisory lock. */
const LOCK = "7236289104456120834";

const LOCK_TIMEOUT_S = 2;

/** Some 100 ms of work: others wait no longer for its locks. */
const BATCH_ROWS = 5_000;

async function noteFreed(
	tx: Connection,
	id: string | undefined,
	task: string,
	table: string,
	{ rows, bytes }: Freed,
): Promise<string | undefined> {
	if (rows === 0) return id;
	const [row] = id
		? await tx.query<{ id: string }>(ADD, [id, rows, bytes])
		: await tx.query<{ id: string }>(BEGIN, [task, table, rows, bytes]);
	return row?.id;
}

const BEGIN = `
	INSERT INTO maintenance_runs (task, table_name, rows_freed, bytes_freed) VALUES ($1, $2, $3, $4)
	RETURNING maintenance_id AS id`;

const ADD = `
	UPDATE maintenance_runs SET finished_at = clock_timestamp(), rows_freed = rows_freed + $2, bytes_freed = bytes_freed + $3
	WHERE maintenance_id = $1
	RETURNING maintenance_id AS id`;
