import type { Connection } from "../../schema/database.ts";
import { requireName } from "../requireName.ts";
import type { Filters } from "./filters.ts";

/** Throws where a filter names something of which nothing is known: that nothing was found is due to it. */
export async function requireFilters(
	db: Connection,
	{ services, environments, repository, branch }: Pick<Filters, "services" | "environments" | "repository" | "branch">,
): Promise<void> {
	// What tests and linters report counts under the name of its repository.
	for (const name of services ?? []) await requireName(db, name, ["service", "repository"]);
	for (const name of environments ?? []) await requireName(db, name, ["environment"]);
	if (repository) await requireName(db, repository, ["repository"]);
	if (branch) await requireName(db, branch, ["branch"], repository);
}
