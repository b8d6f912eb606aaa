/** Real PostgreSQL servers that tests may use, given by the environment as URLs of a superuser. */
export interface TestServer {
	name: "postgres" | "plain" | "community";
	url: string;
}

const VARIABLES: Record<TestServer["name"], string> = {
	/** With TimescaleDB's Apache edition; `infra/postgres/start.sh` starts one. */
	postgres: "VAGUS_TEST_POSTGRES_URL",
	/** Without TimescaleDB. */
	plain: "VAGUS_TEST_PLAIN_POSTGRES_URL",
	/** With TimescaleDB's Community edition. */
	community: "VAGUS_TEST_COMMUNITY_URL",
};

export const servers: TestServer[] = Object.entries(VARIABLES).flatMap(([name, variable]) => {
	const url = process.env[variable];
	return url ? [{ name: name as TestServer["name"], url }] : [];
});

/** The database that tests of one run clone. */
export function templateUrl(url: string): string {
	return databaseUrl(url, `vagus_template_${process.env.VAGUS_TEST_RUN ?? "0"}`);
}

export function databaseUrl(url: string, database: string): string {
	const changed = new URL(url);
	changed.pathname = `/${database}`;
	return changed.toString();
}
