import { readEnvironment, type Settings } from "../../functions/environment.ts";

/** The settings of this process. */
export function settings(): Settings {
	return readEnvironment(process.env);
}
