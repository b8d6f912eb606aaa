/// <reference path="./.sst/platform/config.d.ts" />

// AWS Lambda. Once for each stage, then at each deployment:
//   npx sst secret set DatabaseUrl 'postgres://user:password@host:5432/database' --stage production
//   DATABASE_URL='postgres://…' npm run -s vagus -- migrate
//   npx sst deploy --stage production
// Set in the same way where they are wanted: ApiKey (a first key with every scope: vgs_…), EmbeddingsUrl,
// EmbeddingsFallbackUrl, EmbeddingsModel and EmbeddingsKey (the appliances that embed texts, what they serve, and what
// signs requests to them), CfAccessClientId and CfAccessClientSecret (where Cloudflare Access is before them),
// GithubWebhookSecret, GithubRepositories (whose jobs may report without a key).
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
				VAGUS_EMBEDDINGS_FALLBACK_URL: secret("EmbeddingsFallbackUrl", ""),
				VAGUS_EMBEDDINGS_MODEL: secret("EmbeddingsModel", ""),
				VAGUS_EMBEDDINGS_KEY: secret("EmbeddingsKey", ""),
				CF_ACCESS_CLIENT_ID: secret("CfAccessClientId", ""),
				CF_ACCESS_CLIENT_SECRET: secret("CfAccessClientSecret", ""),
				VAGUS_GITHUB_WEBHOOK_SECRET: secret("GithubWebhookSecret", ""),
				VAGUS_GITHUB_REPOSITORIES: secret("GithubRepositories", ""),
			},
		} as const;

		// A queue between the edge and the database. With it OTLP and pino are acknowledged as soon as the queue has them, and
		// written from there, many requests in one transaction; what comes while the database is away waits. A row is seen a
		// second later. What PostgreSQL refuses comes into DeadLetters after three tries, behind a line that says why, and is
		// read again when it is put back as it is. While the database is away a message is tried for two days; then it is
		// there too, whole. Keys are looked up in the database, but for ApiKey: while it is away, others are refused. To have
		// it, take away the two lines that make this a comment.
		/*
		const deadLetters = new sst.aws.Queue("DeadLetters");
		const ingest = new sst.aws.Queue("Ingest", {
			// A message that could not be written comes again after so long, and so often.
			visibilityTimeout: "3 minutes",
			dlq: { queue: deadLetters.arn, retry: 1000 },
		});
		Object.assign(shared, {
			link: [ingest, deadLetters],
			environment: {
				...shared.environment,
				VAGUS_INGEST_QUEUE_URL: ingest.url,
				VAGUS_DEAD_LETTERS_URL: deadLetters.url,
			},
		});
		ingest.subscribe(
			{ ...shared, handler: "functions/entries/lambda.queue", timeout: "30 seconds" },
			{
				batch: { size: 100, window: "1 second", partialResponses: true },
				transform: { eventSourceMapping: { scalingConfig: { maximumConcurrency: 10 } } },
			},
		);
		*/

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
