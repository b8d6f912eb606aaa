import { readdir, readFile } from "node:fs/promises";

export interface SqlFile {
	name: string;
	sql: string;
}

/** The schema's SQL as it lies beside this file, in order of name. Needs a file system: not for the edge. */
export async function sqlFiles(): Promise<{
	migrations: (SqlFile & { version: number })[];
	idempotent: SqlFile[];
	/** By name. */
	tiers: Map<string, string>;
}> {
	const [migrations, idempotent, tiers] = await Promise.all(["migrations", "idempotent", "tiers"].map(readFolder));
	return {
		migrations: (migrations ?? []).map((file) => ({ ...file, version: Number.parseInt(file.name, 10) })),
		idempotent: idempotent ?? [],
		tiers: new Map((tiers ?? []).map((file) => [file.name, file.sql])),
	};
}

async function readFolder(folder: string): Promise<SqlFile[]> {
	const directory = new URL(`./${folder}/`, import.meta.url);
	const names = (await readdir(directory)).filter((name) => name.endsWith(".sql")).sort();
	return Promise.all(names.map(async (name) => ({ name, sql: await readFile(new URL(name, directory), "utf8") })));
}
