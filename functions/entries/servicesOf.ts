import { chooseEmbedder } from "../chooseEmbedder.ts";
import type { Settings } from "../environment.ts";
import { gate } from "../gate.ts";
import { githubOidc } from "../githubOidc.ts";
import { gateLimits, requestLimits } from "../limits.ts";
import { oauth } from "../oauth.ts";
import type { Services } from "../services.ts";

/** What the settings decide of the services, on every runtime in the same way. The gate is the process's, and so is a cache of keys. */
export function servicesOf(settings: Settings): Omit<Services, "db" | "defer" | "telemetry" | "metrics"> {
	const { VAGUS_GITHUB_REPOSITORIES: repositories, VAGUS_GITHUB_AUDIENCE: audience } = settings;
	const { VAGUS_OAUTH_ISSUER: issuer, VAGUS_OAUTH_RESOURCE: resource } = settings;
	return {
		embedder: chooseEmbedder(settings),
		apiKey: settings.VAGUS_API_KEY,
		limits: requestLimits,
		gate: processGate,
		maxBytes: settings.VAGUS_MAX_DATABASE_SIZE,
		now: () => new Date(),
		github: {
			webhookSecret: settings.VAGUS_GITHUB_WEBHOOK_SECRET,
			oidc: repositories && githubOidc({ repositories, audience }),
		},
		oauth: issuer && resource ? oauth({ issuer, resource }) : undefined,
	};
}

/** One for all requests of the process. */
const processGate = gate(gateLimits);
