/** The services, whom each calls over HTTP for a request, and the database that it asks. */
export const ROLES = {
	gateway: { calls: ["orders", "catalog"], database: null },
	orders: { calls: ["payments", "stock", "mailer"], database: null },
	payments: { calls: [], database: "ledger-db" },
	stock: { calls: [], database: "stock-db" },
	catalog: { calls: ["stock"], database: null },
	mailer: { calls: [], database: null },
} as const;
export type Role = keyof typeof ROLES;
export const ROLE_NAMES = Object.keys(ROLES) as Role[];

export const DATABASES = ["ledger-db", "stock-db"] as const;
export type DatabaseName = (typeof DATABASES)[number];

/** What may go wrong in a service, by itself; and in a database. */
export const SERVICE_FAULTS = [
	"error",
	"latency",
	"bad config",
	"leak",
	"cpu burn",
	"pool exhausted",
	"dropped",
] as const;
export type ServiceFault = (typeof SERVICE_FAULTS)[number];
export const DATABASE_FAULTS = ["dependency down", "slow database"] as const;
export type DatabaseFault = (typeof DATABASE_FAULTS)[number];

/** Where services and databases listen. */
export type Ports = Record<string, number>;

/** What the test tells a service, and what it answers. */
export type ToService = { ports: Ports } | { fault: ServiceFault } | { end: true };
export type ToDatabases = { fault: DatabaseFault; database: DatabaseName };
export type FromProgram = { ports: Ports };
