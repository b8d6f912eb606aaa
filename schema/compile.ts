import {
	DummyDriver,
	Kysely,
	PostgresAdapter,
	PostgresIntrospector,
	PostgresQueryCompiler,
	type RawBuilder,
} from "kysely";
import type { Connection } from "./database.ts";

/**
 * Runs a statement that is put together of `sql` fragments (Kysely's template tag), each value as a parameter. For
 * statements whose parts depend on the question; a text that never varies goes to `Connection.query` as it is.
 */
export async function run<Row>(db: Connection, statement: RawBuilder<Row>): Promise<Row[]> {
	const { sql, parameters } = statement.compile(compiler);
	return db.query<Row>(sql, [...parameters]);
}

/** Never connects: it only writes PostgreSQL's dialect. */
const compiler = new Kysely<unknown>({
	dialect: {
		createAdapter: () => new PostgresAdapter(),
		createDriver: () => new DummyDriver(),
		createIntrospector: (db) => new PostgresIntrospector(db),
		createQueryCompiler: () => new PostgresQueryCompiler(),
	},
});
