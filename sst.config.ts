/// <reference path="./.sst/platform/config.d.ts" />

// AWS Lambda. Once for each stage, then at each deployment:
//   npx sst secret set DatabaseUrl 'postgres://user:password@host:5432/database' --stage production
//   DATABASE_URL='postgres://…' npm run -s vagus -- migrate
//   npx sst deploy --stage production
// Set in the same way where they are wanted: ApiKey (a first key with every scope: vgs_…), EmbeddingsUrl and
// EmbeddingsKey (the service that embeds texts), GithubWebhookSecret, GithubRepositories (whose jobs may report without
// a key).
export default $config({
	app(input) {
		const production = input?.stage === "production";
		return { name: "vagus", home: "aws", removal: production ? "retain" : "remove", protect: production };
	},
	async run() {
		const secret = (name: string, placeholder?: string) => new sst.Secret(name, placeholder).value;
		const shared = {
			runtime: "nodejs24.x",
			architecture: "arm64",
			memory: "1024 MB",
			environment: {
				// Each instance keeps one connection: give the address of a pooler (Neon's pooled host, RDS Proxy, PgBouncer).
				DATABASE_URL: secret("DatabaseUrl"),
				VAGUS_API_KEY: secret("ApiKey", ""),
				VAGUS_EMBEDDINGS_URL: secret("EmbeddingsUrl", ""),
				VAGUS_EMBEDDINGS_KEY: secret("EmbeddingsKey", ""),
				VAGUS_GITHUB_WEBHOOK_SECRET: secret("GithubWebhookSecret", ""),
				VAGUS_GITHUB_REPOSITORIES: secret("GithubRepositories", ""),
			},
		} as const;

		// Lambda takes requests of up to 6 MB, a third less for protobuf: keep an exporter's batches below 4 MB.
		const api = new sst.aws.Function("Api", {
			...shared,
			handler: "functions/entries/lambda.handler",
			timeout: "30 seconds",
			// Keys decide who may ask, and the app itself which origins may.
			url: { authorization: "none", cors: false },
		});

		// Embeds what waits, refreshes rollups, drops what is past its retention. What a run leaves, the next one does.
		new sst.aws.CronV2("Maintenance", {
			schedule: "rate(5 minutes)",
			function: { ...shared, handler: "functions/entries/lambda.scheduled", timeout: "5 minutes" },
		});

		return { url: api.url };
	},
});
