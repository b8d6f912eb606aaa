import { reportCommand } from "../clients/reporter/src/reportCommand.ts";
import { asTyped } from "./support/asTyped.ts";
import { settings } from "./support/settings.ts";
import { findServer } from "./support/target.ts";
import { UserError } from "./support/userError.ts";

export const report = reportCommand("report", "vagus report", async () => {
	const server = await findServer(settings());
	if (!server) {
		throw new UserError(asTyped("No server runs here (`vagus start` starts one), and VAGUS_URL is not set."));
	}
	return server;
});
