import type { Server } from "./deliver/postReport.ts";

/** The server of VAGUS_URL and VAGUS_API_KEY. */
export async function serverOfEnvironment(): Promise<Server> {
	const { VAGUS_URL: url, VAGUS_API_KEY: key } = process.env;
	if (!url) throw new Error("VAGUS_URL is not set.");
	if (!URL.canParse(url) || !/^https?:/.test(url))
		throw new Error(`VAGUS_URL is not a URL like https://vagus.example.com.`);
	if (!key) throw new Error("VAGUS_URL is set but VAGUS_API_KEY is not. `vagus keys create ci` makes a key.");
	return { url, key };
}
